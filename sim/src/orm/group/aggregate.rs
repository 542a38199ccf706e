//! Aggregates: `amount_total:sum`, `name:max(field)`, a bare field by its own aggregator.

use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::{Value, json};

use super::super::{Env, unknown_field};
use super::{Formatted, GroupCall};
use crate::error::{Kind, OdooError, Outcome};
use crate::python::{is_none, is_true};

const FUNCTIONS: [&str; 11] =
    ["sum", "avg", "max", "min", "count", "count_distinct", "bool_and", "bool_or", "array_agg", "array_agg_distinct", "recordset"];

/// One aggregate.
#[derive(Debug, Clone)]
pub(super) struct Aggregate<'a> {
    /// The key it is shown under.
    pub(super) shown: &'a str,
    spec: &'a str,
    name: &'a str,
    function: &'a str,
}

impl Aggregate<'_> {
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.shown == name || self.spec == name
    }
}

impl Env<'_> {
    /// Reads the aggregates of a call; `__count` is shown by itself and fields to group by are no aggregates.
    pub(super) fn aggregates<'a>(&self, schema: &'a ModelSchema, call: &'a GroupCall<'_>) -> Outcome<Vec<Aggregate<'a>>> {
        let grouped = |spec: &str| call.groupby.iter().any(|by| by.split(':').next() == Some(spec));
        let wanted = call.aggregates.iter().filter(|spec| *spec != "__count" && !grouped(spec));
        let read = wanted.map(|spec| self.read_aggregate(schema, spec, call.formatted));
        read.filter_map(Result::transpose).collect()
    }

    pub(super) fn read_aggregate<'a>(
        &self,
        schema: &'a ModelSchema,
        spec: &'a str,
        formatted: Formatted,
    ) -> Outcome<Option<Aggregate<'a>>> {
        let (shown, function) = spec.split_once(':').map_or((spec, None), |(name, function)| (name, Some(function)));
        let inner = function.and_then(|function| function.strip_suffix(')')?.split_once('('));
        let (function, name) = inner.map_or((function, shown), |(function, name)| (Some(function), name));
        let field = schema.fields.get(name).ok_or_else(|| unknown_field(&schema.model, name))?;
        if !self.sees(field) {
            return Err(self.hidden_field(schema, name));
        }
        if formatted == Formatted::New && function.is_none() {
            return Err(OdooError::value(format!("Aggregate method is mandatory for '{name}'")));
        }
        let Some(function) = function.or(field.aggregator.as_deref()) else { return Ok(None) };
        if !FUNCTIONS.contains(&function) {
            return Err(OdooError::value(format!("'{function}' is not an aggregate")));
        }
        if field.field_type == FieldType::Boolean && matches!(function, "sum" | "avg") {
            return Err(OdooError::new(Kind::UndefinedFunction, format!("function {function}(boolean) does not exist\n")));
        }
        if (!field.store || field.field_type.is_x2many()) && name != "id" {
            return Err(self.not_stored(schema, name));
        }
        let shown = if formatted == Formatted::New { spec } else { shown };
        Ok(Some(Aggregate { shown, spec, name, function }))
    }

    /// The aggregate over some records.
    pub(super) fn aggregate(&self, schema: &ModelSchema, aggregate: &Aggregate<'_>, ids: &[i64]) -> Value {
        let field_type = schema.fields.get(aggregate.name).map(|field| field.field_type);
        let is_null = |value: &Value| is_none(value) && field_type != Some(FieldType::Boolean);
        let all: Vec<Value> = ids.iter().map(|id| self.column(schema, *id, aggregate.name)).collect();
        let values: Vec<Value> = all.iter().filter(|value| !is_null(value)).cloned().collect();
        match aggregate.function {
            "sum" => sum(&values),
            "avg" => average(&values),
            "max" => extreme(values, true),
            "min" => extreme(values, false),
            "count" => json!(values.len()),
            "count_distinct" => json!(distinct(values).len()),
            "bool_and" => json!(values.iter().all(is_true)),
            "bool_or" => json!(values.iter().any(is_true)),
            "array_agg" => all.into_iter().map(|value| if is_null(&value) { Value::Null } else { value }).collect(),
            "array_agg_distinct" => sorted(distinct(values), all.iter().any(is_null)),
            _ => Value::Array(distinct(values)),
        }
    }
}

/// The sum; whole numbers stay whole, cents do not drift.
fn sum(values: &[Value]) -> Value {
    if values.is_empty() {
        return Value::Bool(false);
    }
    if let Some(whole) = values.iter().map(Value::as_i64).collect::<Option<Vec<i64>>>() {
        return json!(whole.iter().sum::<i64>());
    }
    json!(super::super::values::rounded(values.iter().filter_map(Value::as_f64).sum(), 6))
}

fn average(values: &[Value]) -> Value {
    let numbers: Vec<f64> = values.iter().filter_map(Value::as_f64).collect();
    let Ok(count) = u32::try_from(numbers.len()) else { return Value::Bool(false) };
    if count == 0 { Value::Bool(false) } else { json!(numbers.iter().sum::<f64>() / f64::from(count)) }
}

fn extreme(values: Vec<Value>, largest: bool) -> Value {
    let better = |best: Value, value: Value| {
        let order = super::super::order::compare(&value, &best);
        if (largest && order.is_gt()) || (!largest && order.is_lt()) { value } else { best }
    };
    values.into_iter().reduce(better).unwrap_or(Value::Bool(false))
}

/// In order, the nulls as one at the end.
fn sorted(mut values: Vec<Value>, with_null: bool) -> Value {
    values.sort_by(super::super::order::compare);
    values.extend(with_null.then_some(Value::Null));
    Value::Array(values)
}

fn distinct(values: Vec<Value>) -> Vec<Value> {
    values.into_iter().fold(Vec::new(), |mut found, value| {
        if !found.contains(&value) {
            found.push(value);
        }
        found
    })
}
