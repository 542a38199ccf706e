//! Step: errors leave clean. Odoo's words for users pass; traces, statements, paths, addresses and class names do not.

/// What stands in for words that are not for callers.
const NOT_TOLD: &str = "Odoo refused the call for a reason that is not for callers; the administrator finds it in Odoo's log";

/// Marks of text that was never meant for a user, whatever the language it is mixed with.
const INTERNAL: &[&str] = &[
    "traceback (most recent",
    "file \"/",
    "psycopg2.",
    "odoo.exceptions.",
    "odoo.addons.",
    "builtins.",
    "line 1:",
    "insert into \"",
    "update \"",
    "delete from \"",
    "relation \"",
    "violates not-null",
    "violates foreign",
    "violates unique",
    "violates check",
    "violates exclusion",
    "detail: key (",
    "/usr/lib/",
    "/opt/odoo",
    "/var/lib/",
    "/home/",
    "site-packages",
    "dist-packages",
    "connection to server",
    "<!doctype",
    "<html",
    "<lambda>",
    " object at 0x",
];

/// Longest message that is passed on, in characters.
const LONGEST: usize = 2_000;

/// A message as it may leave: itself, or what stands in for it.
pub(crate) fn clean(message: &str) -> String {
    let lower = message.to_lowercase();
    let is_query = lower.contains("select ") && (lower.contains(" from \"") || lower.contains(" from res_") || lower.contains(" from ir_"));
    if is_query || INTERNAL.iter().any(|mark| lower.contains(mark)) {
        return NOT_TOLD.to_owned();
    }
    let words: Vec<&str> = message.lines().map(without_addresses).collect();
    words.join("\n").chars().filter(|character| !character.is_control() || *character == '\n').take(LONGEST).collect()
}

/// A line without an address that may hold a credential.
fn without_addresses(line: &str) -> &str {
    let lower = line.find("://").and_then(|at| line.get(..at));
    match lower.and_then(|before| before.rfind(char::is_whitespace)) {
        Some(end) => line.get(..end).unwrap_or_default(),
        None if lower.is_some() => "",
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use serde_json::Value;

    use super::*;

    #[test]
    fn words_for_users_pass() {
        for words in [
            "You cannot delete a posted entry.",
            "Enregistrement introuvable",
            "Gültigkeitsfehler: Name fehlt",
            "Please select a product from the list.",
            "记录不存在",
        ] {
            assert_eq!(clean(words), words);
        }
    }

    #[test]
    fn what_is_internal_does_not() {
        for words in [
            "Traceback (most recent call last):\n  File \"/usr/lib/python3/x.py\", line 3",
            "erreur : ERROR: null value in column \"name\" of relation \"res_partner\" violates not-null constraint",
            "bad query: b'SELECT 1 FROM res_users'",
            "<html><title>x</title>",
        ] {
            assert_eq!(clean(words), NOT_TOLD, "{words}");
        }
        assert_eq!(clean("see http://bot:pass@host/x"), "see");
        assert_eq!(clean("http://host"), "");
    }

    /// Every text of every recorded error, of all series and APIs.
    #[test]
    fn nothing_internal_of_a_recorded_error_leaves() {
        let mut texts = Vec::new();
        for file in [
            "17.0/web",
            "17.0/jsonrpc",
            "17.0/xmlrpc",
            "18.0/web",
            "18.0/jsonrpc",
            "18.0/xmlrpc",
            "19.0/web",
            "19.0/jsonrpc",
            "19.0/xmlrpc",
            "19.0/json2",
        ] {
            let path = format!("{}/sdk/tests/fixtures/wire/{file}.jsonl.gz", env!("CARGO_MANIFEST_DIR"));
            let mut text = String::new();
            flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
            for line in text.lines() {
                let exchange: Value = serde_json::from_str(line).unwrap();
                collect(&exchange["response"], &mut texts);
            }
        }
        assert!(texts.len() > 500, "{}", texts.len());
        for text in texts {
            let left = clean(&text).to_lowercase();
            for mark in ["traceback", "psycopg2", "file \"/", "select ", "odoo.exceptions", "://", "<html"] {
                assert!(!left.contains(mark), "{mark}: {left}");
            }
        }
    }

    fn collect(value: &Value, texts: &mut Vec<String>) {
        match value {
            Value::String(text) => match serde_json::from_str::<Value>(text) {
                Ok(inner) if inner.is_object() || inner.is_array() => collect(&inner, texts),
                _ => texts.push(text.clone()),
            },
            Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
            Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
            _ => {}
        }
    }
}
