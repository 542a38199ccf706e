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

/// What a traceback and what follows it begin with.
const TRACEBACK: &str = "Traceback (most recent call last)";

/// How lines begin that only a database would say.
const STATEMENTS: &[&str] = &["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "LINE 1:", "psycopg2.", "DETAIL:", "CONTEXT:"];

/// A message as it may leave: without the lines and words that are not for callers, or what stands in for all of it.
pub(crate) fn clean(message: &str) -> String {
    let before = message.split(TRACEBACK).next().unwrap_or_default();
    let lines = before.lines().filter(|line| !STATEMENTS.iter().any(|start| line.trim_start().starts_with(start)));
    let text = lines.map(clean_line).collect::<Vec<_>>().join("\n");
    let text = text.trim();
    if is_internal(text) || (text.is_empty() && !message.trim().is_empty()) {
        return NOT_TOLD.to_owned();
    }
    let shown = text.chars().map(|character| if character == '\t' { ' ' } else { character });
    shown.filter(|character| !character.is_control() || *character == '\n').take(LONGEST).collect()
}

/// Whether what is left still was never meant for a user.
fn is_internal(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_query = lower.contains("select ") && (lower.contains(" from \"") || lower.contains(" from res_") || lower.contains(" from ir_"));
    is_query || INTERNAL.iter().any(|mark| lower.contains(mark))
}

fn clean_line(line: &str) -> String {
    line.split_inclusive(char::is_whitespace).map(clean_word).collect()
}

/// A word that is not an address, which may hold a credential, and no path.
fn clean_word(word: &str) -> String {
    let bare = word.trim().trim_matches(|character: char| "\"'`()[]<>,;:.".contains(character));
    let is_path = bare.starts_with('/') && bare.matches('/').count() > 1 || bare.contains(":\\");
    match bare.contains("://") || is_host_and_port(bare) {
        true => word.replace(bare, "(address)"),
        false if is_path => word.replace(bare, "(path)"),
        false => word.to_owned(),
    }
}

/// `db.internal:5432`, `10.0.0.7:8069`: a name with a dot, or this machine, and a port.
fn is_host_and_port(word: &str) -> bool {
    let Some((host, port)) = word.rsplit_once(':') else { return false };
    let is_port = (2..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let is_name = host.contains('.')
        && host.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    is_port && (is_name || host == "localhost" || host.starts_with('[') && host.ends_with(']'))
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
        let check = |text: &str, expected: &str| assert_eq!(clean(text), expected);
        check("see http://bot:pass@host/x, please", "see (address), please");
        check("http://host", "(address)");
        check("connection to db.internal:5432 was lost", "connection to (address) was lost");
        check("(10.0.0.7:8069) and localhost:8069.", "((address)) and (address).");
        check("at 10:30, ratio 1:2, INV.2026:7, 12.5:3", "at 10:30, ratio 1:2, INV.2026:7, 12.5:3");
        check("cannot read \"/opt/acme/addons/sale.py\"\tnow", "cannot read \"(path)\" now");
        check("it failed\nSELECT password FROM res_users", "it failed");
        check("Oops\nTraceback (most recent call last):\n  File", "Oops");
        check("and/or 1/2 of 5 km/h", "and/or 1/2 of 5 km/h");
        check("", "");
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
