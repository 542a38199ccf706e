//! Strict checks of a call against the schema of the Odoo series it goes to, before Odoo sees it.
//!
//! [`validate`] is a pure function over a [`SchemaSource`]: no IO, no clock, no panic, bounded time. It reports all errors
//! at once, each with a place, a message, advice and, where one fix is obvious, a JSON Patch. What it accepts it may
//! normalise, only where nothing is lost, and says so. What it cannot understand it refuses: a call is never widened.
//!
//! Left out: whatever depends on records (a missing id, a unique constraint, an access rule). Odoo alone knows that.

pub mod agreement;
mod arguments;
mod check;
mod commands;
mod dates;
mod domain;
mod fields;
mod group;
mod json_schema;
mod links;
mod literal;
mod method;
mod order;
mod orm;
mod outcome;
pub mod patch;
mod path;
mod properties;
mod relative;
mod required;
mod reviewed;
mod scalar;
mod selection;
mod stored;
mod suggest;
mod touch;
mod unknown;
mod values;
mod wire;
mod words;

use serde_json::Value;

pub use json_schema::json_schema;
pub use orm::{ARCHIVING, OrmMethod, find as orm_method};
pub use outcome::{Change, Issue, IssueCode, Note, Outcome};
pub use patch::{PatchError, PatchOp, apply_patch};
pub use path::CallPath;
pub use relative::{Relative, Resolved};
pub use touch::{Access, Observer, Touch, Usage};
pub use wire::{names_fields, read_call};

use crate::Series;
use crate::schema::SchemaSource;
use check::Check;
use touch::Unobserved;

/// A call to check. The places in an [`Outcome`] start with the names of these members: `values`, `domain`, `order`, …
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// New records.
    Create {
        /// The model.
        model: &'a str,
        /// One object, or a list of them.
        values: &'a Value,
    },
    /// Changes of records.
    Write {
        /// The model.
        model: &'a str,
        /// Record ids, where they are known.
        ids: Option<&'a Value>,
        /// One object.
        values: &'a Value,
    },
    /// Values of a form, of which nothing is written.
    Form {
        /// The model.
        model: &'a str,
        /// One object.
        values: &'a Value,
    },
    /// `search`, `search_read`, `search_count`.
    Search {
        /// The model.
        model: &'a str,
        /// A domain; `None` is every record.
        domain: Option<&'a Value>,
        /// An order; `None` is the model's own.
        order: Option<&'a str>,
        /// A list of field names.
        fields: Option<&'a Value>,
    },
    /// `name_search`.
    Names {
        /// The model.
        model: &'a str,
        /// A domain; `None` is every record.
        domain: Option<&'a Value>,
    },
    /// `read`.
    Read {
        /// The model.
        model: &'a str,
        /// Record ids.
        ids: &'a Value,
        /// A list of field names.
        fields: Option<&'a Value>,
    },
    /// `read_group`, `formatted_read_group`.
    Group {
        /// The model.
        model: &'a str,
        /// A domain; `None` is every record.
        domain: Option<&'a Value>,
        /// A list of `field` or `field:granularity`.
        groupby: &'a Value,
        /// A list of `field:function` or `__count`.
        aggregates: Option<&'a Value>,
        /// A domain over the aggregates.
        having: Option<&'a Value>,
        /// An order over groups and aggregates.
        order: Option<&'a str>,
    },
    /// Any public method.
    Method {
        /// The model.
        model: &'a str,
        /// The method.
        method: &'a str,
        /// Record ids; `None` for a method of the model.
        ids: Option<&'a Value>,
        /// Positional arguments, a list.
        args: Option<&'a Value>,
        /// Arguments by name, an object.
        kwargs: Option<&'a Value>,
    },
}

/// Checks one call against what `schemas` knows of a database of `series`.
#[must_use]
pub fn validate(input: &Input<'_>, series: Series, schemas: &dyn SchemaSource) -> Outcome {
    observe(input, series, schemas, &mut Unobserved)
}

/// Checks one call like [`validate`], and reports what it touches to `observer`. What the observer stops is not read further, so that
/// the outcome of a call that it refused says nothing of what it refused.
#[must_use]
pub fn observe(input: &Input<'_>, series: Series, schemas: &dyn SchemaSource, observer: &mut dyn Observer) -> Outcome {
    let mut check = Check::new(series, schemas, observer);
    match *input {
        Input::Create { model, values } => values::create(&mut check, model, values),
        Input::Write { model, ids, values } => values::write(&mut check, model, ids, values),
        Input::Form { model, values } => values::form(&mut check, model, values),
        Input::Search { model, domain, order, fields } => search(&mut check, model, domain, order, fields),
        Input::Names { model, domain } => names(&mut check, model, domain),
        Input::Read { model, ids, fields } => read(&mut check, model, ids, fields),
        Input::Group { model, domain, groupby, aggregates, having, order } => {
            group::check(&mut check, model, &group::Parts { domain, groupby, aggregates, having, order });
        }
        Input::Method { model, method, ids, args, kwargs } => {
            method::check(&mut check, model, method, &method::Arguments { ids, args, kwargs });
        }
    }
    check.finish()
}

fn search(check: &mut Check<'_>, model: &str, domain: Option<&Value>, order: Option<&str>, fields: Option<&Value>) {
    let Some(schema) = check.reach(model, Access::Read, &CallPath::root("model")) else { return };
    if let Some(domain) = domain {
        domain::check(check, &schema, domain, &CallPath::root("domain"));
    }
    if let Some(order) = order {
        order::check(check, &schema, order, &CallPath::root("order"));
    }
    if let Some(fields) = fields {
        fields::check(check, &schema, fields, &CallPath::root("fields"));
    }
}

fn names(check: &mut Check<'_>, model: &str, domain: Option<&Value>) {
    let is_plain = domain.and_then(Value::as_array).is_none_or(Vec::is_empty) && domain.is_none_or(Value::is_array);
    let access = if is_plain { Access::Name } else { Access::Read };
    let Some(schema) = check.reach(model, access, &CallPath::root("model")) else { return };
    if let Some(domain) = domain {
        domain::check(check, &schema, domain, &CallPath::root("domain"));
    }
}

fn read(check: &mut Check<'_>, model: &str, ids: &Value, fields: Option<&Value>) {
    let Some(schema) = check.reach(model, Access::Read, &CallPath::root("model")) else { return };
    links::ids(check, ids, &CallPath::root("ids"));
    if let Some(fields) = fields {
        fields::check(check, &schema, fields, &CallPath::root("fields"));
    }
}
