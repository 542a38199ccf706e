//! Paths of a call that pass through a record that is about a record of any model, such as the message of a notification. What such a
//! record is about bounds what stands behind it in the path, as it bounds a search of those records themselves.

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldSchema, FieldType, Lookup, ModelSchema, SchemaSource};
use serde_json::{Value, json};

use super::about::{joined, model_fields};

/// Arguments that hold domains, and those that hold names of fields.
const DOMAINS: &[&str] = &["args", "domain"];
const NAMES: &[&str] = &["aggregates", "fields", "groupby"];

/// The leaf that leaves out records about what may not be read, by the field that says so.
pub(super) type Leaf<'l> = dyn FnMut(&str) -> Option<Value> + 'l;

/// Bounds the domains of a call; the leaves that bound what it groups by.
pub(super) fn bounded(call: &mut Call, schemas: &dyn SchemaSource, leaf: &mut Leaf<'_>) -> Vec<Value> {
    let Lookup::Found(schema) = schemas.lookup(&call.model) else { return Vec::new() };
    let mut found = Vec::new();
    let named = call.named.iter_mut().map(|(name, value)| (name.as_str(), value));
    for (name, value) in call.positional.iter_mut().map(|(name, value)| (name.as_str(), value)).chain(named) {
        if DOMAINS.contains(&name) {
            domain(&schema, value, schemas, leaf);
        } else if NAMES.contains(&name) {
            let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            found.extend(texts.filter_map(|text| grouped(&schema, name_of(text), schemas, leaf)));
        }
    }
    found
}

/// `field` of `field:granularity`, and of `name:function(field)`.
fn name_of(text: &str) -> &str {
    let (name, function) = text.split_once(':').unwrap_or((text, ""));
    function.split_once('(').map_or(name, |(_, inner)| inner.trim_end_matches(')'))
}

/// The leaf for what is grouped by a path.
fn grouped(model: &ModelSchema, path: &str, schemas: &dyn SchemaSource, leaf: &mut Leaf<'_>) -> Option<Value> {
    let Passed { before, fields, rest, .. } = passed(model, path, schemas)?;
    rest?;
    fields.iter().find_map(|field| leaf(&format!("{before}.{field}")))
}

fn domain(model: &ModelSchema, value: &mut Value, schemas: &dyn SchemaSource, leaf: &mut Leaf<'_>) {
    for item in value.as_array_mut().into_iter().flatten() {
        if let Some([Value::String(path), operator, operand]) = item.as_array_mut().map(Vec::as_mut_slice) {
            let bounded = match operator.as_str() {
                Some(word @ ("any" | "not any")) => goes_on(model, path, word, operand, schemas, leaf),
                _ => compared(model, path, operator, operand, schemas, leaf),
            };
            if let Some(bounded) = bounded {
                *item = bounded;
            }
        }
    }
}

/// `[["a.b", "=", 1]]` through an `a` that is about something is `[["a", "any", [what it may be about, ["b", "=", 1]]]]`.
fn compared(
    model: &ModelSchema,
    path: &str,
    operator: &Value,
    operand: &Value,
    schemas: &dyn SchemaSource,
    leaf: &mut Leaf<'_>,
) -> Option<Value> {
    let Passed { before, fields, rest, next } = passed(model, path, schemas)?;
    let mut inner = json!([[rest?, operator, operand]]);
    domain(&next, &mut inner, schemas, leaf);
    Some(json!([before, "any", bounded_by(inner, &fields, leaf)]))
}

/// The records of `any` are bounded themselves.
fn goes_on(
    model: &ModelSchema,
    path: &str,
    word: &str,
    inner: &mut Value,
    schemas: &dyn SchemaSource,
    leaf: &mut Leaf<'_>,
) -> Option<Value> {
    let end = end_of(model, path, schemas)?;
    domain(&end, inner, schemas, leaf);
    let Passed { before, fields, rest, next } = passed(model, path, schemas)?;
    match rest {
        None => Some(json!([before, word, bounded_by(inner.take(), &fields, leaf)])),
        Some(rest) => {
            let mut below = json!([[rest, word, inner.take()]]);
            domain(&next, &mut below, schemas, leaf);
            Some(json!([before, "any", bounded_by(below, &fields, leaf)]))
        }
    }
}

fn bounded_by(inner: Value, fields: &[String], leaf: &mut Leaf<'_>) -> Value {
    let leaves: Vec<Value> = fields.iter().filter_map(|field| leaf(field)).collect();
    let whole = joined(inner.as_array().cloned().unwrap_or_default());
    let ands = vec![json!("&"); if whole.is_empty() { leaves.len().saturating_sub(1) } else { leaves.len() }];
    ands.into_iter().chain(leaves).chain(whole).collect()
}

/// Where a path first passes through records that are about something.
struct Passed {
    /// The path to them.
    before: String,
    /// Their fields that say what they are about.
    fields: Vec<String>,
    /// The path from them on; `None` where it ends there.
    rest: Option<String>,
    /// Their model.
    next: std::sync::Arc<ModelSchema>,
}

fn passed(model: &ModelSchema, path: &str, schemas: &dyn SchemaSource) -> Option<Passed> {
    let names: Vec<&str> = path.split('.').collect();
    let mut at = None;
    for (step, name) in names.iter().enumerate() {
        let here: &ModelSchema = at.as_deref().unwrap_or(model);
        let field = here.fields.get(*name)?;
        let Lookup::Found(next) = schemas.lookup(field.relation.as_deref()?) else { return None };
        let fields: Vec<String> = model_fields(&next).into_iter().map(str::to_owned).collect();
        if !fields.is_empty() && !is_its_own(field, &next) {
            let rest = names.get(step + 1..).filter(|rest| !rest.is_empty()).map(|rest| rest.join("."));
            return Some(Passed { before: names.get(..=step)?.join("."), fields, rest, next });
        }
        at = Some(next);
    }
    None
}

/// The model at the end of a path.
fn end_of(model: &ModelSchema, path: &str, schemas: &dyn SchemaSource) -> Option<std::sync::Arc<ModelSchema>> {
    let mut at: Option<std::sync::Arc<ModelSchema>> = None;
    for name in path.split('.') {
        let relation = at.as_deref().unwrap_or(model).fields.get(name)?.relation.clone()?;
        let Lookup::Found(next) = schemas.lookup(&relation) else { return None };
        at = Some(next);
    }
    at
}

/// Whether the records are about the one that the field belongs to: its messages, its activities.
fn is_its_own(field: &FieldSchema, next: &ModelSchema) -> bool {
    let inverse = field.inverse.as_deref().and_then(|inverse| next.fields.get(inverse));
    field.field_type == FieldType::One2many && inverse.is_some_and(|inverse| inverse.field_type == FieldType::Many2oneReference)
}
