//! `call` and `models`: one call of a tool, through the same core as MCP. The result is JSON on standard output, an error too.

use std::io::Write;
use std::sync::Arc;

use clap::Args;
use serde_json::{Map, Value, json};

use super::core::{Core, OdooArguments};
use super::terminal::Terminal;
use super::{CommandError, Exit};
use crate::app::{Outcome, ToolCall};
use crate::config::Environment;
use crate::error_code::ErrorCode;
use crate::tools::{Failure, ToolOutput};

/// A call.
#[derive(Debug, Args)]
pub(super) struct CallArguments {
    /// Name of the tool, for example `search_read`.
    tool: String,
    /// Its arguments, a JSON object.
    #[arg(value_name = "JSON")]
    arguments: Option<String>,
    /// One argument more; the value is JSON where it can be read as that, else a text.
    #[arg(long = "arg", value_name = "NAME=VALUE")]
    more: Vec<String>,
    /// Confirm what would be asked, for example before a delete.
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    odoo: OdooArguments,
}

/// Which models.
#[derive(Debug, Args)]
pub(super) struct ModelsArguments {
    /// Words of the name or the label.
    filter: Option<String>,
    /// Only models that a standard Odoo does not have.
    #[arg(long)]
    custom_only: bool,
    #[command(flatten)]
    odoo: OdooArguments,
}

/// Why the arguments cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum ArgumentError {
    #[error("the arguments are not a JSON object: {0}")]
    NotAnObject(String),
    #[error("`{0}` is not of the form NAME=VALUE")]
    NotNamed(String),
}

/// Calls a tool.
pub(super) async fn run(arguments: &CallArguments, environment: &Environment) -> Result<(), CommandError> {
    let given = read(arguments.arguments.as_deref(), &arguments.more).map_err(CommandError::usage)?;
    let core = Core::configured(&arguments.odoo, environment, "command line").await?;
    let output = call(&core, &arguments.tool, given, arguments.yes).await?;
    print(&Value::Object(output.content))?;
    match output.incomplete {
        true => Err(CommandError::failed(anyhow::anyhow!("{}", output.summary))),
        false => Ok(()),
    }
}

/// Lists all models, page after page.
pub(super) async fn models(arguments: &ModelsArguments, environment: &Environment) -> Result<(), CommandError> {
    let core = Core::configured(&arguments.odoo, environment, "command line").await?;
    let (mut models, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let given = json!({"filter": arguments.filter, "custom_only": arguments.custom_only, "cursor": cursor});
        let Value::Object(given) = given else { return Ok(()) };
        let mut page = call(&core, "list_models", given, false).await?.content;
        if let Some(Value::Array(listed)) = page.remove("models") {
            models.extend(listed);
        }
        cursor = page.remove("next_cursor").unwrap_or_default();
        if cursor.is_null() {
            page.insert("models".to_owned(), Value::Array(models));
            return print(&Value::Object(page));
        }
    }
}

/// The output of a call; a failure is printed and ends the command.
async fn call(core: &Core, tool: &str, arguments: Map<String, Value>, yes: bool) -> Result<ToolOutput, CommandError> {
    let call = ToolCall { tool: tool.to_owned(), arguments, channel: Arc::new(Terminal { yes }) };
    match core.application.run(&core.principal, call).await {
        Outcome::Done(output) => Ok(output),
        Outcome::Failed(failure) => {
            let error = failure.to_json();
            let message = error.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
            print(&json!({"error": error}))?;
            Err(CommandError::new(exit_of(&failure), anyhow::anyhow!(message)))
        }
        Outcome::UnknownTool(name) => {
            Err(CommandError::usage(anyhow::anyhow!("there is no tool `{name}`; `odoo-gateway tools` lists them")))
        }
    }
}

pub(super) fn print(value: &Value) -> Result<(), CommandError> {
    writeln!(std::io::stdout(), "{value}").map_err(CommandError::failed)
}

fn exit_of(failure: &Failure) -> Exit {
    match failure.code() {
        ErrorCode::NotConfigured => Exit::Usage,
        ErrorCode::ConnectionFailed | ErrorCode::UnexpectedAnswer => Exit::Connection,
        ErrorCode::LoginRefused | ErrorCode::NotLoggedIn | ErrorCode::LockedOut => Exit::Login,
        _ => Exit::Failed,
    }
}

/// The arguments as one object; those by name win.
fn read(object: Option<&str>, more: &[String]) -> Result<Map<String, Value>, ArgumentError> {
    let mut given = match object.map(serde_json::from_str) {
        None => Map::new(),
        Some(Ok(Value::Object(given))) => given,
        Some(Ok(other)) => return Err(ArgumentError::NotAnObject(format!("found `{other}`"))),
        Some(Err(error)) => return Err(ArgumentError::NotAnObject(error.to_string())),
    };
    for text in more {
        let (name, value) = text.split_once('=').ok_or_else(|| ArgumentError::NotNamed(text.clone()))?;
        given.insert(name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| json!(value)));
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_json_and_by_name() {
        let read = |object: Option<&str>, more: &[&str]| {
            read(object, &more.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()).map(Value::Object)
        };
        assert_eq!(read(None, &[]), Ok(json!({})));
        let more = ["model=sale.order", "limit=3", "domain=[[\"id\",\">\",1]]", "order=name = x"];
        let expected = json!({"model": "sale.order", "limit": 3, "domain": [["id", ">", 1]], "order": "name = x", "total": true});
        assert_eq!(read(Some(r#"{"model": "x", "total": true}"#), &more), Ok(expected));
        assert_eq!(read(None, &["model"]).unwrap_err().to_string(), "`model` is not of the form NAME=VALUE");
        assert_eq!(read(Some("[1]"), &[]).unwrap_err().to_string(), "the arguments are not a JSON object: found `[1]`");
        assert!(matches!(read(Some("{"), &[]), Err(ArgumentError::NotAnObject(_))));
    }
}
