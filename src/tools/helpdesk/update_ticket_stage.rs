//! `update_ticket_stage`: a ticket moves to another stage, by the stage's name.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ticket::{self, MODEL};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, stage};

/// The tool.
pub(crate) struct UpdateTicketStage;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Id of the ticket.
    ticket_id: u32,
    /// Name of the stage, for example `In Progress`.
    stage: String,
}

impl TypedTool for UpdateTicketStage {
    const NAME: &'static str = "update_ticket_stage";
    const TITLE: &'static str = "Move a ticket to a stage";
    const DESCRIPTION: &'static str = "Move a helpdesk ticket to a stage of its team, by the name of the stage.";
    const RETURNS: Returns = &[("ticket", "object", true), ("from", "object", false), ("to", "object", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Overwrites, Toolset::Helpdesk).with([Use::Records]).needing_models(&[MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let (odoo, id) = (&context.odoo, i64::from(arguments.ticket_id));
        let ticket = ticket::one(odoo, id).await?;
        let model = ticket::stages(odoo).await?;
        let of_team = match (ticket.get("team_id"), odoo.model(&model).await?.fields.contains_key("team_ids")) {
            (Some(team), true) => json!(["|", ["team_ids", "=", false], ["team_ids", "in", [own::id_of(team)]]]),
            _ => json!([]),
        };
        let to = stage::named(odoo, &model, of_team, &arguments.stage).await?;
        let from = ticket.get("stage_id").cloned().unwrap_or(Value::Null);
        let name = to.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if context.call.dry_run() {
            return Ok(ToolOutput::new(
                json!({"dry_run": true, "ticket": ticket, "from": from, "to": to}),
                format!("would move it to {name}"),
            ));
        }
        stage::move_to(odoo, MODEL, id, &to).await?;
        let now = ticket::one(odoo, id).await?;
        Ok(ToolOutput::new(json!({"ticket": now, "from": from, "to": to}), format!("moved ticket {id} to {name}")))
    }
}
