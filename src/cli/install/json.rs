//! Edits of JSON files, with comments or without: whatever is not the entry keeps every byte.

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstNode, CstObject, CstObjectProp, CstRootNode};
use serde_json::{Value, json};

use super::entry::{EditError, Entry, IN_FILE, is_gateway};

/// The mark that some editors of Windows put in front.
const MARK: char = '\u{feff}';

/// The file with the entry: added, or brought up to date where it is there.
pub(super) fn with_entry(text: &str, comments: bool, section: &str, entry: &Entry) -> Result<String, EditError> {
    edited(text, comments, |root| {
        let whole = match root.value() {
            Some(value) => value.as_object().ok_or_else(|| EditError::Shape { what: "the file".to_owned(), expected: "an object" })?,
            None => root.object_value_or_set(),
        };
        let servers = match whole.get(section) {
            Some(property) => property.object_value().ok_or_else(|| EditError::shape(section, "an object"))?,
            None => whole.object_value_or_set(section),
        };
        match servers.get(&entry.name) {
            Some(property) => renew(&property, entry),
            None => {
                servers.append(&entry.name, CstInputValue::Object(parts(entry).map(|(key, value)| (key.to_owned(), value)).collect()));
                Ok(())
            }
        }
    })
}

/// The file without the entry.
pub(super) fn without_entry(text: &str, comments: bool, section: &str, name: &str) -> Result<String, EditError> {
    edited(text, comments, |root| {
        let Some(property) = root.object_value().and_then(|whole| whole.get(section)) else { return Ok(()) };
        let Some(entry) = property.object_value().and_then(|servers| servers.get(name)) else { return Ok(()) };
        let is_ours = entry.object_value().is_some_and(|entry| starts_gateway(&entry));
        if !is_ours {
            return Err(EditError::Taken { name: name.to_owned() });
        }
        entry.remove();
        if property.object_value().is_some_and(|servers| servers.properties().is_empty()) {
            property.remove();
        }
        Ok(())
    })
}

/// The entry alone, for people to put where they like.
pub(super) fn snippet(section: &str, entry: &Entry) -> String {
    let kind = entry.kind.map(|kind| ("type".to_owned(), json!(kind)));
    let rest = [("command".to_owned(), json!(entry.command)), ("args".to_owned(), json!(entry.arguments))];
    let server: serde_json::Map<String, Value> = kind.into_iter().chain(rest).collect();
    format!("{:#}", json!({section: {&entry.name: server}}))
}

fn edited(text: &str, comments: bool, edit: impl FnOnce(&CstRootNode) -> Result<(), EditError>) -> Result<String, EditError> {
    let body = text.strip_prefix(MARK).unwrap_or(text);
    if !comments && !body.trim().is_empty() {
        serde_json::from_str::<serde::de::IgnoredAny>(body).map_err(|error| refused(&error))?;
    }
    let root = CstRootNode::parse(body, &READ).map_err(|error| EditError::Syntax {
        line: error.line_display(),
        column: error.column_display(),
        reason: error.kind().to_string().to_lowercase(),
    })?;
    edit(&root)?;
    let mark = text.starts_with(MARK).then_some(MARK).map(String::from).unwrap_or_default();
    Ok(format!("{mark}{root}"))
}

/// Where the standard alone is read, and the file has something else. A file that the client cannot read is reported, not written into.
fn refused(error: &serde_json::Error) -> EditError {
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
    EditError::Syntax { line: error.line(), column: error.column().max(1), reason }
}

/// Comments and trailing commas, and none of the other things that few clients read.
const READ: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

fn parts(entry: &Entry) -> impl Iterator<Item = (&'static str, CstInputValue)> {
    let kind = entry.kind.map(|kind| ("type", CstInputValue::from(kind)));
    let arguments = entry.arguments.iter().map(|argument| CstInputValue::from(argument.as_str())).collect();
    kind.into_iter().chain([("command", CstInputValue::from(entry.command.as_str())), ("args", CstInputValue::Array(arguments))])
}

/// Sets what is ours in an entry and leaves the rest, such as what the user permitted it.
fn renew(property: &CstObjectProp, entry: &Entry) -> Result<(), EditError> {
    let object = property.object_value().ok_or_else(|| EditError::shape(&entry.name, "an object"))?;
    if !starts_gateway(&object) {
        return Err(EditError::Taken { name: entry.name.clone() });
    }
    for (key, value) in parts(entry) {
        match object.get(key) {
            Some(property) if same(property.value(), &value) => {}
            Some(property) => property.set_value(value),
            None => drop(object.append(key, value)),
        }
    }
    let Some(variables) = object.get("env").and_then(|property| property.object_value()) else { return Ok(()) };
    IN_FILE.iter().filter_map(|name| variables.get(name)).for_each(CstObjectProp::remove);
    Ok(())
}

fn starts_gateway(entry: &CstObject) -> bool {
    let value = |key: &str| entry.get(key).and_then(|property| property.to_serde_value());
    let arguments = value("args");
    let arguments = arguments.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str);
    is_gateway(value("command").as_ref().and_then(Value::as_str), arguments)
}

fn same(node: Option<CstNode>, value: &CstInputValue) -> bool {
    node.and_then(|node| node.to_serde_value()).is_some_and(|there| there == plain(value))
}

/// A value as serde has it, of the kinds that an entry has.
fn plain(value: &CstInputValue) -> Value {
    match value {
        CstInputValue::String(text) => json!(text),
        CstInputValue::Array(items) => items.iter().map(plain).collect(),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests;
