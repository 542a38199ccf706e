//! Odoo as a process: started away from this terminal, waited for until its database answers, ended by the id it writes down.
//! The same program also runs to its end, for installing modules and for scripts.

use std::fs::{self, OpenOptions};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use super::account::Account;
use super::layout::Layout;
use super::{http, process, progress};

/// Needs no user, but like every request the loaded database.
const READY_PATH: &str = "/web/version";
const START_LIMIT: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(100);

/// Odoo takes a second request to end as "at once".
const END: [(Signal, Duration); 3] =
    [(Signal::TERM, Duration::from_secs(15)), (Signal::TERM, Duration::from_secs(5)), (Signal::KILL, Duration::from_secs(5))];

/// Odoo's program with our configuration, as the servers' account.
pub(crate) fn command(layout: &Layout, account: &Account, subcommand: &[&str]) -> Command {
    let mut command = account.command(layout.python(), layout);
    command.env("PYTHONPATH", layout.odoo_packages()).env("PYTHONPYCACHEPREFIX", layout.server().join("pycache"));
    command.arg(layout.odoo_program()).args(subcommand).arg("--config").arg(layout.configuration());
    command
}

/// The id of our Odoo, if it runs.
pub(crate) fn running(layout: &Layout) -> Option<u32> {
    process::own_process(&layout.odoo_pid(), &layout.configuration())
}

/// Whether it serves its database.
pub(crate) fn answers(port: u16) -> bool {
    http::get(port, READY_PATH).is_ok_and(|status| status == 200)
}

/// Starts Odoo and waits until it answers.
pub(crate) fn start(layout: &Layout, account: &Account, port: u16) -> Result<()> {
    progress::step("starting Odoo", || {
        let log = layout.odoo_log();
        let mut command = command(layout, account, &[]);
        command.arg("--logfile").arg(&log).arg("--pidfile").arg(layout.odoo_pid());
        let mut child = spawn(&mut command, account, &log)?;
        // Odoo writes the same a second later; until then nobody else would know.
        let noted = account.write_private(&layout.odoo_pid(), &child.id().to_string());
        let started = noted.and_then(|()| wait(&mut child, port));
        if started.is_err() {
            // What nobody may know of must not go on. It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
        started.with_context(|| format!("Odoo does not start, see {}", log.display()))
    })
}

/// Stops Odoo; says whether it ran.
pub(crate) fn stop(layout: &Layout) -> Result<bool> {
    match running(layout) {
        Some(pid) => process::end(pid, &layout.configuration(), &END).context("Odoo cannot be stopped").map(|()| true),
        None => Ok(false),
    }
}

/// A group of its own keeps an interrupt at this terminal from it. What it prints before its log is open goes there too.
fn spawn(command: &mut Command, account: &Account, log: &Path) -> Result<Child> {
    if !log.exists() {
        account.write_private(log, "")?;
    }
    let output = OpenOptions::new().append(true).open(log).with_context(|| format!("cannot open {}", log.display()))?;
    let errors = output.try_clone().context("cannot use the log file twice")?;
    command.process_group(0).stdin(Stdio::null()).stdout(output).stderr(errors).spawn().context("cannot run Odoo")
}

fn wait(child: &mut Child, port: u16) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < START_LIMIT {
        if let Some(status) = child.try_wait().context("cannot wait for Odoo")? {
            bail!("it ended at once ({status})");
        }
        if answers(port) {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
    bail!("it does not answer within {} s", START_LIMIT.as_secs())
}

/// The last lines of a log that report a failure.
pub(crate) fn last_complaint(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let complaint = text.lines().rfind(|line| line.contains(" ERROR ") || line.contains(" CRITICAL ") || line.starts_with("psycopg2."));
    complaint.unwrap_or("no error is written there").to_owned()
}
