//! Which records are meant by the values of some fields, and which of the given values differ from those that are kept.

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use crate::tools::ToolContext;
use crate::tools::failure::Failure;

/// A domain for records whose fields have exactly these values.
pub(super) fn domain(values: &Map<String, Value>) -> Value {
    values.iter().map(|(name, value)| json!([name, "=", value])).collect()
}

/// Up to `most` records of a domain that was checked, with these fields, as Odoo gives them.
pub(super) async fn found(context: &ToolContext, model: &str, domain: Value, fields: &[&str], most: usize) -> Result<Vec<Value>, Failure> {
    let request = Call::search_read(model, domain, fields.iter().copied()).named("limit", most).named("order", "id");
    match context.odoo.send(request).await? {
        Value::Array(rows) => Ok(rows),
        _ => Ok(Vec::new()),
    }
}

/// The values that are other than the record's own. Commands on x2many fields are compared where they set the whole list.
pub(super) fn differing(schema: &ModelSchema, record: &Value, values: &Map<String, Value>) -> Map<String, Value> {
    let differs = |(name, value): &(&String, &Value)| match schema.fields.get(*name).map(|field| field.field_type) {
        Some(kind) => !is_same(kind, record.get(*name).unwrap_or(&Value::Null), value),
        None => true,
    };
    values.iter().filter(differs).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn is_same(kind: FieldType, kept: &Value, given: &Value) -> bool {
    let is_empty = |value: &Value| matches!(value, Value::Null | Value::Bool(false)) || value == "";
    if kind != FieldType::Boolean && is_empty(kept) && is_empty(given) {
        return true;
    }
    match (kind, kept, given) {
        (FieldType::Many2one, Value::Array(pair), given) => pair.first() == Some(given),
        (FieldType::Html, Value::String(kept), Value::String(given)) => bare(kept) == bare(given),
        (FieldType::Many2many, Value::Array(kept), Value::Array(commands)) => sets_exactly(commands, kept),
        (_, Value::Number(kept), Value::Number(given)) => kept.as_f64() == given.as_f64(),
        _ => kept == given,
    }
}

/// A plain text is kept as a paragraph.
fn bare(html: &str) -> &str {
    html.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")).unwrap_or(html.trim())
}

/// One command 6 with the same ids.
fn sets_exactly(commands: &[Value], kept: &[Value]) -> bool {
    let [command] = commands else { return false };
    let ids = command.get(2).and_then(Value::as_array);
    let is_set = command.get(0).and_then(Value::as_i64) == Some(6);
    is_set && ids.is_some_and(|ids| ids.len() == kept.len() && ids.iter().all(|id| kept.contains(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_kept_already_does_not_differ() {
        let check = |kind, kept: Value, given: Value, expected: bool| assert_eq!(is_same(kind, &kept, &given), expected, "{kept} {given}");
        check(FieldType::Char, json!(false), json!(""), true);
        check(FieldType::Char, json!("a"), json!("a"), true);
        check(FieldType::Char, json!("a"), json!("b"), false);
        check(FieldType::Boolean, json!(false), json!(true), false);
        check(FieldType::Many2one, json!([7, "Azure"]), json!(7), true);
        check(FieldType::Many2one, json!([7, "Azure"]), json!(8), false);
        check(FieldType::Many2one, json!(false), json!(7), false);
        check(FieldType::Float, json!(5.0), json!(5), true);
        check(FieldType::Html, json!("<p>a</p>"), json!("a"), true);
        check(FieldType::Many2many, json!([1, 2]), json!([[6, 0, [2, 1]]]), true);
        check(FieldType::Many2many, json!([1, 2]), json!([[6, 0, [2]]]), false);
        check(FieldType::Many2many, json!([1, 2]), json!([[4, 1, 0]]), false);
    }
}
