//! `health`: whether the configured Odoo answers, as JSON and as an exit code.

use std::time::Instant;

use clap::Args;
use serde_json::{Map, Value, json};

use super::call::print;
use super::check::exit_of;
use super::core::{Core, OdooArguments};
use super::{CommandError, Exit};
use crate::config::Environment;
use crate::session::Principal;

/// Of which Odoo.
#[derive(Debug, Args)]
pub(super) struct HealthArguments {
    #[command(flatten)]
    odoo: OdooArguments,
}

/// What was found of one Odoo, and the exit code for it.
struct Found {
    exit: Exit,
    report: Value,
}

/// Connects, logs in, prints what it found and how long it took; of several Odoos each under its name.
pub(super) async fn run(arguments: &HealthArguments, environment: &Environment) -> Result<(), CommandError> {
    let core = Core::configured(&arguments.odoo, environment, "command line").await?;
    if core.principal.choices().is_empty() {
        let found = look(&core, &core.principal).await?;
        print(&found.report)?;
        return found.ended();
    }
    let looks = futures_util::future::join_all(core.principal.everywhere().map(|principal| look(&core, principal))).await;
    let found = looks.into_iter().collect::<Result<Vec<_>, _>>()?;
    let reports: Map<String, Value> =
        core.principal.choices().into_iter().map(str::to_owned).zip(found.iter().map(|found| found.report.clone())).collect();
    let worst = found.into_iter().find(|found| found.exit != Exit::Done);
    print(&json!({"status": status(worst.as_ref().map_or(Exit::Done, |found| found.exit)), "instances": reports}))?;
    worst.map_or(Ok(()), |found| found.ended())
}

impl Found {
    fn ended(&self) -> Result<(), CommandError> {
        let message = self.report.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
        if self.exit == Exit::Done { Ok(()) } else { Err(CommandError::new(self.exit, anyhow::anyhow!(message))) }
    }
}

/// Looks at the Odoo of a principal.
async fn look(core: &Core, principal: &Principal) -> Result<Found, CommandError> {
    let begun = Instant::now();
    let session = core.application.session(principal).map_err(CommandError::failed)?;
    Ok(match session.connected().await {
        Ok(connected) => {
            let client = connected.client();
            let odoo = json!({"series": client.series().name(), "version": client.version().text, "database": client.database(),
                "api": client.api().name(), "user_id": client.user().uid});
            Found { exit: Exit::Done, report: json!({"status": "ok", "odoo": odoo, "connected_in_ms": milliseconds(begun)}) }
        }
        Err(error) => {
            let exit = exit_of(&error);
            Found { exit, report: json!({"status": status(exit), "message": error.to_string()}) }
        }
    })
}

fn milliseconds(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn status(exit: Exit) -> &'static str {
    match exit {
        Exit::Done => "ok",
        Exit::Usage => "not_configured",
        Exit::Connection => "unreachable",
        Exit::Login => "login_refused",
        Exit::Failed => "failed",
    }
}
