//! The methods that put records into groups, and `web_name_search`: from bound arguments to the answer's shape in the series.

use std::collections::BTreeMap;

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::Arguments;
use crate::error::Outcome;
use crate::orm::{Env, Formatted, GroupCall};

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        other => other.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

fn group_call<'a>(call: &'a Arguments, aggregates: Vec<String>, lazy: bool, formatted: Formatted) -> GroupCall<'a> {
    GroupCall {
        domain: call.get(&["domain"]),
        groupby: texts(call.get(&["groupby"])),
        aggregates,
        offset: call.count("offset").unwrap_or_default(),
        limit: call.count("limit"),
        having: call.get(&["having"]),
        order: call.get(&["orderby", "order"]).as_str(),
        lazy,
        formatted,
    }
}

pub(super) fn read_group(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<(Vec<Value>, usize)> {
    let lazy = call.values.get("lazy").is_none_or(crate::python::is_true);
    env.read_group(schema, &group_call(call, texts(call.get(&["fields"])), lazy, Formatted::Classic))
}

pub(super) fn formatted_read_group(env: &Env<'_>, schema: &ModelSchema, call: &Arguments, always: &[&str]) -> Outcome<(Vec<Value>, usize)> {
    let mut aggregates = texts(call.get(&["aggregates"]));
    aggregates.extend(always.iter().map(|spec| (*spec).to_owned()));
    env.read_group(schema, &group_call(call, aggregates, false, Formatted::New))
}

pub(super) fn web_read_group(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let (groups, length) = match env.series() {
        Series::V17 | Series::V18 => read_group(env, schema, call)?,
        Series::V19 => formatted_read_group(env, schema, call, &["__count"])?,
    };
    Ok(json!({ "groups": groups, "length": length }))
}

/// Several groupings at once, from 19 on.
pub(super) fn grouping_sets(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let sets = call.get(&["grouping_sets"]).as_array().cloned().unwrap_or_default();
    let one = |groupby: Value| {
        let mut call = call.clone();
        call.values.insert("groupby".to_owned(), groupby);
        formatted_read_group(env, schema, &call, &[]).map(|(groups, _)| json!(groups))
    };
    sets.into_iter().map(one).collect()
}

/// How many records of each group have each value of the bar's field.
pub(super) fn read_progress_bar(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let bar = call.get(&["progress_bar"]);
    let field = bar.get("field").and_then(Value::as_str).unwrap_or_default();
    let colors: Vec<&String> = bar.get("colors").and_then(Value::as_object).into_iter().flat_map(Map::keys).collect();
    let by = call.text("group_by").unwrap_or_default();
    let mut asked = group_call(call, Vec::new(), false, Formatted::Classic);
    asked.groupby = vec![by.to_owned(), field.to_owned()];
    let (groups, _) = env.read_group(schema, &asked)?;
    let mut bars: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for group in groups {
        let counts = bars.entry(key(&group, by)).or_insert_with(|| colors.iter().map(|color| ((*color).clone(), json!(0))).collect());
        if let Some(count) = group.get(field).and_then(Value::as_str).and_then(|value| counts.get_mut(value)) {
            *count = group.get("__count").cloned().unwrap_or_default();
        }
    }
    Ok(json!(bars))
}

/// A group as the key of a bar: the id of a record, the text of anything else.
fn key(group: &Value, by: &str) -> String {
    let value = group.get(by).unwrap_or(&Value::Null);
    crate::python::text(value.get(0).unwrap_or(value))
}

/// `name_search` with a specification, from 18 on.
pub(super) fn web_name_search(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let (name, operator) = (call.text("name").unwrap_or_default(), call.text("operator").unwrap_or("ilike"));
    let limit = if call.values.contains_key("limit") { call.count("limit") } else { Some(100) };
    let found = env.name_search(schema, name, call.get(&["domain"]), operator, limit)?;
    let ids: Vec<i64> = found.as_array().into_iter().flatten().filter_map(|pair| pair.get(0)?.as_i64()).collect();
    let mut records = env.web_read(schema, &ids, call.get(&["specification"]))?;
    if env.series() == Series::V19 {
        for record in records.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            if let Some(name) = record.get("display_name").cloned() {
                record.insert("__formatted_display_name".to_owned(), name);
            }
        }
    }
    Ok(records)
}
