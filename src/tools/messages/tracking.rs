//! What messages say was changed: fields from one value to another. Odoo keeps it where administrators alone may read it.

use std::collections::BTreeMap;

use odoo_sdk::schema::ModelSchema;
use serde_json::{Value, json};

use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::shape;

/// The kinds of values that a change is kept in, the most telling first.
const KINDS: [&str; 5] = ["char", "text", "datetime", "float", "integer"];

/// Changes by message. `None` where this user may not read them.
pub(super) async fn of(odoo: &Odoo, schema: &ModelSchema, messages: &[i64]) -> Result<Option<BTreeMap<i64, Vec<Value>>>, Failure> {
    let Some(rows) = odoo.connected().await?.client().tracking_values(messages).await? else { return Ok(None) };
    let mut changes: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for row in &rows {
        let message = shape::many2one(row.get("mail_message_id").cloned().unwrap_or_default());
        let id = message.get("id").and_then(Value::as_i64).unwrap_or_default();
        changes.entry(id).or_default().extend(change(schema, row));
    }
    Ok(Some(changes))
}

/// A change of a field that the caller may see.
fn change(schema: &ModelSchema, row: &Value) -> Option<Value> {
    let name = row.get("field_name")?.as_str()?;
    let field = schema.fields.get(name)?;
    Some(json!({"field": name, "label": field.label, "from": value(row, "old"), "to": value(row, "new")}))
}

fn value(row: &Value, side: &str) -> Value {
    let of = |kind: &&str| row.get(format!("{side}_value_{kind}")).filter(|value| is_said(value)).cloned();
    KINDS.iter().find_map(of).unwrap_or(Value::Null)
}

fn is_said(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value.as_f64() != Some(0.0) && value.as_str() != Some("")
}

#[cfg(test)]
mod tests {
    use odoo_sdk::schema::{FieldSchema, FieldType};

    use super::*;

    #[test]
    fn a_change_is_from_and_to_and_of_fields_that_are_seen() {
        let mut schema = ModelSchema::default();
        schema.fields.insert("state".to_owned(), FieldSchema { label: "Status".to_owned(), ..FieldSchema::new(FieldType::Selection) });
        let row = json!({"field_name": "state", "old_value_char": "Quotation", "new_value_char": "Sales Order", "new_value_integer": 0});
        assert_eq!(change(&schema, &row), Some(json!({"field": "state", "label": "Status", "from": "Quotation", "to": "Sales Order"})));
        assert_eq!(change(&schema, &json!({"field_name": "margin", "old_value_float": 1.0})), None);
    }
}
