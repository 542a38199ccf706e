//! `health`: whether the configured Odoo answers, as JSON and as an exit code.

use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::call::print;
use super::check::exit_of;
use super::core::{Core, OdooArguments};
use super::{CommandError, Exit};
use crate::config::Environment;

/// Of which Odoo.
#[derive(Debug, Args)]
pub(super) struct HealthArguments {
    #[command(flatten)]
    odoo: OdooArguments,
}

/// Connects, logs in, prints what it found and how long it took.
pub(super) async fn run(arguments: &HealthArguments, environment: &Environment) -> Result<(), CommandError> {
    let core = Core::configured(&arguments.odoo, environment, "command line").await?;
    let begun = Instant::now();
    let session = core.application.session(&core.principal).map_err(CommandError::failed)?;
    match session.connected().await {
        Ok(connected) => {
            let client = connected.client();
            let odoo = json!({"series": client.series().name(), "version": client.version().text, "database": client.database(),
                "api": client.api().name(), "user_id": client.user().uid});
            print(&json!({"status": "ok", "odoo": odoo, "connected_in_ms": milliseconds(begun)}))
        }
        Err(error) => {
            print(&json!({"status": status(exit_of(&error)), "message": error.to_string()}))?;
            Err(CommandError::new(exit_of(&error), error))
        }
    }
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
