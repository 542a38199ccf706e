//! `get_my_quotations`: the quotations and orders of the user.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::order;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::find::{Find, zone_name};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// Most orders.
const MOST: u32 = 80;

/// The tool.
pub(crate) struct GetMyQuotations;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// `open` are drafts and those sent, `confirmed` are orders; default `open`.
    #[serde(default)]
    state: State,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    Open,
    Confirmed,
    Cancelled,
    All,
}

impl State {
    fn domain(self) -> Vec<Value> {
        match self {
            Self::Open => vec![json!(["state", "in", ["draft", "sent"]])],
            // `done` is a locked order of 17.
            Self::Confirmed => vec![json!(["state", "not in", ["draft", "sent", "cancel"]])],
            Self::Cancelled => vec![json!(["state", "=", "cancel"])],
            Self::All => Vec::new(),
        }
    }
}

impl TypedTool for GetMyQuotations {
    const NAME: &'static str = "get_my_quotations";
    const TITLE: &'static str = "Get my quotations";
    const DESCRIPTION: &'static str = "Quotations or orders whose salesperson you are, the newest first.";
    const RETURNS: Returns = &[("orders", "array", true), ("time_zone", "string", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Sales).with([Use::Records, Use::Choice]).needing_models(&[order::MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let mut domain = vec![json!(["user_id", "=", context.odoo.own_id().await?])];
        domain.extend(arguments.state.domain());
        let find =
            Find { model: order::MODEL, fields: &order::FIELDS, domain: json!(domain), order: "date_order desc, id desc", limit: MOST };
        let found = context.odoo.find(&find).await?.into_iter();
        let orders: Vec<Value> = found.map(|found| order::in_words(found, &["amount_total"])).collect();
        let summary = format!("{} quotations or orders of yours", orders.len());
        let zone = context.odoo.zone().await?;
        Ok(ToolOutput::new(json!({"orders": orders, "time_zone": zone_name(&zone)}), summary))
    }
}
