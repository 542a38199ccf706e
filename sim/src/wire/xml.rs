//! XML-RPC values: read from a request with a pull parser, written as Python's library writes them.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

/// Values inside each other; deeper ones would use up the stack.
const DEEPEST: usize = 128;

/// A `methodCall`.
#[derive(Debug, PartialEq)]
pub(super) struct MethodCall {
    pub(super) name: String,
    pub(super) params: Vec<Value>,
}

/// Reads a `methodCall`; `None` where the XML is broken or is something else.
pub(super) fn read_call(body: &[u8]) -> Option<MethodCall> {
    let mut reader = Reader::from_str(std::str::from_utf8(body).ok()?);
    reader.config_mut().expand_empty_elements = true;
    let mut call = MethodCall { name: String::new(), params: Vec::new() };
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if tag.name().as_ref() == "methodName" => call.name = text(&mut reader)?,
            Event::Start(tag) if tag.name().as_ref() == "value" => call.params.push(value(&mut reader, 0)?),
            Event::End(tag) if tag.name().as_ref() == "methodCall" => return Some(call),
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// What is inside a `<value>`, up to its end; nothing where it nests too deep.
fn value(reader: &mut Reader<&[u8]>, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    let mut plain = String::new();
    let mut found = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                found = Some(typed(reader, &name, depth + 1)?);
            }
            Event::Text(text) => plain.push_str(&text),
            Event::GeneralRef(reference) => plain.push(resolve(&reference)?),
            Event::CData(data) => plain.push_str(&data),
            Event::End(_) => return Some(found.unwrap_or(Value::String(plain))),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn typed(reader: &mut Reader<&[u8]>, tag: &str, depth: usize) -> Option<Value> {
    match tag {
        "struct" => structure(reader, depth),
        "array" => array(reader, depth),
        "int" | "i4" | "i8" => text(reader)?.trim().parse::<i64>().ok().map(Value::from),
        "double" => text(reader)?.trim().parse::<f64>().ok().map(Value::from),
        "boolean" => Some(Value::Bool(text(reader)?.trim() == "1")),
        "nil" => text(reader).map(|_| Value::Null),
        _ => text(reader).map(Value::String),
    }
}

fn structure(reader: &mut Reader<&[u8]>, depth: usize) -> Option<Value> {
    let (mut members, mut name) = (Map::new(), String::new());
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if tag.name().as_ref() == "name" => name = text(reader)?,
            Event::Start(tag) if tag.name().as_ref() == "value" => {
                members.insert(std::mem::take(&mut name), value(reader, depth)?);
            }
            Event::End(tag) if tag.name().as_ref() == "struct" => return Some(Value::Object(members)),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn array(reader: &mut Reader<&[u8]>, depth: usize) -> Option<Value> {
    let mut items = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if tag.name().as_ref() == "value" => items.push(value(reader, depth)?),
            Event::End(tag) if tag.name().as_ref() == "array" => return Some(Value::Array(items)),
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The text up to the end of the current element.
fn text(reader: &mut Reader<&[u8]>) -> Option<String> {
    let mut all = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Text(text) => all.push_str(&text),
            Event::GeneralRef(reference) => all.push(resolve(&reference)?),
            Event::CData(data) => all.push_str(&data),
            Event::End(_) => return Some(all),
            Event::Start(_) | Event::Eof => return None,
            _ => {}
        }
    }
}

/// A character reference or one of XML's own five entities.
fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character);
    }
    match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// Writes a value; `None` where there is a None in it, which XML-RPC cannot carry.
pub(super) fn write(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(truth) => format!("<value><boolean>{}</boolean></value>\n", u8::from(*truth)),
        Value::Number(number) if number.is_f64() => format!("<value><double>{number}</double></value>\n"),
        Value::Number(number) => format!("<value><int>{number}</int></value>\n"),
        Value::String(text) => format!("<value><string>{}</string></value>\n", escape(text)),
        Value::Array(items) => {
            let items: String = items.iter().map(write).collect::<Option<_>>()?;
            format!("<value><array><data>\n{items}</data></array></value>\n")
        }
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| Some(format!("<member>\n<name>{}</name>\n{}</member>\n", escape(name), write(value)?));
            let members: String = members.iter().map(member).collect::<Option<_>>()?;
            format!("<value><struct>\n{members}</struct></value>\n")
        }
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_what_it_writes() {
        let value = json!([{"a & ": "<c>", "n": -5}, 1.5, true, "", [], {}]);
        let call = format!("<methodCall><methodName>m</methodName><params><param>{}</param></params></methodCall>", write(&value).unwrap());
        assert_eq!(read_call(call.as_bytes()), Some(MethodCall { name: "m".to_owned(), params: vec![value] }));
        assert_eq!(write(&json!([null])), None);
        assert_eq!(read_call(b"<methodCall><oops"), None);
    }

    #[test]
    fn a_megabyte_of_nesting_is_no_call() {
        for unit in ["<value><array><data>", "<value><struct><member><name>a</name>"] {
            let deep = format!("<methodCall><methodName>m</methodName>{}", unit.repeat((1 << 20) / unit.len()));
            assert_eq!(read_call(deep.as_bytes()), None);
        }
    }
}
