//! Texts that a record keeps and the server later runs: domains that it searches by, and templates that it renders.
//!
//! Of neither is known on which model it will run. A domain is a literal, judged by the paths in it; a template may be any text without
//! an expression.

use odoo_sdk::schema::{Lookup, ModelSchema};
use odoo_sdk::validate::{Access, CallPath};

use super::argument::refused;
use super::built_in;
use super::inspection::{Inspection, shown};
use super::tier::Answer;

/// Judges a value that may be such a text.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str, text: &str, place: &CallPath<'_>) {
    let is_rendered = model.fields.contains_key("render_model") || built_in::RENDERED.contains(&model.model.as_str());
    if is_rendered && is_template(text) {
        let message = format!("`{name}` of `{}` is rendered as a template, which may read anything", model.model);
        inspection.refuse(refused(message).at(place).hint("write it without `{{ }}` and without attributes that begin with `t-`"));
    }
}

/// Judges a text that the server will take for a domain.
pub(super) fn domain(inspection: &mut Inspection<'_>, is_literal: bool, place: &CallPath<'_>) {
    if !is_literal {
        let what = "a stored domain is a list of leaves in Python's syntax, with nothing but literals in it";
        inspection
            .refuse(refused(what.to_owned()).at(place).hint("texts, numbers, `True`, `False`, `None`, `uid` and `context_today()` are"));
    }
}

/// Judges a path in such a domain. On which model it starts is not known, so every model that has a field of that name counts.
pub(super) fn path(inspection: &mut Inspection<'_>, model: &ModelSchema, path: &str, goes_on: bool, place: &CallPath<'_>) {
    let names: Vec<&str> = path.split('.').collect();
    let passed = if goes_on { names.as_slice() } else { names.split_last().map(|(_, passed)| passed).unwrap_or_default() };
    let leads = passed.iter().any(|name| leads_to_blocked(inspection, name));
    if leads || names.iter().any(|name| is_kept(inspection, model, name)) {
        inspection.refuse(refused(format!("the domain searches by `{}`, which a rule of this server hides", shown(path))).at(place));
    }
}

/// Whether a field of that name leads to what is blocked, on any model that is known.
fn leads_to_blocked(inspection: &Inspection<'_>, name: &str) -> bool {
    let is_blocked = |model: &str| inspection.rules.tier(model, Access::Read).0 == Answer::No;
    let leads = |model: String| match inspection.schemas().lookup(&model) {
        Lookup::Found(schema) if !is_blocked(&model) => {
            schema.fields.get(name).and_then(|field| field.relation.as_deref()).is_some_and(is_blocked)
        }
        _ => false,
    };
    inspection.schemas().model_names().into_iter().any(leads)
}

/// A name that is hidden on some model may be hidden on this one.
fn is_kept(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str) -> bool {
    built_in::GROUPS.contains(&name) || inspection.rules.hidden.contains_key(name) || inspection.is_hidden(&model.model, name)
}

/// Whether a text has an expression that QWeb or an inline template runs: `{{ … }}`, or an attribute such as `t-out="…"`.
fn is_template(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut attributes = lower.split("t-").skip(1).map(|rest| rest.trim_start_matches(|c: char| !c.is_whitespace() && !"=<>".contains(c)));
    lower.contains("{{") || lower.contains('<') && attributes.any(|rest| rest.trim_start().starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_makes_a_template() {
        let check = |text, expected| assert_eq!(is_template(text), expected, "{text}");
        check("Your order {number} is ready", false);
        check("<p>a t-shirt, set-out</p>", false);
        check("<p>t-out is a directive, 1 < 2 = true</p>", false);
        check("{{object.name}}", true);
        check("<p T-Out='x'/>", true);
        check("<t\tt-foreach='x'>", true);
        check("<p class=\"a\"t-att-b='x'>", true);
    }
}
