//! `having`: conditions on the aggregates of a group, in the prefix form of domains. From 19 on.

use std::cmp::Ordering;

use odoo_sdk::schema::ModelSchema;
use serde_json::{Value, json};

use super::super::{Env, leaf};
use super::aggregate::Aggregate;
use super::{Formatted, Group, GroupCall};
use crate::error::{OdooError, Outcome};
use crate::python::repr;

/// A condition on a group.
#[derive(Debug)]
pub(super) enum Having<'a> {
    All(Vec<Having<'a>>),
    Any(Vec<Having<'a>>),
    Not(Box<Having<'a>>),
    /// `None` is the count.
    Compare(Option<Aggregate<'a>>, &'a str, &'a Value),
}

impl Env<'_> {
    /// Reads the conditions of a call.
    pub(super) fn having<'a>(&self, schema: &'a ModelSchema, call: &GroupCall<'a>) -> Outcome<Having<'a>> {
        let mut items = call.having.as_array().map(Vec::as_slice).unwrap_or_default().iter();
        let mut all = Vec::new();
        while items.len() > 0 {
            all.push(self.having_term(schema, &mut items)?);
        }
        Ok(Having::All(all))
    }

    fn having_term<'a>(&self, schema: &'a ModelSchema, items: &mut std::slice::Iter<'a, Value>) -> Outcome<Having<'a>> {
        let item = items.next().ok_or_else(|| OdooError::value("Invalid having clause"))?;
        let mut operand = || self.having_term(schema, items);
        match item {
            Value::String(word) if word == "&" => Ok(Having::All(vec![operand()?, operand()?])),
            Value::String(word) if word == "|" => Ok(Having::Any(vec![operand()?, operand()?])),
            Value::String(word) if word == "!" => Ok(Having::Not(Box::new(operand()?))),
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(name), Value::String(operator), value] if is_known(operator) => {
                    let aggregate = if name == "__count" { None } else { self.read_aggregate(schema, name, Formatted::New)? };
                    Ok(Having::Compare(aggregate, operator, value))
                }
                _ => Err(OdooError::value(format!("Invalid having clause {}", repr(item)))),
            },
            other => Err(OdooError::value(format!("Invalid having clause {}", repr(other)))),
        }
    }

    /// Whether a group fits.
    pub(super) fn group_has(&self, schema: &ModelSchema, having: &Having<'_>, group: &Group) -> bool {
        match having {
            Having::All(all) => all.iter().all(|one| self.group_has(schema, one, group)),
            Having::Any(any) => any.iter().any(|one| self.group_has(schema, one, group)),
            Having::Not(one) => !self.group_has(schema, one, group),
            Having::Compare(aggregate, operator, wanted) => {
                let value = aggregate.as_ref().map_or_else(|| json!(group.ids.len()), |one| self.aggregate(schema, one, &group.ids));
                compares(&value, operator, wanted)
            }
        }
    }
}

fn is_known(operator: &str) -> bool {
    matches!(operator, "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in")
}

fn compares(value: &Value, operator: &str, wanted: &Value) -> bool {
    let order = |wanted: &Value| leaf::compare(value, wanted);
    let listed = || wanted.as_array().into_iter().flatten().any(|wanted| order(wanted) == Some(Ordering::Equal));
    match operator {
        "in" => listed(),
        "not in" => !listed(),
        "=" => order(wanted) == Some(Ordering::Equal),
        "!=" => order(wanted) != Some(Ordering::Equal),
        "<" => order(wanted) == Some(Ordering::Less),
        "<=" => order(wanted).is_some_and(Ordering::is_le),
        ">" => order(wanted) == Some(Ordering::Greater),
        _ => order(wanted).is_some_and(Ordering::is_ge),
    }
}
