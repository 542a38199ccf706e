//! The first run with nothing installed: an embedded Odoo 19, the gateway connected to it, and a short MCP conversation printed for a
//! person to follow.

mod client;
mod script;

use std::io::{self, Write};
use std::sync::Arc;

use jiff::civil::Date;
use odoo_sdk::Series;
use odoo_sim::{RunningSim, Sim, StartError};
use secrecy::SecretString;
use serde_json::Value;
use thiserror::Error;

use crate::app::{Application, StartError as ApplicationError};
use crate::catalog;
use crate::mcp::Gateway;
use crate::odoo::{ConnectionSettings, Credential};
use crate::session::{Instance, Principal};
use client::{Client, ClientError};
use script::{STEPS, Step};

/// Why the demo could not be shown.
#[derive(Debug, Error)]
pub(crate) enum DemoError {
    /// The embedded Odoo did not start.
    #[error("cannot start the embedded Odoo")]
    Start(#[from] StartError),
    /// The snapshot inside the binary is damaged.
    #[error("cannot read the embedded snapshot")]
    Snapshot(#[from] odoo_sdk::schema::pack::PackError),
    /// The gateway did not start.
    #[error("cannot start the gateway")]
    Application(#[from] ApplicationError),
    /// The gateway did not answer.
    #[error("the gateway did not answer")]
    Client(#[from] ClientError),
    /// The terminal is gone.
    #[error("cannot print")]
    Print(#[from] io::Error),
}

/// Starts the embedded Odoo of a series with its sample company, on a loopback port of the system's choice. Without a day its clock is
/// the machine's.
pub(crate) async fn start(series: Series, today: Option<Date>) -> Result<RunningSim, DemoError> {
    let builder = Sim::builder(catalog::embedded_pack(series)?);
    let builder = match today {
        Some(day) => builder.today(day),
        None => builder,
    };
    Ok(builder.start().await?)
}

/// The connection of the embedded Odoo's administrator.
pub(crate) fn settings(odoo: &RunningSim) -> ConnectionSettings {
    let account = odoo_sim::accounts::ADMIN;
    ConnectionSettings {
        url: odoo.url().to_owned(),
        database: Some(odoo.database().to_owned()),
        credential: Credential::Password { login: account.login.to_owned(), password: SecretString::from(account.password()) },
        api: None,
        known_series_only: false,
    }
}

/// Shows the conversation.
pub(crate) async fn run(out: &mut impl Write, today: Option<Date>) -> Result<(), DemoError> {
    let odoo = start(Series::V19, today).await?;
    writeln!(out, "An embedded Odoo {} with a sample company runs inside this process.", odoo.series())?;
    writeln!(out, "A language model talks to it through the gateway, as it would over MCP:\n")?;
    let settings = settings(&odoo);
    let application = Application::builder().instance(Instance::only(Some(settings.address()))).build()?;
    let gateway = Gateway::new(Arc::new(application), Principal::configured("demo", &Ok(settings)));
    let mut client = Client::connect(gateway).await?;
    let mut refused = 0;
    for (number, step) in STEPS.iter().enumerate() {
        odoo.clear_requests();
        let arguments = step.arguments();
        let result = client.call(step.tool, arguments.clone()).await?;
        refused += usize::from(is_error(&result));
        show(out, number + 1, step, &arguments, &result)?;
    }
    writeln!(out, "{} calls, {refused} of them refused before Odoo saw anything of them.\n", STEPS.len())?;
    writeln!(out, "{}", script::NEXT)?;
    Ok(())
}

fn is_error(result: &Value) -> bool {
    result.get("isError") == Some(&Value::Bool(true))
}

fn show(out: &mut impl Write, number: usize, step: &Step, arguments: &Value, result: &Value) -> io::Result<()> {
    writeln!(out, "{number}. {}", step.intent)?;
    writeln!(out, "   -> {} {arguments}", step.tool)?;
    let content = result.get("structuredContent").unwrap_or(&Value::Null);
    match content.get("error") {
        Some(error) => refusal(out, error)?,
        None => writeln!(out, "   <- {}", shortened(&content.to_string()))?,
    }
    writeln!(out)
}

/// A refusal, a line for each thing that is wrong.
fn refusal(out: &mut impl Write, error: &Value) -> io::Result<()> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let several = error.get("errors").and_then(Value::as_array).map_or_else(|| std::slice::from_ref(error), Vec::as_slice);
    for problem in several {
        let hint = match text(problem, "hint") {
            none if none.is_empty() => none,
            hint => format!(" ({hint})"),
        };
        let at = match text(problem, "path") {
            whole if whole.is_empty() => whole,
            path => format!(" at {path}"),
        };
        writeln!(out, "   <- refused{at}: {}{hint}", text(problem, "message"))?;
    }
    Ok(())
}

/// At most three lines of a terminal.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{} …", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
