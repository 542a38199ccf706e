//! `get_my_tasks`: tasks that the user is assigned to.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::task::{self, CLOSED, FIELDS, MODEL};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::find::{Find, zone_name};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// Most tasks.
const MOST: u32 = 80;

/// The tool.
pub(crate) struct GetMyTasks;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Default `open`.
    #[serde(default)]
    state: State,
    /// Only those of projects whose name has this in it.
    project: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    Open,
    Closed,
    All,
}

impl TypedTool for GetMyTasks {
    const NAME: &'static str = "get_my_tasks";
    const TITLE: &'static str = "Get my tasks";
    const DESCRIPTION: &'static str = "Tasks assigned to you, the most urgent first, with stage, deadline and hours.";
    const RETURNS: Returns = &[("tasks", "array", true), ("time_zone", "string", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Project).with([Use::Records, Use::Choice]).needing_models(&[MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let mut domain = vec![json!(["user_ids", "in", [context.odoo.own_id().await?]])];
        match arguments.state {
            State::Open => domain.push(task::open()),
            State::Closed => domain.push(json!(["state", "in", CLOSED])),
            State::All => {}
        }
        domain.extend(arguments.project.map(|project| json!(["project_id.name", "ilike", project])));
        let order = "date_deadline, priority desc, id";
        let tasks = context.odoo.find(&Find { model: MODEL, fields: &FIELDS, domain: json!(domain), order, limit: MOST }).await?;
        let (summary, zone) = (format!("{} tasks of yours", tasks.len()), context.odoo.zone().await?);
        Ok(ToolOutput::new(json!({"tasks": tasks, "time_zone": zone_name(&zone)}), summary))
    }
}
