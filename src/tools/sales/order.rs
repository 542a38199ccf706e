//! An order by its number or id, and an amount with its currency.

use serde_json::{Map, Value, json};

use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::outcome::grouped;
use crate::tools::{arguments, own};

/// The model.
pub(super) const MODEL: &str = "sale.order";

/// What is said of every order.
pub(super) const FIELDS: [&str; 9] =
    ["name", "state", "partner_id", "date_order", "validity_date", "amount_total", "currency_id", "user_id", "invoice_status"];

/// The order that a caller named, as far as the user may see it.
pub(super) async fn find(odoo: &Odoo, named: &str, fields: &[&str]) -> Result<Value, Failure> {
    let named = named.trim();
    if named.is_empty() {
        return Err(own::wrong("order", "`order` is empty, expected a number such as `S00042`, or an id".to_owned()));
    }
    let by_name = json!(["name", "=ilike", named.replace(['%', '_'], "")]);
    let domain = match named.parse::<u32>() {
        Ok(id) => json!(["|", ["id", "=", id], by_name]),
        Err(_) => json!([by_name]),
    };
    odoo.find_one(MODEL, fields, domain, &format!("order `{}`", arguments::short(named))).await
}

/// Amounts in the words of people: `1,250.00 USD`. The currency stands in them and no more by itself.
pub(super) fn in_words(mut record: Value, amounts: &[&str]) -> Value {
    let Some(members) = record.as_object_mut() else { return record };
    let currency = members.remove("currency_id").and_then(|currency| currency.get("name")?.as_str().map(str::to_owned));
    for name in amounts {
        money(members, name, currency.as_deref());
    }
    record
}

fn money(members: &mut Map<String, Value>, name: &str, currency: Option<&str>) {
    if let Some(amount) = members.get(name).and_then(Value::as_f64) {
        members.insert(name.to_owned(), json!(words(amount, currency)));
    }
}

/// An amount with its currency.
pub(super) fn words(amount: f64, currency: Option<&str>) -> String {
    format!("{} {}", grouped(amount), currency.unwrap_or_default()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_its_currency() {
        let order = json!({"name": "S1", "amount_total": 1250, "currency_id": {"id": 1, "name": "USD"}});
        assert_eq!(in_words(order, &["amount_total", "amount_tax"]), json!({"name": "S1", "amount_total": "1,250.00 USD"}));
    }
}
