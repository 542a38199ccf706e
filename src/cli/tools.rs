//! `tools`: what is offered with this configuration, as JSON.

use clap::Args;
use serde_json::{Value, json};

use super::CommandError;
use super::call::print;
use super::core::{Core, OdooArguments};
use crate::config::Environment;
use crate::tools::Tool;

/// Of which Odoo.
#[derive(Debug, Args)]
pub(super) struct ToolsArguments {
    #[command(flatten)]
    odoo: OdooArguments,
}

/// Lists the tools.
pub(super) async fn run(arguments: &ToolsArguments, environment: &Environment) -> Result<(), CommandError> {
    let core = Core::configured(&arguments.odoo, environment, "command line").await?;
    let offered = core.application.offered(&core.principal).await;
    let tools: Vec<Value> = offered.iter().map(|tool| described(tool.as_ref(), &core.principal.choices())).collect();
    print(&json!({"tools": tools}))
}

fn described(tool: &dyn Tool, instances: &[&str]) -> Value {
    let tool = tool.definition();
    json!({
        "name": &*tool.name, "title": tool.title, "description": tool.description, "toolset": tool.class.toolset.name(),
        "writes": tool.class.writes(), "input_schema": &*tool.input_schema_for(instances), "output_schema": tool.output_schema(),
    })
}
