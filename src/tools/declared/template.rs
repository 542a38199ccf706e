//! Placeholders: `{{ name }}` in a value. One that is all of a text is replaced by the value as it is, a number or a list; inside of a
//! text, by its words. What is put in is a value and never read again, so no value becomes a field, an operator or a placeholder.

use serde_json::{Map, Value};

use super::Part;

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// What stands between the braces.
    Reference(&'a str),
}

/// The pieces of a text; `None` where braces are not closed or stand around nothing.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        let (inside, after) = after.split_once("}}")?;
        let name = inside.trim();
        if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.')) {
            return None;
        }
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Reference(name));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Some(pieces)
}

/// Whether a text has a placeholder.
pub(super) fn has_placeholder(text: &str) -> bool {
    text.contains("{{")
}

/// Every text of a value that has a placeholder, with its path; of an object the keys too, as the path of their value.
pub(super) fn placeholders<'a>(value: &'a Value, path: &mut Vec<Part>, seen: &mut dyn FnMut(&[Part], &'a str, bool)) {
    match value {
        Value::String(text) if has_placeholder(text) => seen(path, text, false),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push(Part::Item(at));
                placeholders(item, path, seen);
                path.pop();
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                path.push(Part::Key(name.clone()));
                if has_placeholder(name) {
                    seen(path, name, true);
                }
                placeholders(member, path, seen);
                path.pop();
            }
        }
        _ => {}
    }
}

/// A value with its placeholders filled in.
pub(super) fn filled<E>(value: &Value, lookup: &dyn Fn(&str) -> Result<Value, E>) -> Result<Value, E> {
    match value {
        Value::String(text) if has_placeholder(text) => of_text(text, lookup),
        Value::Array(items) => items.iter().map(|item| filled(item, lookup)).collect::<Result<Vec<_>, E>>().map(Value::Array),
        Value::Object(members) => members_filled(members, lookup).map(Value::Object),
        other => Ok(other.clone()),
    }
}

/// The same of arguments.
pub(super) fn members_filled<E>(members: &Map<String, Value>, lookup: &dyn Fn(&str) -> Result<Value, E>) -> Result<Map<String, Value>, E> {
    members.iter().map(|(name, value)| Ok((name.clone(), filled(value, lookup)?))).collect()
}

fn of_text<E>(text: &str, lookup: &dyn Fn(&str) -> Result<Value, E>) -> Result<Value, E> {
    let pieces = pieces(text).unwrap_or_default();
    if let [Piece::Reference(name)] = pieces.as_slice() {
        return lookup(name);
    }
    let mut filled = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Reference(name) => match lookup(name)? {
                Value::String(text) => filled.push_str(&text),
                Value::Null => {}
                other => filled.push_str(&other.to_string()),
            },
        }
    }
    Ok(Value::String(filled))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lookup(name: &str) -> Result<Value, String> {
        match name {
            "days" => Ok(json!(7)),
            "name" => Ok(json!("{{ days }}")),
            other => Err(other.to_owned()),
        }
    }

    #[test]
    fn a_whole_placeholder_keeps_its_type_and_what_is_put_in_is_not_read_again() {
        let check = |value: Value, expected: Value| assert_eq!(filled(&value, &lookup), Ok(expected));
        check(json!([["x", ">", "{{days}}"]]), json!([["x", ">", 7]]));
        check(json!({"note": "in {{ days }} days, {{name}}!"}), json!({"note": "in 7 days, {{ days }}!"}));
        check(json!("{{ name }}"), json!("{{ days }}"));
        check(json!([1, true, null, "plain"]), json!([1, true, null, "plain"]));
        assert_eq!(filled(&json!("{{ nobody }}"), &lookup), Err("nobody".to_owned()));
    }

    #[test]
    fn braces_that_are_not_a_placeholder_are_noticed() {
        for text in ["{{ a", "{{}}", "{{ a b }}", "{{ a + 1 }}", "{{ a('x') }}"] {
            assert_eq!(pieces(text), None, "{text}");
        }
        assert_eq!(pieces("a {{ b.c }}"), Some(vec![Piece::Text("a "), Piece::Reference("b.c")]));
    }
}
