//! `get_order_details`: an order with its lines, taxes, totals, deliveries and invoices.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::order;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::{Find, zone_name};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// Most lines.
const MOST: u32 = 200;

const FIELDS: [&str; 14] = [
    "name",
    "state",
    "partner_id",
    "partner_shipping_id",
    "client_order_ref",
    "date_order",
    "validity_date",
    "commitment_date",
    "user_id",
    "amount_untaxed",
    "amount_tax",
    "amount_total",
    "currency_id",
    "invoice_status",
];

/// Both names of a field that a series renamed.
const LINE: [&str; 13] = [
    "name",
    "product_id",
    "product_uom_qty",
    "product_uom",
    "product_uom_id",
    "qty_delivered",
    "qty_invoiced",
    "price_unit",
    "discount",
    "tax_id",
    "tax_ids",
    "price_subtotal",
    "display_type",
];

/// The tool.
pub(crate) struct GetOrderDetails;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Number of the order, for example `S00042`, or its id.
    order: String,
}

impl TypedTool for GetOrderDetails {
    const NAME: &'static str = "get_order_details";
    const TITLE: &'static str = "Get an order in detail";
    const DESCRIPTION: &'static str =
        "A quotation or order as a person reads it: lines, taxes, totals, deliveries, invoices. For single fields use `get_record`.";
    const RETURNS: Returns = &[
        ("order", "object", true),
        ("lines", "array", true),
        ("deliveries", "array", false),
        ("invoices", "array", false),
        ("time_zone", "string", true),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Sales).with([Use::Records, Use::Choice]).needing_models(&[order::MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let found = order::find(odoo, &arguments.order, &FIELDS).await?;
        let (id, name) = (own::id_of(&found), found.get("name").and_then(Value::as_str).unwrap_or_default().to_owned());
        let zone = odoo.zone().await?;
        let mut answer = json!({"lines": lines(odoo, id).await?, "time_zone": zone_name(&zone)});
        let catalog = odoo.connected().await?.catalog();
        if catalog.has("stock.picking") {
            let fields = ["name", "state", "scheduled_date", "date_done"];
            add(
                odoo,
                &mut answer,
                "deliveries",
                &Find { model: "stock.picking", fields: &fields, domain: json!([["sale_id", "=", id]]), order: "id", limit: MOST },
            )
            .await?;
        }
        let fields =
            ["name", "state", "payment_state", "invoice_date", "invoice_date_due", "amount_total", "amount_residual", "currency_id"];
        let of_order = json!([["invoice_line_ids.sale_line_ids.order_id", "=", id]]);
        add(odoo, &mut answer, "invoices", &Find { model: "account.move", fields: &fields, domain: of_order, order: "id", limit: MOST })
            .await?;
        shape::set(&mut answer, "order", order::in_words(found, &["amount_untaxed", "amount_tax", "amount_total"]));
        Ok(ToolOutput::new(answer, format!("order {name}")))
    }
}

/// The lines with the names of their taxes.
async fn lines(odoo: &Odoo, order: i64) -> Result<Vec<Value>, Failure> {
    let domain = json!([["order_id", "=", order]]);
    let mut lines = odoo.find(&Find { model: "sale.order.line", fields: &LINE, domain, order: "sequence, id", limit: MOST }).await?;
    let ids_of = |line: &Value| line.get("tax_id").or_else(|| line.get("tax_ids")).and_then(Value::as_array).cloned().unwrap_or_default();
    let taxes: Vec<Value> = lines.iter().flat_map(ids_of).collect();
    let names = if taxes.is_empty() { Vec::new() } else { tax_names(odoo, taxes).await? };
    for line in &mut lines {
        let ids = ids_of(line);
        let named: Vec<&Value> =
            names.iter().filter(|tax| tax.get("id").is_some_and(|id| ids.contains(id))).filter_map(|tax| tax.get("name")).collect();
        let named = json!(named);
        if let Some(members) = line.as_object_mut() {
            members.remove("tax_id");
            members.remove("tax_ids");
            members.insert("taxes".to_owned(), named);
        }
    }
    Ok(lines)
}

/// Taxes are not for every user to read: then the lines go without.
async fn tax_names(odoo: &Odoo, ids: Vec<Value>) -> Result<Vec<Value>, Failure> {
    allowed(
        odoo.find(&Find { model: "account.tax", fields: &["name"], domain: json!([["id", "in", ids]]), order: "id", limit: MOST }).await,
    )
}

/// What belongs to the order and the user may read.
async fn add(odoo: &Odoo, answer: &mut Value, name: &str, find: &Find<'_>) -> Result<(), Failure> {
    let found: Vec<Value> =
        allowed(odoo.find(find).await)?.into_iter().map(|found| order::in_words(found, &["amount_total", "amount_residual"])).collect();
    shape::set(answer, name, json!(found));
    Ok(())
}

fn allowed(found: Result<Vec<Value>, Failure>) -> Result<Vec<Value>, Failure> {
    match found {
        Err(failure) if failure.code() == crate::error_code::ErrorCode::AccessDenied => Ok(Vec::new()),
        found => found,
    }
}
