//! Which fields a create must give: only those that Odoo would really miss.
//!
//! Required alone says little. A default, a compute, a related path, a delegation link or the one2many that the record
//! hangs on fill a field as well; only a column that none of them fills is demanded. A delegated record's own columns count.

use serde_json::{Map, Value};

use super::check::Check;
use super::outcome::{Issue, IssueCode};
use super::path::Path;
use super::reviewed;
use super::words::quoted;
use crate::schema::{FieldSchema, ModelSchema, Unknown};

/// Delegation goes two steps deep in Odoo's own models.
const DEEPEST: usize = 4;

/// Tells the fields that `values` lacks; `filled` is the field that the surrounding command fills.
pub(super) fn check(check: &mut Check<'_>, model: &ModelSchema, values: &Map<String, Value>, filled: Option<&str>, path: &Path<'_>) {
    let given = Given { values, filled, child: None, depth: 0 };
    missing(check, model, &given, path);
}

/// What a record is given, and the record that delegates to it.
struct Given<'a> {
    values: &'a Map<String, Value>,
    filled: Option<&'a str>,
    child: Option<&'a ModelSchema>,
    depth: usize,
}

impl Given<'_> {
    fn has(&self, name: &str) -> bool {
        self.values.contains_key(name) || self.filled == Some(name)
    }

    /// A child may give a default of its own, or replace the field altogether.
    fn child_fills(&self, name: &str) -> bool {
        self.child.and_then(|child| child.fields.get(name)).is_some_and(|field| field.has_default || field.related.is_none())
    }
}

fn missing(check: &mut Check<'_>, model: &ModelSchema, given: &Given<'_>, path: &Path<'_>) {
    if !model.unknown.contains(&Unknown::Defaults) {
        for (name, field) in &model.fields {
            if is_demanded(model, name, field) && !given.has(name) && !given.child_fills(name) {
                report(check, model, name, field, path);
            }
        }
    }
    for (co_model, link) in &model.inherits {
        let linked = given.values.get(link).is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)));
        if linked || given.filled == Some(link.as_str()) || given.depth >= DEEPEST {
            continue;
        }
        if let Some(base) = check.model(co_model, path) {
            let given = Given { values: given.values, filled: given.filled, child: Some(model), depth: given.depth + 1 };
            missing(check, &base, &given, path);
        }
    }
}

fn is_demanded(model: &ModelSchema, name: &str, field: &FieldSchema) -> bool {
    field.required
        && field.store
        && !field.has_default
        && !field.computed
        && field.related.is_none()
        && !field.field_type.is_x2many()
        && !model.inherits.values().any(|link| link == name)
        && !reviewed::is_filled_by_create(&model.model, name)
}

fn report(check: &mut Check<'_>, model: &ModelSchema, name: &str, field: &FieldSchema, path: &Path<'_>) {
    let message = format!("{} of `{}` is required", quoted(name), model.model);
    let kind = match &field.relation {
        Some(relation) => format!("a {} to `{relation}`", field.field_type.name()),
        None => format!("a {}", field.field_type.name()),
    };
    check.report(Issue::new(IssueCode::MissingRequired, &path.key(name), message).hint(format!("give it: {kind}")).about(&model.model));
}
