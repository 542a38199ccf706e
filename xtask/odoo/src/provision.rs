//! The database's content: demo data and modules, installed by Odoo itself. A database whose making was cut short is dropped and made anew;
//! a finished one only gets what it lacks.

use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};

use super::database::Database;
use super::layout::{self, Layout};
use super::modules::Plan;
use super::state::DatabaseState;
use super::{progress, server};

/// Finds out what the database lacks. None: it has to be made.
pub(crate) fn plan(database: &Database<'_>, wanted: &[String], addon_digest: &str) -> Result<Option<Plan>> {
    let Some(finished) = &database.state.database else { return Ok(None) };
    let installed = database.installed_modules()?;
    Ok(installed.map(|installed| Plan::new(wanted, &installed, finished.addon_digest != addon_digest)))
}

/// Makes the database anew with these modules.
pub(crate) fn make(database: &Database<'_>, wanted: &[String], addon_digest: &str) -> Result<DatabaseState> {
    database.drop_database()?;
    layout::remove(&database.layout.server().join("data"))?;
    let plan = Plan { install: wanted.to_vec(), update: Vec::new() };
    progress::step(&format!("making a database with {} modules and demo data (about two minutes)", wanted.len()), || {
        apply(database, &plan)
    })?;
    Ok(DatabaseState { modules: wanted.to_vec(), addon_digest: addon_digest.to_owned(), logins: Vec::new() })
}

/// Installs and updates in a finished database; Odoo must not be running.
pub(crate) fn amend(database: &Database<'_>, plan: &Plan) -> Result<()> {
    let names = [plan.install.as_slice(), plan.update.as_slice()].concat().join(", ");
    progress::step(&format!("installing or updating {names}"), || apply(database, plan))
}

fn apply(database: &Database<'_>, plan: &Plan) -> Result<()> {
    let Database { layout, account, .. } = database;
    let log = layout.install_log();
    account.write_private(&log, "")?;
    let mut command = server::command(layout, account, &[]);
    command.args(["--with-demo", "--no-http", "--stop-after-init", "--logfile"]).arg(&log);
    for (option, names) in [("--init", &plan.install), ("--update", &plan.update)] {
        if !names.is_empty() {
            command.args([option, &names.join(",")]);
        }
    }
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("cannot run Odoo")?;
    // Should this chore be killed, the next one ends what goes on without it.
    let noted = account.write_private(&layout.odoo_pid(), &child.id().to_string());
    let status = child.wait().context("cannot wait for Odoo")?;
    noted?;
    if !status.success() {
        bail!("Odoo cannot install ({status}), see {}: {}", log.display(), server::last_complaint(&log));
    }
    check(database, layout, &plan.install)
}

/// Odoo may end well and leave a module out.
fn check(database: &Database<'_>, layout: &Layout, expected: &[String]) -> Result<()> {
    let installed = database.installed_modules()?.unwrap_or_default();
    let missing: Vec<&str> = expected.iter().filter(|name| !installed.contains(name)).map(String::as_str).collect();
    ensure!(missing.is_empty(), "Odoo did not install {}, see {}", missing.join(", "), layout.install_log().display());
    Ok(())
}
