//! `confirm_order`: a quotation becomes an order.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::order;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::find::Find;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// The tool.
pub(crate) struct ConfirmOrder;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Number of the quotation, for example `S00042`, or its id.
    order: String,
}

impl TypedTool for ConfirmOrder {
    const NAME: &'static str = "confirm_order";
    const TITLE: &'static str = "Confirm an order";
    const DESCRIPTION: &'static str = "Turn a quotation into an order, with its deliveries; the answer shows it as it is now.";
    const RETURNS: Returns = &[("order", "object", true), ("deliveries", "array", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Executes, Toolset::Sales).with([Use::Records]).needing_models(&[order::MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let found = order::find(odoo, &arguments.order, &order::FIELDS).await?;
        let id = own::id_of(&found);
        let text = |name: &str| found.get(name).and_then(Value::as_str).unwrap_or_default();
        let name = text("name").to_owned();
        if !matches!(text("state"), "draft" | "sent") {
            return Err(own::wrong("order", format!("order {name} is not a quotation any more: its state is `{}`", text("state"))));
        }
        if context.call.dry_run() {
            let answer = json!({"dry_run": true, "order": order::in_words(found, &["amount_total"])});
            return Ok(ToolOutput::new(answer, format!("would confirm {name}")));
        }
        odoo.send(Call::new(order::MODEL, "action_confirm").ids([id])).await?;
        let now = odoo.find_one(order::MODEL, &order::FIELDS, json!([["id", "=", id]]), "order").await?;
        let mut answer = json!({"order": order::in_words(now, &["amount_total"])});
        if odoo.connected().await?.catalog().has("stock.picking") {
            let find = Find {
                model: "stock.picking",
                fields: &["name", "state", "scheduled_date"],
                domain: json!([["sale_id", "=", id]]),
                order: "id",
                limit: 20,
            };
            // The order is confirmed, whether its deliveries may be read or not.
            shape::set(&mut answer, "deliveries", json!(odoo.find(&find).await.unwrap_or_default()));
        }
        Ok(ToolOutput::new(answer, format!("confirmed {name}")))
    }
}
