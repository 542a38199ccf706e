//! `create_ticket`: a new ticket.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::ticket::{self, MODEL};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
use crate::tools::find::{Find, missing};
use crate::tools::outcome::ids_of;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// The tool.
pub(crate) struct CreateTicket;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Subject in a few words.
    subject: String,
    /// What it is about.
    description: String,
    /// Id of the customer's contact; default the caller's.
    partner_id: Option<u32>,
    /// Name of the team; default that of the helpdesk.
    team: Option<String>,
}

impl TypedTool for CreateTicket {
    const NAME: &'static str = "create_ticket";
    const TITLE: &'static str = "Create a ticket";
    const DESCRIPTION: &'static str = "Open a helpdesk ticket, for yourself or for a customer.";
    const RETURNS: Returns = &[("ticket", "object", false), ("values", "object", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::Helpdesk).with([Use::Records]).needing_models(&[MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let mut call = json!({"values": values(context, arguments).await?});
        let remarks = context.odoo.check(Operation::Create, MODEL, &mut call).await?;
        let values = call.get_mut("values").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default();
        let mut answer = json!({});
        if context.call.dry_run() {
            answer = json!({"dry_run": true, "values": values});
            shape::add_remarks(&mut answer, &remarks);
            return Ok(ToolOutput::new(answer, "would open a ticket"));
        }
        let made = ids_of(&context.odoo.send(Call::create(MODEL, [values])).await?, Vec::new());
        let id = made.first().copied().unwrap_or_default();
        shape::set(&mut answer, "ticket", ticket::one(&context.odoo, id).await.unwrap_or_else(|_| json!({"id": id})));
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, format!("opened ticket {id}")))
    }
}

async fn values(context: &ToolContext, arguments: Arguments) -> Result<Map<String, Value>, Failure> {
    let odoo = &context.odoo;
    let partner = match arguments.partner_id {
        Some(id) => i64::from(id),
        None => own::id_of(&odoo.own_partner().await?),
    };
    let given = [("name", json!(arguments.subject)), ("description", json!(arguments.description)), ("partner_id", json!(partner))];
    let mut values: Map<String, Value> = given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    if let Some(team) = arguments.team {
        let model = odoo.model(MODEL).await?.fields.get("team_id").and_then(|field| field.relation.as_deref().map(str::to_owned));
        let model = model.ok_or_else(|| own::wrong("team", "tickets have no teams here".to_owned()))?;
        let find = Find { model: &model, fields: &["name"], domain: json!([["name", "ilike", team]]), order: "id", limit: 2 };
        let found = odoo.find(&find).await?;
        let [team] = found.as_slice() else { return Err(missing(&format!("one team of the name `{team}`"))) };
        values.insert("team_id".to_owned(), json!(own::id_of(team)));
    }
    Ok(values)
}
