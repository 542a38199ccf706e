//! Values of settings: read from the text of a variable, and shown as one.

use serde_json::Value;

use super::setting::{Kind, Setting, names};

/// The value that a variable holds, or what is wrong with it.
pub(crate) fn of_text(setting: &Setting, text: &str) -> Result<Value, String> {
    match setting.kind {
        Kind::Text(check) => check(text).map(|()| text.into()),
        Kind::Number(least, most) => number(text, least, most).map(Value::from).ok_or_else(|| unexpected(text, &whole_number(least, most))),
        Kind::Switch => switch(text).map(Value::from).ok_or_else(|| unexpected(text, "`on` or `off`")),
        Kind::Choice(words) => choice(text, words).map(Value::from),
        Kind::ChoiceOrPath(_) => Ok(text.into()),
        Kind::Names => Ok(names(text).into_iter().collect()),
        Kind::Choices(words) if text.trim() == "all" => Ok(words.iter().copied().collect()),
        Kind::Choices(words) => names(text).iter().map(|word| choice(word, words).map(Value::from)).collect(),
    }
}

/// A switch as people write it.
pub(crate) fn switch(text: &str) -> Option<bool> {
    match text.trim() {
        "on" | "true" | "1" => Some(true),
        "off" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// How the bounds of a number are said.
pub(crate) fn whole_number(least: u64, most: u64) -> String {
    match most < u64::from(u32::MAX) {
        true => format!("a whole number from {least} to {most}"),
        false => format!("a whole number from {least}"),
    }
}

/// A value as a variable would hold it.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "(none)".to_owned(),
        Value::Bool(is_on) => if *is_on { "on" } else { "off" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "(none)".to_owned(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// Words in backticks, with commas.
pub(crate) fn listed(words: &[&str]) -> String {
    format!("`{}`", words.join("`, `"))
}

fn number(text: &str, least: u64, most: u64) -> Option<u64> {
    text.trim().parse().ok().filter(|number| (least..=most).contains(number))
}

fn choice<'t>(text: &'t str, words: &[&str]) -> Result<&'t str, String> {
    let word = text.trim();
    if words.contains(&word) { Ok(word) } else { Err(unexpected(word, &format!("one of {}", listed(words)))) }
}

fn unexpected(text: &str, expected: &str) -> String {
    format!("found `{text}`, expected {expected}")
}
