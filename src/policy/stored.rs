//! Texts that a record keeps and the server later runs: domains that it searches by, and templates that it renders.
//!
//! Of neither is known on which model it will run. A domain is judged by the names in it, and refused where they cannot be read off;
//! a template may be any text without an expression.

use odoo_sdk::schema::ModelSchema;
use odoo_sdk::validate::CallPath;

use super::argument::{refused, words};
use super::built_in;
use super::inspection::{Inspection, shown};

/// Users, as every model refers to them.
const OF_USERS: &[&str] = &["create_uid", "user_id", "user_ids", "write_uid"];

/// Calls that make a name out of pieces.
const MAKES_NAMES: &[&str] = &["chr", "decode", "format", "join", "replace", "str"];

/// Judges a value that may be such a text.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str, text: &str, place: &CallPath<'_>) {
    if is_domain(name) {
        domain(inspection, model, text, place);
    }
    let is_rendered = model.fields.contains_key("render_model") || built_in::RENDERED.contains(&model.model.as_str());
    if is_rendered && is_template(text) {
        let message = format!("`{name}` of `{}` is rendered as a template, which may read anything", model.model);
        inspection.refuse(refused(message).at(place).hint("write it without `{{ }}` and without attributes that begin with `t-`"));
    }
}

/// A text that the server will search by.
fn is_domain(name: &str) -> bool {
    matches!(name, "domain" | "domain_formula" | "formula") || name.ends_with("_domain") || name.ends_with("_domain_preferred")
}

/// Judges a text that the server will take for a domain, of a model that is not known.
pub(super) fn domain(inspection: &mut Inspection<'_>, model: &ModelSchema, text: &str, place: &CallPath<'_>) {
    if !is_plain(text) {
        return inspection.unclear(place, "the names in this domain are put together of pieces");
    }
    let words: Vec<&str> = words(text).collect();
    for (at, word) in words.iter().enumerate() {
        let is_searched_through = is_any(words.get(at + 1..).unwrap_or_default());
        let passed = word.rsplit_once('.').map_or("", |(passed, _)| passed);
        let leads = passed.split('.').chain(is_searched_through.then_some(*word)).any(leads_to_blocked);
        if leads || word.split('.').any(|segment| is_kept(inspection, model, segment)) {
            inspection.refuse(refused(format!("the domain searches by `{}`, which a rule of this server hides", shown(word))).at(place));
        }
    }
}

/// Whether what follows a path searches in the records it leads to.
fn is_any(after: &[&str]) -> bool {
    match after {
        [any, ..] if any.eq_ignore_ascii_case("any") => true,
        [not, any, ..] => not.eq_ignore_ascii_case("not") && any.eq_ignore_ascii_case("any"),
        _ => false,
    }
}

fn leads_to_blocked(path: &str) -> bool {
    path.split('.').any(|name| OF_USERS.contains(&name) || built_in::TO_BLOCKED.binary_search(&name).is_ok())
}

/// A name that is hidden on some model may be hidden on this one.
fn is_kept(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str) -> bool {
    built_in::GROUPS.contains(&name) || inspection.rules.hidden.contains_key(name) || inspection.is_hidden(&model.model, name)
}

/// Whether every quoted text stands alone, so that what is read is what will be searched by.
fn is_plain(text: &str) -> bool {
    let (mut quote, mut last) = (None, ',');
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        match quote {
            Some(open) if character == open => (quote, last) = (None, open),
            Some(_) => {}
            None if matches!(character, '\'' | '"') && !"([{,:".contains(last) => return false,
            None if matches!(last, '\'' | '"') && !")]},:".contains(character) => return false,
            None if matches!(character, '\'' | '"') => (quote, last) = (Some(character), ','),
            None => last = character,
        }
    }
    !text.contains('\\') && !words(text).any(|word| word.split('.').any(|name| MAKES_NAMES.contains(&name)))
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
    fn a_domain_is_read_only_where_its_names_stand_in_it() {
        for plain in [
            "[]",
            "[('name', '=', 'x'), (\"id\", \"in\", [1, 2])]",
            "['|', ('a', '=', True), ('date', '>=', context_today().strftime('%Y-%m-%d'))]",
            "[('user_id','=',uid)]",
            "[('name', '=', \"l'eau\")]",
        ] {
            assert!(is_plain(plain), "{plain}");
        }
        for pieces in [
            "[('create_' 'uid.login', '=', 1)]",
            "[('create_' + 'uid.login', '=', 1)]",
            "[('create_%s.login' % 'uid', '=', 1)]",
            "[('create\\u005fuid.login', '=', 1)]",
            "[(f'create_uid.login', '=', 1)]",
            "[(chr(99), '=', 1)]",
            "[('x'.join([]), '=', 1)]",
        ] {
            assert!(!is_plain(pieces), "{pieces}");
        }
    }

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
