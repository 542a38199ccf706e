//! How values and names are reported in messages: short, in backticks, never a whole payload.

use serde_json::Value;

const LONGEST: usize = 60;

/// A text in backticks, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

/// What a value is: `abc` in backticks, `a list`, `an object`.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        other => format!("`{other}`"),
    }
}

/// Names in backticks with commas: `` `a`, `b` ``, at most `most` of them.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>, most: usize) -> String {
    let mut texts: Vec<String> = names.take(most + 1).map(quoted).collect();
    if texts.len() > most {
        texts.truncate(most);
        texts.push("…".to_owned());
    }
    texts.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn stays_short() {
        assert_eq!(shown(&json!("a")), "`a`");
        assert_eq!(shown(&json!(1.5)), "`1.5`");
        assert_eq!(shown(&json!([1])), "a list");
        assert!(quoted(&"é".repeat(100)).chars().count() < 70);
        assert_eq!(listed(["a", "b", "c"].into_iter(), 2), "`a`, `b`, …");
    }
}
