//! `get_stock`: how much of a product there is, by location, now or on a date.

mod moves;

use jiff::civil::Date;
use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::matching;
use crate::error_code::ErrorCode;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::{Failure, Origin, Problem};
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// Products that one text may name.
const MOST_PRODUCTS: usize = 20;

/// Quants and moves that one answer counts.
const MOST_ROWS: usize = 10_000;

/// The tool.
pub(crate) struct GetStock;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Name, internal reference or barcode of a product.
    product: String,
    /// Day such as `2026-12-31`: the stock at its end, as moved or planned; default: now.
    date: Option<String>,
    /// Location; default: every internal one.
    location: Option<String>,
}

impl TypedTool for GetStock {
    const NAME: &'static str = "get_stock";
    const TITLE: &'static str = "Stock of a product";
    const DESCRIPTION: &'static str = "How much of a product is in stock, reserved and free, by location, now or on a date.";
    const RETURNS: Returns = &[("products", "array", true), ("date", "string", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More).with([Use::Records]).needing_models(&["stock.quant", "stock.move"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { product, date, location } = arguments;
        let date = date.as_deref().map(day).transpose()?;
        let products = products(context, &product).await?;
        let place = match &location {
            Some(name) => json!(["location_id", "child_of", location_ids(context, name).await?]),
            None => json!(["location_id.usage", "=", "internal"]),
        };
        let mut answer = json!({"products": stock(context, &products, &place).await?});
        if let Some(date) = date {
            let changes = moves::between_now_and(context, &products, date, location.as_deref()).await?;
            on_date(&mut answer, &changes, date);
        }
        let summary = format!("stock of {} products named `{product}`", products.len());
        Ok(ToolOutput::new(answer, summary))
    }
}

fn day(text: &str) -> Result<Date, Failure> {
    text.trim().parse().map_err(|_| {
        let message = format!("`date` is `{text}`, expected a day such as `2026-12-31`");
        Failure::invalid(vec![Problem::new(IssueCode::BadDate, "date", message)])
    })
}

/// The products of that name, reference or barcode; `id` and `display_name` of each.
async fn products(context: &ToolContext, text: &str) -> Result<Vec<Value>, Failure> {
    let exact = json!(["|", ["default_code", "=", text], ["barcode", "=", text]]);
    let fields = ["display_name", "uom_id"];
    let rows = matching::found(context, "product.product", exact, &fields, MOST_PRODUCTS).await?;
    let rows = match rows.is_empty() {
        true => matching::found(context, "product.product", json!([["name", "ilike", text]]), &fields, MOST_PRODUCTS).await?,
        false => rows,
    };
    if text.trim().is_empty() || rows.is_empty() {
        let message = format!("no product has the name, reference or barcode `{text}`");
        return Err(Failure::new(ErrorCode::RecordNotFound, Origin::Caller, message).hint("give a part of the name alone"));
    }
    Ok(rows)
}

/// The ids of the locations of that name.
async fn location_ids(context: &ToolContext, name: &str) -> Result<Vec<i64>, Failure> {
    let rows =
        matching::found(context, "stock.location", json!([["complete_name", "ilike", name]]), &["display_name"], MOST_PRODUCTS).await?;
    if name.trim().is_empty() || rows.is_empty() {
        let message = format!("no location has the name `{name}`");
        return Err(Failure::new(ErrorCode::RecordNotFound, Origin::Caller, message));
    }
    Ok(rows.iter().filter_map(id).collect())
}

/// Each product with what is in stock now, in all and by location.
async fn stock(context: &ToolContext, products: &[Value], place: &Value) -> Result<Vec<Value>, Failure> {
    let ids: Vec<i64> = products.iter().filter_map(id).collect();
    let domain = json!([["product_id", "in", ids], place]);
    let fields = ["product_id", "location_id", "quantity", "reserved_quantity"];
    let quants = matching::found(context, "stock.quant", domain, &fields, MOST_ROWS).await?;
    Ok(products.iter().map(|product| of_product(product, &quants)).collect())
}

fn of_product(product: &Value, quants: &[Value]) -> Value {
    let own = quants.iter().filter(|quant| quant.pointer("/product_id/0") == product.get("id"));
    let mut places: Map<String, Value> = Map::new();
    let (mut quantity, mut reserved) = (0.0, 0.0);
    for quant in own {
        let (held, kept) = (number(quant, "quantity"), number(quant, "reserved_quantity"));
        (quantity, reserved) = (quantity + held, reserved + kept);
        let name = quant.pointer("/location_id/1").and_then(Value::as_str).unwrap_or_default().to_owned();
        let place = places.entry(name).or_insert_with(|| json!({"quantity": 0.0, "reserved": 0.0}));
        *place = json!({"quantity": number(place, "quantity") + held, "reserved": number(place, "reserved") + kept});
    }
    json!({
        "id": product.get("id"), "name": product.get("display_name"), "unit": product.pointer("/uom_id/1"),
        "quantity": quantity, "reserved": reserved, "free": quantity - reserved, "locations": places,
    })
}

/// Adds what there was or will be on the date: what is moved between now and then is taken away again, or added.
fn on_date(answer: &mut Value, changes: &[(i64, f64)], date: Date) {
    shape::set(answer, "date", json!(date.to_string()));
    for product in answer.get_mut("products").and_then(Value::as_array_mut).into_iter().flatten() {
        let change: f64 = changes.iter().filter(|(of, _)| id(product) == Some(*of)).map(|(_, change)| change).sum();
        let now = number(product, "quantity");
        shape::set(product, "quantity_on_date", json!(now + change));
    }
}

fn id(row: &Value) -> Option<i64> {
    row.get("id").and_then(Value::as_i64)
}

fn number(row: &Value, name: &str) -> f64 {
    row.get(name).and_then(Value::as_f64).unwrap_or_default()
}

/// A read of moves.
fn read_moves(domain: Value) -> Call {
    let fields = ["product_id", "state", "quantity", "product_qty", "product_uom_qty", "location_id", "location_dest_id"];
    Call::search_read("stock.move", domain, fields).named("limit", MOST_ROWS)
}
