//! `update_task_stage`: a task moves to another stage of its project, by the stage's name.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::task::{FIELDS, MODEL};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, stage};

/// The tool.
pub(crate) struct UpdateTaskStage;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Id of the task.
    task_id: u32,
    /// Name of the stage, for example `In Progress`.
    stage: String,
}

impl TypedTool for UpdateTaskStage {
    const NAME: &'static str = "update_task_stage";
    const TITLE: &'static str = "Move a task to a stage";
    const DESCRIPTION: &'static str = "Move a task to a stage of its project, by the name of the stage.";
    const RETURNS: Returns = &[("task", "object", true), ("from", "object", false), ("to", "object", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Overwrites, Toolset::Project).with([Use::Records]).needing_models(&[MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let (odoo, id) = (&context.odoo, i64::from(arguments.task_id));
        let (own_task, named) = (json!([["id", "=", id]]), format!("task {id}"));
        let task = odoo.find_one(MODEL, &FIELDS, own_task.clone(), &named).await?;
        let of_project = stage::of_project(odoo, task.get("project_id")).await?;
        let to = stage::named(odoo, "project.task.type", of_project, &arguments.stage).await?;
        let from = task.get("stage_id").cloned().unwrap_or(Value::Null);
        let name = to.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if context.call.dry_run() {
            return Ok(ToolOutput::new(json!({"dry_run": true, "task": task, "from": from, "to": to}), format!("would move it to {name}")));
        }
        stage::move_to(odoo, MODEL, id, &to).await?;
        let now = odoo.find_one(MODEL, &FIELDS, own_task, &named).await?;
        Ok(ToolOutput::new(json!({"task": now, "from": from, "to": to}), format!("moved task {id} to {name}")))
    }
}
