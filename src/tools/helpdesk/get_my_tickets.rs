//! `get_my_tickets`: tickets that the user works on, or has opened.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::ticket::{self, MODEL};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::find::zone_name;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own};

/// Most tickets.
const MOST: u32 = 80;

/// The tool.
pub(crate) struct GetMyTickets;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Closed tickets too.
    #[serde(default)]
    closed: bool,
}

impl TypedTool for GetMyTickets {
    const NAME: &'static str = "get_my_tickets";
    const TITLE: &'static str = "Get my tickets";
    const DESCRIPTION: &'static str = "Helpdesk tickets assigned to you or opened by you, the newest first.";
    const RETURNS: Returns = &[("tickets", "array", true), ("time_zone", "string", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Helpdesk).with([Use::Records]).needing_models(&[MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let partner = own::id_of(&odoo.own_partner().await?);
        let mut domain = vec![json!("|"), json!(["user_id", "=", odoo.own_id().await?]), json!(["partner_id", "=", partner])];
        if !arguments.closed {
            domain.extend(ticket::open(odoo).await?);
        }
        let tickets = ticket::find(odoo, json!(domain), MOST).await?;
        let (summary, zone) = (format!("{} tickets of yours", tickets.len()), odoo.zone().await?);
        Ok(ToolOutput::new(json!({"tickets": tickets, "time_zone": zone_name(&zone)}), summary))
    }
}
