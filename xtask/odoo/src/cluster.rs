//! A PostgreSQL cluster of our own: on loopback by TCP with passwords only (no socket files, whose paths have a short limit),
//! without syncing to disk, for the data is made anew in two minutes. Its process id is the one PostgreSQL writes down.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::Signal;

use super::account::Account;
use super::layout::{self, Layout};
use super::postgres::PostgresPrograms;
use super::secret::Secret;
use super::state::State;
use super::{process, program, progress};

/// A fast shutdown first, then one without a clean end.
const END: [(Signal, Duration); 2] = [(Signal::INT, Duration::from_secs(30)), (Signal::QUIT, Duration::from_secs(10))];

/// The line of `postmaster.pid` that holds the port, counted from nought.
const LINE_OF_PORT: usize = 3;

/// Starts the cluster if it does not run, makes it first if there is none, and returns its port.
pub(crate) fn ensure(layout: &Layout, account: &Account, programs: &PostgresPrograms, state: &mut State) -> Result<u16> {
    if let Some((_, port)) = running(layout) {
        return Ok(port);
    }
    if !layout.cluster().is_dir() {
        progress::step("making a PostgreSQL cluster", || make(layout, account, programs, &state.superuser_password))?;
    }
    let port = process::free_port(state.postgres_port)?;
    state.postgres_port = Some(port);
    state.save(layout)?;
    progress::step("starting PostgreSQL", || start(layout, account, programs, port))?;
    Ok(port)
}

/// Process id and port of the cluster, if it runs.
pub(crate) fn running(layout: &Layout) -> Option<(u32, u16)> {
    let pid_file = pid_file(layout);
    let pid = process::own_process(&pid_file, &layout.cluster())?;
    let port = fs::read_to_string(pid_file).ok()?.lines().nth(LINE_OF_PORT)?.trim().parse().ok()?;
    Some((pid, port))
}

/// Stops the cluster; says whether it ran.
pub(crate) fn stop(layout: &Layout) -> Result<bool> {
    match process::own_process(&pid_file(layout), &layout.cluster()) {
        Some(pid) => process::end(pid, &layout.cluster(), &END).context("PostgreSQL cannot be stopped").map(|()| true),
        None => Ok(false),
    }
}

fn make(layout: &Layout, account: &Account, programs: &PostgresPrograms, password: &Secret) -> Result<()> {
    let partial = layout.server().join("cluster.partial");
    layout::remove(&partial)?;
    let password_file = layout.server().join("password");
    account.write_private(&password_file, password.reveal())?;
    let mut command = account.command(programs.program("initdb"), layout);
    command.args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--pwfile"]);
    let made = program::run(command.arg(&password_file).arg("--pgdata").arg(&partial));
    fs::remove_file(&password_file).with_context(|| format!("cannot remove {}", password_file.display()))?;
    made?;
    fs::rename(&partial, layout.cluster()).context("cannot rename the new cluster")
}

fn start(layout: &Layout, account: &Account, programs: &PostgresPrograms, port: u16) -> Result<()> {
    // Left over from a crash: PostgreSQL would refuse to start if another program had that id by now. `running` has seen that it is not ours.
    let _ = fs::remove_file(pid_file(layout));
    let log = layout.server().join("postgres.log");
    let mut command = account.command(programs.program("pg_ctl"), layout);
    command.arg("start").arg("--wait").arg("--silent").args(["--timeout", "60", "--pgdata"]).arg(layout.cluster());
    command.arg("--log").arg(&log).arg("--options").arg(options(port));
    program::run(&mut command)
        .map(drop)
        .with_context(|| format!("PostgreSQL does not start, see {} (`up --fresh` makes a new cluster)", log.display()))
}

fn options(port: u16) -> String {
    let settings =
        ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "synchronous_commit=off", "full_page_writes=off"];
    let settings: Vec<String> = settings.iter().map(|setting| format!("-c {setting}")).collect();
    format!("-p {port} {}", settings.join(" "))
}

fn pid_file(layout: &Layout) -> PathBuf {
    layout.cluster().join("postmaster.pid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_keep_to_loopback() {
        let options = options(5433);
        assert!(options.starts_with("-p 5433 -c listen_addresses=127.0.0.1 -c unix_socket_directories= "), "{options}");
    }
}
