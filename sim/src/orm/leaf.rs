//! One condition of a domain: how a record's values are held against it. Reading a condition is in `condition`.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::Value;

use super::domain::Node;
use super::{Env, ids_of};
use crate::python::{is_none, text};

/// A checked condition.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Relational fields to walk, and the field that is tested.
    pub(super) path: Vec<String>,
    /// `month_number` and the like of a date.
    pub(super) part: Option<String>,
    pub(super) test: Test,
}

/// What is asked of a value.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Equal {
        values: Vec<Value>,
        negated: bool,
    },
    Order {
        value: Value,
        wanted: &'static [Ordering],
        /// What stands for an empty text; `None` where an empty column fits no comparison.
        empty: Option<Value>,
    },
    Like {
        pattern: Pattern,
        negated: bool,
    },
    /// `any` and `not any`: the co-model's domain.
    Related {
        domain: Box<Node>,
        negated: bool,
    },
    /// `child_of` and `parent_of`, worked out.
    Among(BTreeSet<i64>),
}

/// A pattern of `like`.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    wanted: Vec<char>,
    ignores_case: bool,
}

impl Env<'_> {
    pub(super) fn fits_leaf(&self, schema: &ModelSchema, id: i64, leaf: &Leaf) -> bool {
        self.fits_path(schema, id, &leaf.path, leaf)
    }

    fn fits_path(&self, schema: &ModelSchema, id: i64, path: &[String], leaf: &Leaf) -> bool {
        let Some((name, rest)) = path.split_first() else { return false };
        let Some(field) = schema.fields.get(name) else { return false };
        let value = self.value(schema, id, name);
        if rest.is_empty() {
            return self.fits_value(schema, field, &value, leaf);
        }
        let Some(target) = field.relation.as_deref().and_then(|model| self.find_schema(model)) else { return false };
        ids_of(&value).into_iter().any(|id| self.fits_path(&target, id, rest, leaf))
    }

    fn fits_value(&self, schema: &ModelSchema, field: &FieldSchema, value: &Value, leaf: &Leaf) -> bool {
        if let Some(part) = &leaf.part {
            let number = self.local(field, value).as_ref().and_then(|value| super::dates::part(value, part));
            return fits_scalar(&number.map_or(Value::Null, Value::from), &leaf.test, FieldType::Integer);
        }
        match field.relation.as_deref().filter(|_| field.field_type.is_relational()) {
            Some(relation) => self.fits_ids(relation, &ids_of(value), &leaf.test),
            None => match &leaf.test {
                Test::Among(ids) => value.as_i64().is_some_and(|id| ids.contains(&id)),
                Test::Related { .. } => {
                    debug_assert!(false, "`any` on a plain field of {} passed the check", schema.model);
                    false
                }
                test => fits_scalar(value, test, field.field_type),
            },
        }
    }

    fn fits_ids(&self, relation: &str, ids: &[i64], test: &Test) -> bool {
        match test {
            Test::Equal { values, negated } => values.iter().any(|value| self.has(relation, ids, value)) != *negated,
            Test::Order { value, wanted, .. } => {
                let wanted_by = |id: &i64| wanted.contains(&id.cmp(&value.as_i64().unwrap_or_default()));
                value.is_number() && ids.iter().any(wanted_by)
            }
            Test::Like { pattern, negated } => self.any_name(relation, ids, |name| pattern.fits(name)) != *negated,
            Test::Among(wanted) => ids.iter().any(|id| wanted.contains(id)),
            Test::Related { domain, negated } => {
                let Some(target) = self.find_schema(relation) else { return false };
                ids.iter().any(|id| self.fits(&target, *id, domain)) != *negated
            }
        }
    }

    /// Whether one of the records is the one meant: by id, by name, or "none".
    fn has(&self, relation: &str, ids: &[i64], wanted: &Value) -> bool {
        match wanted {
            Value::String(name) => self.any_name(relation, ids, |shown| shown == name),
            Value::Bool(true) => !ids.is_empty(),
            value if is_none(value) => ids.is_empty(),
            value => value.as_i64().is_some_and(|id| ids.contains(&id)),
        }
    }

    fn any_name(&self, relation: &str, ids: &[i64], fits: impl Fn(&str) -> bool) -> bool {
        let Some(target) = self.find_schema(relation) else { return false };
        ids.iter().any(|id| fits(&self.display_name(&target, *id)))
    }
}

/// Holds a plain value against a test.
fn fits_scalar(value: &Value, test: &Test, field_type: FieldType) -> bool {
    match test {
        Test::Equal { values, negated } => values.iter().any(|wanted| equal(value, wanted, field_type)) != *negated,
        Test::Order { value: wanted, wanted: orders, empty } => {
            let value = if is_null(value, field_type) { empty.as_ref() } else { Some(value) };
            value.and_then(|value| compare(value, wanted)).is_some_and(|order| orders.contains(&order))
        }
        Test::Like { pattern, negated } => (!is_null(value, field_type) && pattern.fits(&text(value))) != *negated,
        Test::Related { .. } | Test::Among(_) => false,
    }
}

/// Whether the column is empty. A number or a boolean never is here: Odoo shows both as a value.
fn is_null(value: &Value, field_type: FieldType) -> bool {
    field_type != FieldType::Boolean && is_none(value)
}

fn equal(value: &Value, wanted: &Value, field_type: FieldType) -> bool {
    if field_type == FieldType::Boolean {
        return crate::python::is_true(value) == crate::python::is_true(wanted);
    }
    match (value, wanted) {
        (_, wanted) if is_none(wanted) => !crate::python::is_true(value),
        (Value::Number(number), Value::Bool(true)) => number.as_f64() == Some(1.0),
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (value, _) if is_none(value) => false,
        _ => text(value) == text(wanted),
    }
}

/// Numbers as numbers, the rest as text.
pub(super) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.partial_cmp(&right),
        _ => Some(text(left).cmp(&text(right))),
    }
}

impl Pattern {
    pub(super) fn new(pattern: &str, ignores_case: bool) -> Self {
        let wanted = if ignores_case { pattern.to_lowercase().chars().collect() } else { pattern.chars().collect() };
        Self { wanted, ignores_case }
    }

    /// Holds a text against the pattern: `%` stands for any text, `_` for one character.
    fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = if self.ignores_case { text.chars().flat_map(char::to_lowercase).collect() } else { text.chars().collect() };
        matches(&self.wanted, &text)
    }
}

/// Matches greedily and goes back only to the last `%`, so that no pattern takes long.
fn matches(pattern: &[char], text: &[char]) -> bool {
    let (mut at, mut position, mut back) = (0, 0, None);
    while let Some(found) = text.get(position) {
        match pattern.get(at) {
            Some('%') => {
                back = Some((at, position));
                at += 1;
            }
            Some(wanted) if *wanted == '_' || wanted == found => {
                at += 1;
                position += 1;
            }
            _ => match &mut back {
                Some((percent, begun)) => {
                    *begun += 1;
                    (at, position) = (*percent + 1, *begun);
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).is_some_and(|rest| rest.iter().all(|character| *character == '%'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern, true).fits(text)
    }

    #[test]
    fn patterns_are_those_of_sql() {
        assert!(check("%azure%", "Wood & Azure Ltd"));
        assert!(check("a_u%", "Azure"));
        assert!(!check("azure", "Azure Ltd"));
        assert!(check("%a%b%c", "xxaxbxbxc") && !check("%a%b%c", "xxaxbxcx") && check("", ""));
        assert!(!check(&"%a".repeat(40), &"a".repeat(39)));
    }
}
