//! `get_price`: what a product costs a customer, as a line of a quotation would have it. Nothing is saved: Odoo computes the line of an
//! order that is only drafted, with its price lists, quantities and currencies.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::Find;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// The line that is drafted.
const LINE: &str = "sale.order.line";

/// Products, customers or price lists of a name that an answer names.
const MOST: u32 = 6;

/// The tool.
pub(crate) struct GetPrice;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Name, internal reference or barcode of a product.
    product: String,
    /// Quantity; default 1.
    quantity: Option<f64>,
    /// Name of the customer, whose price list counts.
    customer: Option<String>,
    /// Name of a price list in place of the customer's.
    pricelist: Option<String>,
}

impl TypedTool for GetPrice {
    const NAME: &'static str = "get_price";
    const TITLE: &'static str = "Price of a product";
    const DESCRIPTION: &'static str =
        "What a product costs in a quantity, for a customer or by a price list, as a quotation would have it.";
    const RETURNS: Returns = &[
        ("product", "object", true),
        ("quantity", "number", true),
        ("unit", "string", false),
        ("price", "number", true),
        ("discount", "number", false),
        ("total", "number", true),
        ("list_price", "number", true),
        ("currency", "string", false),
        ("customer", "object", false),
        ("pricelist", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Sales).with([Use::Records, Use::Choice]).needing_models(&[LINE])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let quantity = arguments.quantity.unwrap_or(1.0);
        if !(quantity.is_finite() && quantity > 0.0) {
            return Err(own::wrong("quantity", format!("`quantity` is {quantity}, expected a number above 0")));
        }
        let product = product(odoo, &arguments.product).await?;
        let customer = match &arguments.customer {
            Some(name) => Some(one(odoo, "customer", "res.partner", name).await?),
            None => None,
        };
        let pricelist = pricelist(odoo, arguments.pricelist.as_deref(), customer.as_ref()).await?;
        let (price, discount) = price(odoo, &product, quantity, customer.as_ref(), pricelist.as_ref()).await?;
        let net = cents(price * (1.0 - discount / 100.0));
        let name = product.get("display_name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut answer = json!({
            "product": {"id": product.get("id"), "name": name},
            "quantity": quantity,
            "price": net,
            "total": cents(net * quantity),
            "list_price": product.get("list_price").or_else(|| product.get("lst_price")).cloned().unwrap_or_default(),
        });
        if discount != 0.0 {
            shape::set(&mut answer, "discount", json!(discount));
        }
        if let Some(unit) = product.pointer("/uom_id/name") {
            shape::set(&mut answer, "unit", unit.clone());
        }
        for (member, record) in [("customer", &customer), ("pricelist", &pricelist)] {
            if let Some(record) = record {
                shape::set(&mut answer, member, json!({"id": record.get("id"), "name": record.get("display_name")}));
            }
        }
        let currency = currency(odoo, pricelist.as_ref()).await?;
        let summary = format!("{name}: {net} {} each", currency.as_deref().unwrap_or_default());
        if let Some(currency) = currency {
            shape::set(&mut answer, "currency", json!(currency));
        }
        Ok(ToolOutput::new(answer, summary))
    }
}

/// The one product of a reference, barcode or name.
async fn product(odoo: &Odoo, text: &str) -> Result<Value, Failure> {
    let fields = &["display_name", "lst_price", "uom_id"];
    let find = |domain: Value| async move { odoo.find(&Find { model: "product.product", fields, domain, order: "id", limit: MOST }).await };
    let exact = find(json!(["|", ["default_code", "=", text], ["barcode", "=", text]])).await?;
    let found = if exact.is_empty() { find(json!([["name", "ilike", text]])).await? } else { exact };
    let is_named = |record: &&Value| record.get("display_name").and_then(Value::as_str).is_some_and(|name| name.ends_with(text));
    let named: Vec<Value> = found.iter().filter(is_named).cloned().collect();
    single("product", text, if named.len() == 1 { named } else { found })
}

