//! A group as a client sees it: labels and `__domain` in `read_group`, values and `__extra_domain` in `formatted_read_group`.

use odoo_sdk::Series;
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
            conditions.push(self.group_condition(by, bucket));
            if by.granularity.is_some_and(|part| !super::super::dates::PARTS.contains(&part)) {
                ranges.insert(by.spec.to_owned(), range(bucket));
            }
        }
        for aggregate in aggregates {
            shown.insert(aggregate.shown.to_owned(), self.aggregate(schema, aggregate, &group.ids));
        }
        match call.formatted {
            Formatted::Classic => self.classic(&mut shown, call, groupby, conditions, ranges, group.ids.len()),
            Formatted::New => {
                let extra = if conditions.is_empty() { vec![json!([1, "=", 1])] } else { self.all_of(conditions) };
                shown.insert("__extra_domain".to_owned(), Value::Array(extra));
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

    fn classic(
        &self,
        shown: &mut Map<String, Value>,
        call: &GroupCall<'_>,
        groupby: &[GroupBy<'_>],
        conditions: Vec<Vec<Value>>,
        ranges: Map<String, Value>,
        count: usize,
    ) {
        let lazy = groupby.first().filter(|_| call.lazy);
        shown.insert(lazy.map_or("__count".to_owned(), |by| format!("{}_count", by.name)), json!(count));
        if lazy.is_some() && call.groupby.len() > 1 {
            shown.insert("__context".to_owned(), json!({ "group_by": call.groupby.get(1..).unwrap_or_default() }));
        }
        if !ranges.is_empty() {
            shown.insert("__range".to_owned(), Value::Object(ranges));
        }
        let own = call.domain.as_array().filter(|domain| !domain.is_empty());
        let all = own.cloned().into_iter().chain(conditions).collect();
        shown.insert("__domain".to_owned(), Value::Array(self.all_of(all)));
    }

    /// The condition that picks a group's records.
    fn group_condition(&self, by: &GroupBy<'_>, bucket: &Bucket) -> Vec<Value> {
        let no_link = by.field.field_type.is_x2many() && bucket.is_empty() && self.series() == Series::V19;
        let (links, name) = by.name.rsplit_once('.').map_or(("", by.name), |(links, name)| (links, name));
        let condition = match bucket {
            Bucket::Span { from, to, .. } => vec![json!("&"), json!([name, ">=", from]), json!([name, "<", to])],
            Bucket::Value(_) if no_link => vec![json!([name, "not any", []])],
            Bucket::Value(value) => match by.granularity.filter(|part| super::super::dates::PARTS.contains(part)) {
                Some(part) => vec![json!([format!("{name}.{part}"), "=", value])],
                None => vec![json!([name, "=", value])],
            },
        };
        links.split('.').rev().filter(|link| !link.is_empty()).fold(condition, |condition, link| through(link, bucket, &condition))
    }

    /// Conditions joined in prefix form: 19 writes one flat conjunction, 17 and 18 join part by part.
    fn all_of(&self, conditions: Vec<Vec<Value>>) -> Vec<Value> {
        let parts = conditions.iter().flat_map(|condition| match self.series() {
            Series::V19 => conjuncts(condition),
            Series::V17 | Series::V18 => vec![joined(conjuncts(condition))],
        });
        joined(parts.collect())
    }
}

/// A condition on the record that a link leads to; where the group has no value, so is one without the link.
fn through(link: &str, bucket: &Bucket, condition: &[Value]) -> Vec<Value> {
    let linked = json!([link, "any", condition]);
    if bucket.is_empty() { vec![json!("|"), json!([link, "not any", []]), linked] } else { vec![linked] }
}

/// Parts under as many `&` as they need.
fn joined(parts: Vec<Vec<Value>>) -> Vec<Value> {
    let mut all = vec![json!("&"); parts.len().saturating_sub(1)];
    all.extend(parts.into_iter().flatten());
    all
}

/// The parts of a domain that must all hold, each whole.
fn conjuncts(domain: &[Value]) -> Vec<Vec<Value>> {
    let (mut parts, mut current, mut wanted) = (Vec::new(), Vec::new(), 1_usize);
    for item in domain {
        match item.as_str() {
            Some("&") if current.is_empty() => continue,
            Some("&" | "|") => wanted += 1,
            Some(_) => {}
            None => wanted -= 1,
        }
        current.push(item.clone());
        if wanted == 0 {
            parts.push(std::mem::take(&mut current));
            wanted = 1;
        }
    }
    parts
}

fn range(bucket: &Bucket) -> Value {
    match bucket {
        Bucket::Span { from, to, .. } => json!({ "from": from, "to": to }),
        Bucket::Value(_) => Value::Bool(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_falls_into_whole_parts() {
        let domain = json!([["a", "=", 1], "|", ["b", "=", 1], "&", ["c", "=", 1], ["d", "=", 1], "&", ["e", "=", 1], "!", ["f", "=", 1]]);
        let parts = conjuncts(domain.as_array().unwrap());
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [1, 5, 1, 2]);
        assert_eq!(joined(parts).len(), 12);
    }
}
