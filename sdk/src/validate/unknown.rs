//! Advice on a name that the schema does not have: what it is called here, that only another series has it, or the nearest names.
//!
//! The tables of changes speak first: what a name was called in another series says more than how it is spelt.

use super::check::Check;
use super::outcome::Issue;
use super::suggest::{self, Close};
use super::words::{listed, quoted};
use crate::adapter::{Changes, OtherSeries};
use crate::schema::{Lookup, ModelSchema};

/// The issue with its advice, and the name that is clearly meant.
pub(super) struct Advised {
    pub(super) issue: Issue,
    pub(super) meant: Option<String>,
}

/// A field that `model` does not have. Only `known` ones are proposed.
pub(super) fn field<'a>(
    check: &Check<'_>,
    model: &ModelSchema,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    issue: Issue,
) -> Advised {
    let reported = reported(check, |changes| changes.field_elsewhere(check.series, &model.model, name));
    if let (None, Some(why)) = (&reported, why_absent(check, &model.model, name)) {
        return Advised { issue: issue.hint(why), meant: None };
    }
    let labelled = by_label(model, name, known.clone());
    let advised = advise(check, reported, name, known, issue);
    match (&advised.meant, labelled.as_slice()) {
        (None, [_, ..]) => {
            let close = Close { sure: labelled.len() == 1, names: labelled };
            Advised { meant: close.meant().map(str::to_owned), issue: suggest::did_you_mean(advised.issue, &close) }
        }
        _ => advised,
    }
}

/// The fields whose label is the name, as people write it: `salesperson` for `user_id`.
fn by_label<'a>(model: &ModelSchema, name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let plain = name.strip_suffix("_ids").or_else(|| name.strip_suffix("_id")).unwrap_or(name).replace('_', " ");
    let is_label = |known: &&str| model.fields.get(*known).is_some_and(|field| field.label.eq_ignore_ascii_case(&plain));
    known.filter(is_label).take(3).collect()
}

/// Why a field of the standard apps is not here: it is shown to some groups only, or its module is not installed.
fn why_absent(check: &Check<'_>, model: &str, name: &str) -> Option<String> {
    let standard = check.schemas.standard(model)?;
    let field = standard.fields.get(name)?;
    if let Some(groups) = &field.groups {
        return Some(format!("leave it out: only users in {} have it", quoted(groups)));
    }
    let modules = listed(field.modules.iter().map(String::as_str), 3);
    (!modules.is_empty()).then(|| format!("it is of the module {modules}, which is not installed here"))
}

/// A method that `model` does not have.
pub(super) fn method<'a>(
    check: &Check<'_>,
    model: &ModelSchema,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    issue: Issue,
) -> Advised {
    let reported = reported(check, |changes| changes.method_elsewhere(check.series, &model.model, name));
    advise(check, reported, name, known, issue)
}

/// A model that the database does not have.
pub(super) fn model(check: &Check<'_>, name: &str, issue: Issue) -> Advised {
    let known = check.schemas.model_names();
    let reported = reported(check, |changes| changes.model_elsewhere(check.series, name));
    let mut advised = advise(check, reported, name, known.iter().map(String::as_str), issue);
    // A standard model may not be in this database.
    advised.meant = advised.meant.filter(|meant| !matches!(check.schemas.lookup(meant), Lookup::Absent));
    advised
}

/// What the tables say of a value that a selection does not have.
pub(super) fn value(check: &Check<'_>, model: &str, field: &str, value: &str) -> Option<OtherSeries> {
    reported(check, |changes| changes.value_elsewhere(check.series, model, field, value))
}

fn reported(check: &Check<'_>, look: impl Fn(&'static Changes) -> Option<OtherSeries>) -> Option<OtherSeries> {
    check.schemas.changes().and_then(look)
}

fn advise<'a>(
    check: &Check<'_>,
    reported: Option<OtherSeries>,
    name: &str,
    mut known: impl Iterator<Item = &'a str> + Clone,
    issue: Issue,
) -> Advised {
    let reported = reported.filter(|reported| reported.name().is_none_or(|renamed| known.clone().any(|known| known == renamed)));
    if let Some(reported) = reported {
        return Advised { issue: issue.hint(reported.advice(check.series)), meant: reported.name().map(str::to_owned) };
    }
    let close = suggest::closest(name, &mut known);
    Advised { issue: suggest::did_you_mean(issue, &close), meant: close.meant().map(str::to_owned) }
}
