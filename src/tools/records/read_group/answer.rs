//! What comes back, in one shape: a member for each groupby under the caller's own name, `count`, and a member for each aggregate.

use odoo_sdk::schema::FieldType;
use serde_json::{Map, Value, json};

use super::plan::Plan;
use crate::tools::shape;

/// The groups of an answer of either method.
pub(super) fn groups(plan: &Plan<'_>, answer: Value) -> Vec<Value> {
    let Value::Array(rows) = answer else { return Vec::new() };
    rows.iter().map(|row| Value::Object(group(plan, row))).collect()
}

fn group(plan: &Plan<'_>, row: &Value) -> Map<String, Value> {
    let mut group = Map::new();
    for spec in &plan.groupby {
        group.insert(spec.clone(), key(plan, spec, row));
    }
    group.insert("count".to_owned(), row.get("__count").cloned().unwrap_or_default());
    for (at, spec) in plan.aggregates.iter().enumerate() {
        if plan.was_asked(at) || plan.is_filtered_here() {
            let value = row.get(plan.answered_as(at)).cloned().unwrap_or_default();
            group.insert(spec.clone(), aggregate(plan, spec, value));
        }
    }
    group
}

/// What the records of a group have in common; `null` where they have no value.
fn key(plan: &Plan<'_>, spec: &str, row: &Value) -> Value {
    let value = row.get(spec).cloned().unwrap_or_default();
    match (plan.field_type(spec), value) {
        (Some(FieldType::Boolean), value) => value,
        (_, Value::Bool(false)) => Value::Null,
        (_, value) if is_period(plan, spec, &value) => period(spec, value, row),
        (Some(FieldType::Datetime), Value::String(text)) => json!(shape::utc(&text)),
        (_, Value::Array(pair)) if pair.len() == 2 => shape::many2one(Value::Array(pair)),
        (_, value) => value,
    }
}

/// A date's group by time, not by number. Without a granularity it is a month, before 19.
fn is_period(plan: &Plan<'_>, spec: &str, value: &Value) -> bool {
    match plan.field_type(spec) {
        Some(field_type) => matches!(field_type, FieldType::Date | FieldType::Datetime) && !value.is_number(),
        // The type of a property is in its definition: only a date has a granularity.
        None => spec.contains(':') && !value.is_number(),
    }
}

/// From when on, until before when, and what people call it.
fn period(spec: &str, value: Value, row: &Value) -> Value {
    let bounds = row.get("__range").and_then(|ranges| ranges.get(spec)).cloned().unwrap_or_default();
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(shape::utc);
    match value {
        // 19: the beginning and the label; the end is in the domain of the group.
        Value::Array(pair) => {
            let end = row.get("__extra_domain").and_then(|domain| end_of(domain, spec));
            json!({"from": text(pair.first()), "to": text(end), "label": pair.get(1)})
        }
        label => json!({"from": text(bounds.get("from")), "to": text(bounds.get("to")), "label": label}),
    }
}

fn end_of<'a>(domain: &'a Value, spec: &str) -> Option<&'a Value> {
    let path = spec.split_once(':').map_or(spec, |(path, _)| path);
    let starts = |leaf: &Value, name: &str, operator: &str| {
        leaf.get(0).is_some_and(|given| given == name) && leaf.get(1).is_some_and(|given| given == operator)
    };
    let leaves = domain.as_array()?;
    match path.split_once('.') {
        // The condition on a linked record stands in a domain of its own.
        Some((link, rest)) => leaves.iter().filter(|leaf| starts(leaf, link, "any")).find_map(|leaf| end_of(leaf.get(2)?, rest)),
        None => leaves.iter().find(|leaf| starts(leaf, path, "<"))?.get(2),
    }
}

fn aggregate(plan: &Plan<'_>, spec: &str, value: Value) -> Value {
    match value {
        Value::Bool(false) if !spec.contains(":bool_") => Value::Null,
        Value::String(text) if plan.field_type(spec) == Some(FieldType::Datetime) => json!(shape::utc(&text)),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use odoo_sdk::Series;
    use odoo_sdk::schema::{FieldSchema, ModelSchema, Models};

    use super::*;

    #[test]
    fn every_series_answers_in_one_shape() {
        let mut schema = ModelSchema { model: "sale.order".to_owned(), ..ModelSchema::default() };
        for (name, field_type) in
            [("amount_total", FieldType::Monetary), ("date_order", FieldType::Datetime), ("partner_id", FieldType::Many2one)]
        {
            schema.fields.insert(name.to_owned(), FieldSchema::new(field_type));
        }
        let call = json!({"groupby": ["date_order:month", "partner_id"], "aggregates": ["amount_total:sum"], "domain": []});
        let old = json!([{
            "__count": 1, "__domain": [], "a0": 162.15, "date_order:month": "September 2026", "partner_id": [11, "Gemini"],
            "__range": {"date_order:month": {"from": "2026-08-31 22:00:00", "to": "2026-09-30 22:00:00"}}
        }, {"__count": 2, "a0": 0.0, "date_order:month": false, "partner_id": false, "__range": {"date_order:month": false}}]);
        let new = json!([{
            "__count": 1, "amount_total:sum": 162.15, "date_order:month": ["2026-08-31 22:00:00", "September 2026"], "partner_id": [11, "Gemini"],
            "__extra_domain": ["&", "&", ["date_order", ">=", "2026-08-31 22:00:00"], ["date_order", "<", "2026-09-30 22:00:00"], ["partner_id", "=", 11]]
        }, {"__count": 2, "amount_total:sum": 0.0, "date_order:month": false, "partner_id": false, "__extra_domain": []}]);
        let shaped = |series, answer| groups(&Plan::new(&schema, &Models::default(), series, &call), answer);
        assert_eq!(shaped(Series::V17, old.clone()), shaped(Series::V19, new));
        insta::assert_json_snapshot!(shaped(Series::V18, old));
    }

    #[test]
    fn groups_at_the_end_of_a_path_look_like_those_of_the_model_itself() {
        let mut order = ModelSchema { model: "sale.order".to_owned(), ..ModelSchema::default() };
        let mut line = ModelSchema { model: "sale.order.line".to_owned(), ..ModelSchema::default() };
        for (name, field_type) in [("date_order", FieldType::Datetime), ("locked", FieldType::Boolean), ("partner_id", FieldType::Many2one)]
        {
            order.fields.insert(name.to_owned(), FieldSchema::new(field_type));
        }
        let link = FieldSchema { relation: Some("sale.order".to_owned()), ..FieldSchema::new(FieldType::Many2one) };
        line.fields.insert("order_id".to_owned(), link);
        let others = Models { models: [("sale.order".to_owned(), order.into())].into(), ..Models::default() };
        let specs = ["order_id.date_order:day", "order_id.locked", "order_id.partner_id"];
        let row = json!([{
            "order_id.date_order:day": ["2026-11-20 23:00:00", "21 Nov 2026"], "order_id.locked": false, "order_id.partner_id": [7, "Azure"],
            "__count": 1, "__extra_domain": ["&", ["order_id", "any", ["&", ["date_order", ">=", "2026-11-20 23:00:00"], ["date_order", "<", "2026-11-21 23:00:00"]]], ["order_id", "any", [["locked", "=", false]]]]
        }]);
        let plan = Plan::new(&line, &others, Series::V19, &json!({"groupby": specs}));
        insta::assert_json_snapshot!(groups(&plan, row));
        assert!(plan.has_times());
    }
}
