//! From JSON values to XML-RPC. Null becomes `<nil/>`, which Odoo reads; integers beyond 32 bits become `<i8>`.

use std::fmt::Write as _;

use serde_json::{Map, Number, Value};
use thiserror::Error as ThisError;

use super::limits::MAX_DEPTH;

/// A value that XML-RPC cannot carry.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum WriteError {
    /// XML has no way to write this character.
    #[error("XML cannot hold the character U+{:04X}", u32::from(*.0))]
    Character(char),
    /// Values nest too deep.
    #[error("values nest deeper than {MAX_DEPTH}")]
    Depth,
}

/// A `methodCall`.
///
/// # Errors
/// What cannot be written.
pub fn write_call(method: &str, params: &[Value]) -> Result<String, WriteError> {
    let mut out = String::from("<?xml version='1.0'?><methodCall><methodName>");
    text(&mut out, method)?;
    out.push_str("</methodName><params>");
    for param in params {
        out.push_str("<param>");
        value(&mut out, param, 0)?;
        out.push_str("</param>");
    }
    out.push_str("</params></methodCall>");
    Ok(out)
}

/// A `methodResponse` with a result.
///
/// # Errors
/// What cannot be written.
pub fn write_response(result: &Value) -> Result<String, WriteError> {
    let mut out = String::from("<?xml version='1.0'?><methodResponse><params><param>");
    value(&mut out, result, 0)?;
    out.push_str("</param></params></methodResponse>");
    Ok(out)
}

/// A `methodResponse` with a fault.
///
/// # Errors
/// What cannot be written.
pub fn write_fault(code: i64, message: &str) -> Result<String, WriteError> {
    let fault = Map::from_iter([("faultCode".to_owned(), code.into()), ("faultString".to_owned(), message.into())]);
    let mut out = String::from("<?xml version='1.0'?><methodResponse><fault>");
    value(&mut out, &Value::Object(fault), 0)?;
    out.push_str("</fault></methodResponse>");
    Ok(out)
}

fn value(out: &mut String, value: &Value, depth: usize) -> Result<(), WriteError> {
    if depth >= MAX_DEPTH {
        return Err(WriteError::Depth);
    }
    out.push_str("<value>");
    match value {
        Value::Null => out.push_str("<nil/>"),
        Value::Bool(flag) => out.push_str(if *flag { "<boolean>1</boolean>" } else { "<boolean>0</boolean>" }),
        Value::Number(number) => self::number(out, number),
        Value::String(content) => string(out, content)?,
        Value::Array(items) => array(out, items, depth)?,
        Value::Object(members) => structure(out, members, depth)?,
    }
    out.push_str("</value>");
    Ok(())
}

fn number(out: &mut String, number: &Number) {
    let tag = match number.as_i64() {
        Some(small) if i32::try_from(small).is_ok() => "int",
        Some(_) => "i8",
        None if number.is_u64() => "biginteger",
        None => "double",
    };
    // Writing to a String cannot fail.
    let _ = write!(out, "<{tag}>{number}</{tag}>");
}

fn string(out: &mut String, content: &str) -> Result<(), WriteError> {
    out.push_str("<string>");
    text(out, content)?;
    out.push_str("</string>");
    Ok(())
}

fn array(out: &mut String, items: &[Value], depth: usize) -> Result<(), WriteError> {
    out.push_str("<array><data>");
    for item in items {
        value(out, item, depth + 1)?;
    }
    out.push_str("</data></array>");
    Ok(())
}

fn structure(out: &mut String, members: &Map<String, Value>, depth: usize) -> Result<(), WriteError> {
    out.push_str("<struct>");
    for (name, member) in members {
        out.push_str("<member><name>");
        text(out, name)?;
        out.push_str("</name>");
        value(out, member, depth + 1)?;
        out.push_str("</member>");
    }
    out.push_str("</struct>");
    Ok(())
}

/// Escaped text. A bare carriage return would be read as a line feed, so that it is written as a reference.
fn text(out: &mut String, content: &str) -> Result<(), WriteError> {
    for found in content.chars() {
        match found {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(found),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => return Err(WriteError::Character(found)),
            _ => out.push(found),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(found: &Value, expected: &str) {
        let written = write_response(found).unwrap();
        let inner = written.split_once("<param>").unwrap().1.split_once("</param>").unwrap().0;
        assert_eq!(inner, format!("<value>{expected}</value>"));
    }

    #[test]
    fn writes_every_type() {
        check(&json!(null), "<nil/>");
        check(&json!(true), "<boolean>1</boolean>");
        check(&json!(-7), "<int>-7</int>");
        check(&json!(2_147_483_648_u32), "<i8>2147483648</i8>");
        check(&json!(u64::MAX), "<biginteger>18446744073709551615</biginteger>");
        check(&json!(8188.79), "<double>8188.79</double>");
        check(&json!("a<b>&\r\n\"c\""), "<string>a&lt;b&gt;&amp;&#13;\n\"c\"</string>");
        check(&json!([1, []]), "<array><data><value><int>1</int></value><value><array><data></data></array></value></data></array>");
        check(&json!({"a&b": 1}), "<struct><member><name>a&amp;b</name><value><int>1</int></value></member></struct>");
    }

    #[test]
    fn refuses_what_xml_cannot_hold() {
        assert_eq!(write_call("m", &[json!("a\u{1}")]), Err(WriteError::Character('\u{1}')));
        assert_eq!(WriteError::Character('\u{1}').to_string(), "XML cannot hold the character U+0001");
        let deep = (0..MAX_DEPTH).fold(json!(1), |inner, _| json!([inner]));
        assert_eq!(write_call("m", &[deep]), Err(WriteError::Depth));
    }
}
