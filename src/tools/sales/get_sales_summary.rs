//! `get_sales_summary`: what was ordered and what is offered in a period, in each currency by itself.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::order;
use super::period::Period;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::{stored, zone_name};
use crate::tools::records::grouped;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// Most groups of one kind, the largest first.
const MOST: u32 = 10;

/// The tool.
pub(crate) struct GetSalesSummary;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Period, by the date of the orders; default `this_month`.
    #[serde(default)]
    period: Period,
}

impl TypedTool for GetSalesSummary {
    const NAME: &'static str = "get_sales_summary";
    const TITLE: &'static str = "Get a summary of sales";
    const DESCRIPTION: &'static str =
        "Orders and open quotations of a period: number and amount by state, customer and salesperson, as far as you may see them.";
    const RETURNS: Returns = &[
        ("from", "string", true),
        ("before", "string", true),
        ("time_zone", "string", true),
        ("by_state", "array", true),
        ("by_customer", "array", true),
        ("by_salesperson", "array", true),
        ("companies", "array", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Sales).with([Use::Records, Use::Choice]).needing_models(&[order::MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let (from, before) = arguments.period.days(odoo.now().await?.date());
        let all = domain(odoo, from, before).await?;
        let mut ordered = all.clone();
        ordered.push(json!(["state", "not in", ["draft", "sent", "cancel"]]));
        let zone = odoo.zone().await?;
        let mut answer = json!({
            "from": from.to_string(),
            "before": before.to_string(),
            "time_zone": zone_name(&zone),
            "by_state": by(odoo, "state", &all).await?,
            "by_customer": by(odoo, "partner_id", &ordered).await?,
            "by_salesperson": by(odoo, "user_id", &ordered).await?,
        });
        let companies = odoo.companies().await?;
        if companies.len() > 1 {
            shape::set(&mut answer, "companies", companies.iter().map(|company| json!({"id": company.id, "name": company.name})).collect());
        }
        Ok(ToolOutput::new(answer, format!("sales from {from}, before {before}")))
    }
}

/// The days of the user as moments.
async fn domain(odoo: &Odoo, from: Date, before: Date) -> Result<Vec<Value>, Failure> {
    let zone = odoo.zone().await?;
    let moment = |day: Date| day.to_zoned(zone.clone()).map(|start| stored(start.timestamp())).unwrap_or_default();
    Ok(vec![json!(["date_order", ">=", moment(from)]), json!(["date_order", "<", moment(before)])])
}

async fn by(odoo: &Odoo, field: &str, domain: &[Value]) -> Result<Vec<Value>, Failure> {
    let order = "amount_total:sum desc";
    let call = json!({"groupby": [field, "currency_id"], "aggregates": ["amount_total:sum"], "domain": domain, "order": order});
    Ok(grouped(odoo, order::MODEL, call, MOST).await?.iter().map(|group| reported(group, field)).collect())
}

fn reported(group: &Value, field: &str) -> Value {
    let currency = group.get("currency_id").and_then(|currency| currency.get("name")?.as_str());
    let amount = group.get("amount_total:sum").and_then(Value::as_f64).unwrap_or_default();
    json!({field: group.get(field), "orders": group.get("count"), "amount_total": order::words(amount, currency)})
}
