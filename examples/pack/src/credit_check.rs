//! `credit_check`: what a customer owes, and whether a new order stays within a limit.

use odoo_gateway::pack::{Effect, PackContext, PackError, PackTool};
use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// The tool.
pub(crate) struct CreditCheck;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Id of the customer.
    partner_id: u32,
    /// Amount of the new order.
    amount: f64,
    /// Most that the customer may owe; default 10,000.
    limit: Option<f64>,
}

impl PackTool for CreditCheck {
    const NAME: &'static str = "credit_check";
    const TITLE: &'static str = "Credit check";
    const DESCRIPTION: &'static str = "Whether a customer may order for an amount: what is open on posted invoices, and what is left.";
    const EFFECT: Effect = Effect::Reads;
    const MODELS: &'static [&'static str] = &["account.move"];
    type Arguments = Arguments;

    async fn run(context: &PackContext<'_>, arguments: Arguments) -> Result<Value, PackError> {
        if arguments.amount < 0.0 {
            return Err(PackError::new("`amount` is negative"));
        }
        let customer = context.send(Call::read_records("res.partner", [i64::from(arguments.partner_id)], ["display_name"])).await?;
        let name = customer.pointer("/0/display_name").cloned().ok_or_else(|| PackError::new("there is no such customer"))?;
        let open = open_amount(context, arguments.partner_id).await?;
        let left = arguments.limit.unwrap_or(10_000.0) - open;
        Ok(json!({"customer": name, "open": open, "left": left, "may_order": arguments.amount <= left}))
    }
}

/// What is open on posted invoices, by the built-in tool that groups.
async fn open_amount(context: &PackContext<'_>, partner: u32) -> Result<f64, PackError> {
    let domain = json!([["partner_id", "=", partner], ["move_type", "=", "out_invoice"], ["state", "=", "posted"]]);
    let call = json!({"model": "account.move", "domain": domain, "groupby": ["partner_id"], "aggregates": ["amount_residual_signed:sum"]});
    let answer = context.call("read_group", call).await?;
    let sum = answer.pointer("/groups/0").and_then(|group| group.get("amount_residual_signed:sum"));
    Ok(sum.and_then(Value::as_f64).unwrap_or_default())
}
