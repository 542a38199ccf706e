//! Values that Odoo's actions hold as Python text, such as `[('id', 'in', [1, 2])]`: only literals, never a name or a call.

use serde_json::Value;

/// Longest text that is read.
const LONGEST: usize = 100_000;

/// The value of a literal as JSON, a tuple as a list; `None` where the text holds anything else.
pub(crate) fn value_of(text: &str) -> Option<Value> {
    if text.len() > LONGEST {
        return None;
    }
    serde_json::from_str(&json(text)?).ok()
}

/// The same literal in the words of JSON.
fn json(text: &str) -> Option<String> {
    let (mut written, mut rest) = (String::with_capacity(text.len()), text.trim_start());
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '\'' | '"' => string(&mut written, rest, first)?,
            '(' | '[' | '{' | ')' | ']' | '}' => bracket(&mut written, rest, first)?,
            letter if letter.is_alphabetic() => word(&mut written, rest)?,
            other => {
                written.push(other);
                rest.get(other.len_utf8()..)?
            }
        };
    }
    Some(written)
}

/// A bracket; Python allows a comma before the closing one.
fn bracket<'a>(written: &mut String, rest: &'a str, bracket: char) -> Option<&'a str> {
    if matches!(bracket, ')' | ']' | '}') {
        let kept = written.trim_end().trim_end_matches(',').len();
        written.truncate(kept);
    }
    written.push(match bracket {
        '(' => '[',
        ')' => ']',
        other => other,
    });
    rest.get(1..)
}

fn string<'a>(written: &mut String, rest: &'a str, quote: char) -> Option<&'a str> {
    let inner = rest.get(1..)?;
    let end = inner.find(quote).filter(|end| !inner.get(..*end).unwrap_or_default().contains('\\'))?;
    written.push_str(&Value::from(inner.get(..end)?).to_string());
    inner.get(end + 1..)
}

fn word<'a>(written: &mut String, rest: &'a str) -> Option<&'a str> {
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
    written.push_str(match rest.get(..end)? {
        "True" | "true" => "true",
        "False" | "false" => "false",
        "None" | "null" => "null",
        _ => return None,
    });
    rest.get(end..)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn literals_are_read_and_nothing_else() {
        assert_eq!(value_of("[('id', 'in', [1, 2]),]"), Some(json!([["id", "in", [1, 2]]])));
        assert_eq!(value_of("{'active_test': False, \"x\": None}"), Some(json!({"active_test": false, "x": null})));
        for other in ["[('id', '=', active_id)]", "{'x': uid}", "open('x')", "'a\\'b'", "[(1"] {
            assert_eq!(value_of(other), None, "{other}");
        }
    }
}
