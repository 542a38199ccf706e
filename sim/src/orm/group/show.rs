//! A group as a client sees it: labels and `__domain` in `read_group`, values and `__extra_domain` in `formatted_read_group`.

use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::super::Env;
use super::aggregate::Aggregate;
use super::bucket::Bucket;
use super::{Formatted, Group, GroupBy, GroupCall};

impl Env<'_> {
    pub(super) fn show_group(
        &self,
        schema: &ModelSchema,
        call: &GroupCall<'_>,
        groupby: &[GroupBy<'_>],
        aggregates: &[Aggregate<'_>],
        group: &Group,
    ) -> Value {
        let mut shown = Map::new();
        let mut conditions = Vec::new();
        let mut ranges = Map::new();
        for (by, bucket) in groupby.iter().zip(&group.buckets) {
            shown.insert(by.spec.to_owned(), self.show_bucket(by, bucket, call.formatted));
            conditions.push(condition(by, bucket));
            if by.granularity.is_some() {
                ranges.insert(by.spec.to_owned(), range(bucket));
            }
        }
        for aggregate in aggregates {
            shown.insert(aggregate.shown.to_owned(), self.aggregate(schema, aggregate, &group.ids));
        }
        match call.formatted {
            Formatted::Classic => classic(&mut shown, call, groupby, conditions, ranges, group.ids.len()),
            Formatted::New => {
                shown.insert("__extra_domain".to_owned(), Value::Array(all_of(conditions)));
                if call.aggregates.iter().any(|spec| spec == "__count") {
                    shown.insert("__count".to_owned(), json!(group.ids.len()));
                }
            }
        }
        Value::Object(shown)
    }

    fn show_bucket(&self, by: &GroupBy<'_>, bucket: &Bucket, formatted: Formatted) -> Value {
        match bucket {
            Bucket::Span { label, .. } if formatted == Formatted::Classic => json!(label),
            Bucket::Span { from, label, .. } => json!([from, label]),
            Bucket::Value(value) if by.field.field_type.is_relational() => {
                self.pair(by.field.relation.as_deref().unwrap_or_default(), value)
            }
            Bucket::Value(value) => value.clone(),
        }
    }
}

fn classic(
    shown: &mut Map<String, Value>,
    call: &GroupCall<'_>,
    groupby: &[GroupBy<'_>],
    mut conditions: Vec<Vec<Value>>,
    ranges: Map<String, Value>,
    count: usize,
) {
    let lazy = groupby.first().filter(|_| call.lazy);
    shown.insert(lazy.map_or("__count".to_owned(), |by| format!("{}_count", by.name)), json!(count));
    if lazy.is_some() {
        shown.insert("__context".to_owned(), json!({ "group_by": call.groupby.get(1..).unwrap_or_default() }));
    }
    if !ranges.is_empty() {
        shown.insert("__range".to_owned(), Value::Object(ranges));
    }
    let own = call.domain.as_array().filter(|domain| !domain.is_empty());
    conditions.extend(own.cloned());
    shown.insert("__domain".to_owned(), Value::Array(all_of(conditions)));
}

/// The condition that picks a group's records.
fn condition(by: &GroupBy<'_>, bucket: &Bucket) -> Vec<Value> {
    match bucket {
        Bucket::Span { from, to, .. } => vec![json!("&"), json!([by.name, ">=", from]), json!([by.name, "<", to])],
        Bucket::Value(value) => match by.granularity.filter(|_| !bucket.is_empty()) {
            Some(part) => vec![json!([format!("{}.{part}", by.name), "=", value])],
            None => vec![json!([by.name, "=", value])],
        },
    }
}

fn range(bucket: &Bucket) -> Value {
    match bucket {
        Bucket::Span { from, to, .. } => json!({ "from": from, "to": to }),
        Bucket::Value(_) => Value::Bool(false),
    }
}

/// Conditions joined by `&` in prefix form; the parts may be domains with implicit ands only at their end.
fn all_of(conditions: Vec<Vec<Value>>) -> Vec<Value> {
    let ands = conditions.len().saturating_sub(1);
    let mut all = vec![json!("&"); ands];
    all.extend(conditions.into_iter().flatten());
    all
}