/// The one record of a name.
async fn one(odoo: &Odoo, argument: &str, model: &str, text: &str) -> Result<Value, Failure> {
    let find = |operator: &'static str| {
        let domain = json!([["name", operator, text]]);
        async move { odoo.find(&Find { model, fields: &["display_name", "currency_id", PROPERTY], domain, order: "id", limit: MOST }).await }
    };
    let exact = find("=").await?;
    single(argument, text, if exact.is_empty() { find("ilike").await? } else { exact })
}

fn single(argument: &str, text: &str, mut found: Vec<Value>) -> Result<Value, Failure> {
    match (found.pop(), found.is_empty()) {
        (Some(record), true) if !text.trim().is_empty() => Ok(record),
        (Some(last), false) => {
            let names = found.iter().chain([&last]).filter_map(|record| record.get("display_name")?.as_str());
            let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
            Err(own::wrong(argument, format!("`{text}` may be {}: give one whole name", names.join(", "))))
        }
        _ => Err(own::wrong(argument, format!("there is no {argument} `{text}` that this user may see"))),
    }
}

/// The price list of a customer.
const PROPERTY: &str = "property_product_pricelist";

/// The price list that is named, or the customer's.
async fn pricelist(odoo: &Odoo, named: Option<&str>, customer: Option<&Value>) -> Result<Option<Value>, Failure> {
    if let Some(name) = named {
        return one(odoo, "pricelist", "product.pricelist", name).await.map(Some);
    }
    let Some(id) = customer.and_then(|customer| customer.get(PROPERTY)).map(own::id_of).filter(|id| *id != 0) else { return Ok(None) };
    let domain = json!([["id", "=", id]]);
    let find = Find { model: "product.pricelist", fields: &["display_name", "currency_id"], domain, order: "id", limit: 1 };
    Ok(odoo.find(&find).await?.pop())
}

/// The price of one and the discount in percent, of the line of a drafted order.
async fn price(
    odoo: &Odoo,
    product: &Value,
    quantity: f64,
    customer: Option<&Value>,
    pricelist: Option<&Value>,
) -> Result<(f64, f64), Failure> {
    let of_order = [("partner_id", customer), ("pricelist_id", pricelist)];
    let order = of_order.into_iter().filter_map(|(field, record)| Some((field.to_owned(), json!(own::id_of(record?)))));
    let order: Map<String, Value> = order.collect();
    let values = [("order_id", json!(order)), ("product_id", json!(own::id_of(product))), ("product_uom_qty", json!(quantity))];
    let values = Map::from_iter(values.map(|(name, value)| (name.to_owned(), value)));
    let wanted = Map::from_iter(["price_unit", "discount"].map(|name| (name.to_owned(), json!({}))));
    let given = odoo.send(Call::onchange(LINE, [], values, ["product_id", "product_uom_qty"], wanted)).await?;
    let number = |name: &str| given.pointer(&format!("/value/{name}")).and_then(Value::as_f64).unwrap_or_default();
    Ok((number("price_unit"), number("discount")))
}

/// The currency of the price list, or else of the company.
async fn currency(odoo: &Odoo, pricelist: Option<&Value>) -> Result<Option<String>, Failure> {
    let of = |record: &Value| record.pointer("/currency_id/name").and_then(Value::as_str).map(str::to_owned);
    if let Some(currency) = pricelist.and_then(of) {
        return Ok(Some(currency));
    }
    let Some(company) = odoo.companies().await?.first().map(|company| company.id) else { return Ok(None) };
    let domain = json!([["id", "=", company]]);
    let find = Find { model: "res.company", fields: &["currency_id"], domain, order: "id", limit: 1 };
    Ok(odoo.find(&find).await?.first().and_then(of))
}

/// Without the last bits of a computed number.
fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_several_is_refused_with_their_names() {
        let record = |name: &str| json!({"id": 1, "display_name": name});
        assert_eq!(single("product", "Desk", vec![record("Desk")]).unwrap()["display_name"], "Desk");
        let several = single("product", "Desk", vec![record("Corner Desk"), record("Large Desk")]).unwrap_err().to_json();
        assert!(several["message"].as_str().unwrap().contains("`Corner Desk`, `Large Desk`"), "{several}");
        assert_eq!(single("customer", "Nobody", Vec::new()).unwrap_err().to_json()["path"], "customer");
        assert!(single("customer", " ", vec![record("Ann")]).is_err());
    }
}
