//! What must be the same: status, content type, envelope, error code and name, the shape of a result.

use serde_json::Value;

use super::at;
use super::recording::Exchange;
use crate::http::Response;

/// Compares an answer with the recorded one.
pub(crate) fn compare(recorded: &Exchange, answer: &Response) -> Result<(), String> {
    same("status", &recorded.status, &answer.status)?;
    let kind = |text: &str| text.replace(' ', "").to_lowercase();
    let expected = recorded.response_headers.get("content-type").map(|text| kind(text)).unwrap_or_default();
    same("content type", &expected, &answer.header("content-type").map(kind).unwrap_or_default())?;
    for header in ["set-cookie", "www-authenticate", "location"] {
        if recorded.response_headers.contains_key(header) && answer.header(header).is_none() && !refreshed(recorded) {
            return Err(format!("no header {header}"));
        }
    }
    match recorded.api {
        "xmlrpc" => compare_xml(recorded.response.as_str().unwrap(), &answer.text()),
        _ if expected.contains("html") => Ok(()),
        _ => compare_json(recorded, &answer.json()),
    }
}

/// Odoo renews a session's cookie now and then with any answer.
fn refreshed(recorded: &Exchange) -> bool {
    recorded.path.starts_with("/web/dataset")
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, recorded: &T, answered: &T) -> Result<(), String> {
    if recorded == answered { Ok(()) } else { Err(format!("{what}: recorded {recorded:?}, answered {answered:?}")) }
}

fn compare_json(recorded: &Exchange, answer: &Value) -> Result<(), String> {
    let (expected, path) = (&recorded.response, recorded.path.as_str());
    if path.starts_with("/json/2") && recorded.status != 200 {
        return compare_error(expected, answer);
    }
    if expected.get("jsonrpc").is_some() {
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        if keys(expected) != keys(answer) {
            return Err(format!("envelope: recorded {:?}, answered {}", keys(expected), cut(answer)));
        }
        same("id", &expected["id"].is_null(), &answer["id"].is_null())?;
        if let Some(error) = expected.get("error") {
            same("code", at(error, "code"), at(&answer["error"], "code"))?;
            same("title", at(error, "message"), at(&answer["error"], "message"))?;
            return compare_error(at(error, "data"), at(&answer["error"], "data"));
        }
    }
    let result = |value: &Value| value.get("result").filter(|_| value.get("jsonrpc").is_some()).unwrap_or(value).clone();
    let partial = path.starts_with("/web/session") || path.starts_with("/doc-bearer");
    fits(&result(expected), &result(answer), partial, "result")
}

fn compare_error(recorded: &Value, answer: &Value) -> Result<(), String> {
    for key in ["name", "context"] {
        same(key, at(recorded, key), at(answer, key)).map_err(|text| format!("{text}: {}", cut(answer)))?;
    }
    same("message", &plain(at(recorded, "message")), &plain(at(answer, "message")))?;
    let keys = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>());
    same("keys", &keys(recorded), &keys(answer))?;
    let count = |value: &Value| at(value, "arguments").as_array().map(Vec::len);
    same("arguments", &count(recorded), &count(answer))
}

/// A message without what may differ: its numbers, and the groups a refusal names.
fn plain(message: &Value) -> String {
    let text = message.as_str().unwrap_or_default();
    let text = match text.split_once("following groups:") {
        Some((begin, _)) => begin,
        None => text,
    };
    text.chars().filter(|character| !character.is_ascii_digit()).take(60).collect()
}

/// Whether an answer has the recorded shape. Odoo's `false` stands for any empty value. `partial` objects may leave keys out.
fn fits(recorded: &Value, answer: &Value, partial: bool, place: &str) -> Result<(), String> {
    match (recorded, answer) {
        (Value::Bool(false), _) | (_, Value::Bool(false)) if place != "result" => Ok(()),
        (Value::Array(recorded), Value::Array(answer)) => fits_list(recorded, answer, partial, place),
        (Value::Object(recorded), Value::Object(answer)) => fits_object(recorded, answer, partial, place),
        (Value::Number(recorded), Value::Number(answer)) if recorded.is_f64() == answer.is_f64() => Ok(()),
        (Value::String(_), Value::String(_)) | (Value::Bool(_), Value::Bool(_)) | (Value::Null, Value::Null) => Ok(()),
        _ => Err(format!("{place}: recorded {}, answered {}", cut(recorded), cut(answer))),
    }
}

fn fits_list(recorded: &[Value], answer: &[Value], partial: bool, place: &str) -> Result<(), String> {
    if place == "result" && recorded.is_empty() != answer.is_empty() {
        return Err(format!("{place}: recorded {} items, answered {}", recorded.len(), answer.len()));
    }
    let Some(first) = recorded.first() else { return Ok(()) };
    // A pair is `[id, name]`; of any other list an item has the shape of one that was recorded.
    if recorded.len() == 2 && first.is_number() && recorded[1].is_string() {
        return match answer {
            [id, name] if id.is_number() && name.is_string() => Ok(()),
            _ => Err(format!("{place}: recorded a pair, answered {}", cut(&Value::from(answer.to_vec())))),
        };
    }
    answer.iter().enumerate().try_for_each(|(position, item)| {
        let place = format!("{place}[{position}]");
        let misfit = fits(first, item, partial, &place);
        if misfit.is_ok() || recorded.iter().any(|known| fits(known, item, partial, &place).is_ok()) { Ok(()) } else { misfit }
    })
}

fn fits_object(
    recorded: &serde_json::Map<String, Value>,
    answer: &serde_json::Map<String, Value>,
    partial: bool,
    place: &str,
) -> Result<(), String> {
    let missing: Vec<&String> = recorded.keys().filter(|key| !answer.contains_key(*key)).collect();
    let extra: Vec<&String> = answer.keys().filter(|key| !recorded.contains_key(*key)).collect();
    if !extra.is_empty() || (!missing.is_empty() && !partial) {
        return Err(format!("{place}: missing {missing:?}, extra {extra:?}"));
    }
    answer.iter().try_for_each(|(key, value)| fits(&recorded[key], value, partial, &format!("{place}.{key}")))
}

/// XML: a fault with the same code and text, or a result of the same kind.
fn compare_xml(recorded: &str, answer: &str) -> Result<(), String> {
    let code = |text: &str| {
        text.split("<name>faultCode</name>").nth(1).and_then(|rest| rest.split("<int>").nth(1)?.split('<').next()).map(str::to_owned)
    };
    same("fault code", &code(recorded), &code(answer)).map_err(|error| format!("{error}: {}", &answer[..answer.len().min(700)]))?;
    let last = |text: &str| {
        let fault = text.split("<name>faultString</name>").nth(1)?.split("<string>").nth(1)?.split("</string>").next()?.trim().to_owned();
        let shown = if code(recorded).as_deref() == Some("1") { fault.lines().last().unwrap_or_default().to_owned() } else { fault };
        Some(plain(&Value::from(shown)))
    };
    same("fault", &last(recorded), &last(answer))?;
    let kind = |text: &str| text.split("<param>\n<value><").nth(1).and_then(|rest| rest.split('>').next()).map(str::to_owned);
    same("kind of result", &kind(recorded), &kind(answer))?;
    let members = |text: &str| {
        let mut names: Vec<String> = text.split("<name>").skip(1).filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    };
    same("members", &members(recorded), &members(answer))
}

fn cut(value: &Value) -> String {
    value.to_string().chars().take(300).collect()
}
