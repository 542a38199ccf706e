//! Orders: `field [asc|desc] [nulls first|nulls last], …`.

use std::sync::Arc;

use super::check::Check;
use super::domain::{follow, resolve};
use super::outcome::{Issue, IssueCode};
use super::path::CallPath;
use super::touch::{Touch, Usage};
use super::unknown::{self, Advised};
use super::words::quoted;
use crate::Series;
use crate::schema::{FieldType, ModelSchema};

/// Longer orders are no orders.
const LONGEST: usize = 4000;

/// Checks the order of a search.
pub(super) fn check(check: &mut Check<'_>, model: &Arc<ModelSchema>, order: &str, path: &CallPath<'_>) {
    terms(check, order, path, |check, name| term(check, model, order, name, path));
}

/// Splits an order into terms and checks their directions; what stands before the direction goes to `term`.
pub(super) fn terms(check: &mut Check<'_>, order: &str, path: &CallPath<'_>, mut term: impl FnMut(&mut Check<'_>, &str)) {
    if order.len() > LONGEST {
        check.report(Issue::new(IssueCode::TooLarge, path, format!("an order of more than {LONGEST} bytes")));
        return;
    }
    if order.trim().is_empty() {
        return;
    }
    for part in order.split(',') {
        let part = part.trim();
        let (name, rest) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
        if !check.enter(path) {
            return;
        }
        if name.is_empty() {
            let issue = Issue::new(IssueCode::BadOrder, path, format!("an empty term in {}", quoted(order)));
            check.report(issue.hint("terms are `field`, `field desc` or `field desc nulls last`, with commas between"));
        } else {
            direction(check, order, rest, path);
            term(check, name);
        }
    }
}

/// `asc`, `desc`, and where the empty ones go.
fn direction(check: &mut Check<'_>, order: &str, rest: &str, path: &CallPath<'_>) {
    let words: Vec<String> = rest.split_whitespace().take(5).map(str::to_ascii_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let known =
        matches!(words.as_slice(), [] | ["asc" | "desc"] | ["asc" | "desc", "nulls", "first" | "last"] | ["nulls", "first" | "last"]);
    if known {
        return;
    }
    let issue = Issue::new(IssueCode::BadOrder, path, format!("expected `asc` or `desc`, got {}", quoted(rest.trim())));
    let meant = match words.as_slice() {
        ["down" | "descending"] => Some("desc"),
        ["up" | "ascending"] => Some("asc"),
        _ => None,
    };
    check.report(match meant.filter(|_| order.matches(rest).count() == 1) {
        Some(meant) => issue.replace(path, order.replacen(rest, meant, 1)),
        None => issue.hint("a term may end in `asc` or `desc`, then `nulls first` or `nulls last`"),
    });
}

fn term(check: &mut Check<'_>, model: &Arc<ModelSchema>, order: &str, name: &str, path: &CallPath<'_>) {
    let bare = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
    if !bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')) {
        let issue = Issue::new(IssueCode::BadOrder, path, format!("{} is not a field name", quoted(name)));
        check.report(match bare.strip_prefix('-').filter(|_| order == name) {
            Some(field) => issue.hint("descending is `field desc`").replace(path, format!("{field} desc")),
            None => issue,
        });
        return;
    }
    if bare != name && check.series >= Series::V19 {
        let issue = Issue::new(IssueCode::BadOrder, path, format!("a name in an order has no quotes in Odoo {}", check.series));
        check.report(issue.replace(path, order.replace('"', "")));
    }
    match bare.split_once('.') {
        None if !check.field(model, bare, Usage::Read, path) || !check.touch(Touch::Ranked { model, name: bare }, path) => {}
        Some((field, part)) => dotted(check, model, bare, field, part, path),
        None => plain(check, model, order, bare, path),
    }
}

fn plain(check: &mut Check<'_>, model: &Arc<ModelSchema>, order: &str, name: &str, path: &CallPath<'_>) {
    match model.fields.get(name) {
        Some(field) if field.sortable => {}
        Some(field) => {
            let message = format!("{} of `{}` cannot be sorted by, it has no column", quoted(name), model.model);
            let issue = Issue::new(IssueCode::Unsortable, path, message).about(&model.model);
            let related = field.related.as_deref().filter(|_| check.series >= Series::V19);
            check.report(match (stands_for(model, name), related) {
                (Some(stored), _) => issue.hint(format!("its names come from `{stored}`")).replace(path, with_name(order, name, stored)),
                (None, Some(related)) => issue.hint(format!("it is `{related}`")),
                (None, None) => issue.hint("sort by a stored field"),
            });
        }
        None if name == "id" => {}
        None => {
            let issue =
                Issue::new(IssueCode::UnknownField, path, format!("`{}` has no field {}", model.model, quoted(name))).about(&model.model);
            let sortable = model.fields.iter().filter(|(_, field)| field.sortable).map(|(name, _)| name.as_str());
            let Advised { issue, meant } = unknown::field(check, model, name, sortable, issue);
            check.report(match meant {
                Some(meant) => issue.replace(path, with_name(order, name, &meant)),
                None => issue,
            });
        }
    }
}

/// The field that a `display_name` is made of, where that can be sorted by.
fn stands_for<'a>(model: &'a ModelSchema, name: &str) -> Option<&'a str> {
    let own = model.rec_name.as_deref().filter(|_| name == "display_name")?;
    model.fields.get(own).filter(|field| field.sortable).map(|_| own)
}

/// The order with one field's name exchanged, wherever it stands as a term.
pub(super) fn with_name(order: &str, name: &str, meant: &str) -> String {
    let terms = order.split(',').map(|term| {
        let own = term.split_whitespace().next() == Some(name);
        if own { term.replacen(name, meant, 1) } else { term.to_owned() }
    });
    terms.collect::<Vec<_>>().join(",")
}

/// `properties.name`; and `many2one.id`, which 18 and 19 sort by the id instead of the co-model's own order.
fn dotted(check: &mut Check<'_>, model: &Arc<ModelSchema>, text: &str, name: &str, part: &str, path: &CallPath<'_>) {
    follow(check, model, if part == "id" { name } else { text }, path);
    let known = model.fields.get(name).map(|field| (field.field_type, field.sortable));
    match known {
        Some((FieldType::Properties, true)) => {}
        Some((FieldType::Many2one, true)) if part == "id" && check.series >= Series::V18 => {}
        Some(_) => {
            let message = format!("{} goes through a relation, an order does not", quoted(text));
            check.report(Issue::new(IssueCode::Unsortable, path, message).hint(format!("sort by `{name}`")).about(&model.model));
        }
        None => drop(resolve(check, model, name, path)),
    }
}
