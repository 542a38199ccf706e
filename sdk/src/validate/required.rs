//! Which fields a create must give: only those that Odoo would really miss.
//!
//! Required alone says little. A default, a compute, a related path, a delegation link or the one2many that the record
//! hangs on fill a field as well; only a column that none of them fills is demanded. A delegated record's own columns
//! count. A compute fills nothing where nothing that it reads is there: such a field is demanded too.

use serde_json::{Map, Value};

use super::check::Check;
use super::outcome::{Issue, IssueCode};
use super::path::CallPath;
use super::reviewed;
use super::words::{listed, quoted};
use crate::Series;
use crate::schema::{FieldSchema, FieldType, ModelSchema, Unknown};

/// Delegation goes two steps deep in Odoo's own models.
const DEEPEST: usize = 4;
/// Co-models of which the environment has one at hand: a field that points there mostly has a default, required or not.
const AMBIENT: [&str; 5] = ["res.company", "res.users", "res.currency", "res.lang", "website"];

/// Reports the fields that `values` lacks; `filled` is the field that the surrounding command fills.
pub(super) fn check(check: &mut Check<'_>, model: &ModelSchema, values: &Map<String, Value>, filled: Option<&str>, path: &CallPath<'_>) {
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

    /// Whether there is something in it.
    fn holds(&self, name: &str) -> bool {
        let value = self.values.get(name);
        self.filled == Some(name) || value.is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
    }

    /// A child may give a default of its own, or replace the field altogether.
    fn child_fills(&self, name: &str) -> bool {
        self.child.and_then(|child| child.fields.get(name)).is_some_and(|field| field.has_default || field.related.is_none())
    }
}

fn missing(check: &mut Check<'_>, model: &ModelSchema, given: &Given<'_>, path: &CallPath<'_>) {
    if !model.unknown.contains(&Unknown::Defaults) {
        for (name, field) in &model.fields {
            let is_own = given.child.is_none() && !field.computed;
            let demanded = field.required || (is_own && reviewed::is_demanded(&model.model, name) && !is_extended(check, model));
            if demanded && !given.has(name) && is_missed(check.series, model, name, field, given) {
                report(check, model, name, field, path);
            }
        }
    }
    for (co_model, link) in &model.inherits {
        if given.holds(link) || given.depth >= DEEPEST {
            continue;
        }
        if let Some(base) = check.model(co_model, path) {
            let given = Given { values: given.values, filled: given.filled, child: Some(model), depth: given.depth + 1 };
            missing(check, &base, &given, path);
        }
    }
}

/// Whether modules that a standard database does not have add fields to the model: their `create` may fill what ours would miss. Fields
/// made on a screen bring no code.
fn is_extended(check: &Check<'_>, model: &ModelSchema) -> bool {
    let Some(standard) = check.schemas.standard(&model.model) else { return false };
    model.fields.keys().any(|name| !name.starts_with("x_") && !standard.fields.contains_key(name))
}

/// Whether nothing fills a required column that is not given.
fn is_missed(series: Series, model: &ModelSchema, name: &str, field: &FieldSchema, given: &Given<'_>) -> bool {
    if !has_column(field) || model.inherits.values().any(|link| link == name) || given.child_fills(name) {
        return false;
    }
    if reviewed::is_filled_by_other(&model.model, name, given.child.is_some(), given.filled) {
        return false;
    }
    if let Some(filled) = reviewed::is_filled(series, &model.model, name, |name| given.holds(name)) {
        return !filled;
    }
    if field.has_default {
        return false;
    }
    match &field.related {
        Some(path) => is_out_of_reach(model, name, first(path), given),
        None if field.depends.is_empty() => !field.computed,
        None => computes_nothing(series, model, name, field, given),
    }
}

/// Whether there is a column that must not be empty: a list has none, nor has a binary that is kept as an attachment, which cannot be sorted by.
pub(super) fn has_column(field: &FieldSchema) -> bool {
    field.store && !field.field_type.is_x2many() && (field.sortable || field.field_type != FieldType::Binary)
}

/// A text or a link computed from fields of which none is there. Computes of other types fall back to something, and those of a link
/// to what the environment has at hand to that.
fn computes_nothing(series: Series, model: &ModelSchema, name: &str, field: &FieldSchema, given: &Given<'_>) -> bool {
    !is_ambient(field)
        && matches!(field.field_type, FieldType::Char | FieldType::Text | FieldType::Html | FieldType::Many2one)
        && field.depends.iter().all(|path| is_out_of_reach(model, name, first(path), given))
        && !field.depends.iter().any(|path| is_reported(series, model, first(path), given))
}

/// Whether the field that would fill this one is demanded itself: then that is enough to say.
fn is_reported(series: Series, model: &ModelSchema, name: &str, given: &Given<'_>) -> bool {
    let field = model.fields.get(name);
    field.is_some_and(|field| field.required && field.depends.is_empty() && is_missed(series, model, name, field, given))
}

/// Whether a field that a compute reads is empty: not given, and filled by nothing that is known.
fn is_out_of_reach(model: &ModelSchema, reader: &str, name: &str, given: &Given<'_>) -> bool {
    let Some(field) = model.fields.get(name) else { return false };
    let filled =
        field.has_default || field.computed || field.related.is_some() || is_ambient(field) || field.field_type == FieldType::Boolean;
    let linked = model.inherits.values().any(|link| link == name);
    name != reader && !given.holds(name) && !filled && !linked
}

fn is_ambient(field: &FieldSchema) -> bool {
    field.relation.as_deref().is_some_and(|relation| AMBIENT.contains(&relation))
}

fn first(path: &str) -> &str {
    path.split_once('.').map_or(path, |(first, _)| first)
}

fn report(check: &mut Check<'_>, model: &ModelSchema, name: &str, field: &FieldSchema, path: &CallPath<'_>) {
    let message = format!("{} of `{}` is required", quoted(name), model.model);
    let kind = match &field.relation {
        Some(relation) => format!("a {} to `{relation}`", field.field_type.name()),
        None => format!("a {}", field.field_type.name()),
    };
    let reviewed = reviewed::sources(check.series, &model.model, name);
    let sources = reviewed.map_or_else(|| field.depends.iter().map(String::as_str).collect(), <[&str]>::to_vec);
    let hint = match sources.as_slice() {
        [] => format!("give it: {kind}"),
        sources => format!("give it, {kind}, or what it follows from: {}", listed(sources.iter().copied(), 3)),
    };
    check.report(Issue::new(IssueCode::MissingRequired, &path.key(name), message).hint(hint).about(&model.model));
}
