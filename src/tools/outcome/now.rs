//! Records as they are now: what they are called, where they stand, and what they amount to.

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::{Value, json};

use crate::tools::Odoo;
use crate::tools::failure::Failure;
use crate::tools::shape::{self, Shaper};

/// Fields that say where a record stands, wherever a model has them; of these so many at most.
const TELLING: [&str; 9] =
    ["state", "stage_id", "payment_state", "amount_total", "amount_residual", "amount", "expected_revenue", "total_amount", "quantity"];

const MOST_TELLING: usize = 4;

/// Most records that are named one by one.
pub(super) const MOST_SHOWN: usize = 20;

/// The fields by which a record is shown after it was written: its name, where it stands, its amounts with their currency, and what
/// the caller asked for.
pub(crate) fn state_fields(schema: &ModelSchema, more: &[String]) -> Vec<String> {
    let fits = |name: &&str| schema.fields.get(*name).is_some_and(|field| field.store && !field.field_type.is_x2many());
    let mut names: Vec<String> = vec!["display_name".to_owned()];
    names.extend(TELLING.iter().filter(|name| fits(name)).take(MOST_TELLING).map(|name| (*name).to_owned()));
    let is_money = |name: &String| schema.fields.get(name).is_some_and(|field| field.field_type == FieldType::Monetary);
    if names.iter().any(is_money) && fits(&"currency_id") {
        names.push("currency_id".to_owned());
    }
    let asked: Vec<String> = more.iter().filter(|name| !names.contains(name)).cloned().collect();
    names.extend(asked);
    names.retain(|name| schema.fields.contains_key(name));
    names
}

/// The records of a model as they are now. What cannot be read is left out: the call itself was done.
pub(super) async fn read(odoo: &Odoo, model: &str, ids: &[i64], more: &[String]) -> Vec<Value> {
    try_read(odoo, model, ids, more).await.unwrap_or_default()
}

async fn try_read(odoo: &Odoo, model: &str, ids: &[i64], more: &[String]) -> Result<Vec<Value>, Failure> {
    let schema = odoo.model(model).await?;
    let call = Call::new(model, "read").ids(ids.iter().copied().take(MOST_SHOWN)).named("fields", json!(state_fields(&schema, more)));
    let answer = odoo.send(call.context(shape::reading_context()).read()).await?;
    Ok(Shaper::new(&schema, shape::SHORT_TEXT).records(answer))
}

/// Records with their model, their ids and, where they can be read, their names and states.
pub(crate) async fn named(odoo: &Odoo, model: &str, ids: &[i64]) -> Value {
    let records = read(odoo, model, ids, &[]).await;
    let mut named = json!({"model": model, "ids": ids});
    if !records.is_empty() {
        shape::set(&mut named, "records", Value::Array(records));
    }
    named
}

#[cfg(test)]
mod tests {
    use odoo_sdk::schema::FieldSchema;

    use super::*;

    #[test]
    fn a_record_is_shown_by_name_state_and_amount() {
        let mut schema = ModelSchema::default();
        for (name, field_type) in [
            ("display_name", FieldType::Char),
            ("state", FieldType::Selection),
            ("amount_total", FieldType::Monetary),
            ("currency_id", FieldType::Many2one),
            ("note", FieldType::Html),
        ] {
            schema.fields.insert(name.to_owned(), FieldSchema { store: true, ..FieldSchema::new(field_type) });
        }
        assert_eq!(state_fields(&schema, &[]), ["display_name", "state", "amount_total", "currency_id"]);
        assert_eq!(state_fields(&schema, &["note".to_owned(), "state".to_owned()]).last().unwrap(), "note");
    }
}
