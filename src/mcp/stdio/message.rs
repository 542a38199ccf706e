//! One message: what it is, or what is wrong with it in the words of JSON-RPC.

use rmcp::RoleServer;
use rmcp::model::{ErrorCode, ErrorData};
use rmcp::service::RxJsonRpcMessage;
use serde_json::{Map, Value, json};

use super::scan;

/// Requests of MCP: with parameters that are not what they take they are known nevertheless.
const METHODS: &[&str] = &[
    "completion/complete",
    "initialize",
    "logging/setLevel",
    "ping",
    "prompts/get",
    "prompts/list",
    "resources/list",
    "resources/read",
    "resources/subscribe",
    "resources/templates/list",
    "resources/unsubscribe",
    "server/discover",
    "subscriptions/listen",
    "tools/call",
    "tools/list",
];

/// What a line is.
#[derive(Debug)]
pub(super) enum Read {
    /// A message.
    Message(Box<RxJsonRpcMessage<RoleServer>>),
    /// Nothing to answer: an empty line, or an answer that nobody waits for.
    Nothing,
    /// What is answered.
    Fault(String),
}

/// Reads a line.
pub(super) fn read(line: &[u8]) -> Read {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return Read::Nothing;
    }
    let value = match serde_json::from_slice::<RxJsonRpcMessage<RoleServer>>(line) {
        Ok(message) => return Read::Message(Box::new(message)),
        Err(_) => serde_json::from_slice::<Value>(line),
    };
    match value {
        Err(error) => Read::Fault(answer(ErrorCode::PARSE_ERROR, &format!("this is not JSON: {error}"), scan::id(line))),
        Ok(Value::Object(members)) => not_a_message(members),
        Ok(_) => Read::Fault(answer(ErrorCode::INVALID_REQUEST, "a message is one JSON object; batches are not taken", Value::Null)),
    }
}

/// What is answered to the body of a request that is not a message; `None` where it is one, or nothing is sent at all.
pub(crate) fn fault(body: &[u8]) -> Option<String> {
    match read(body) {
        Read::Fault(answer) => Some(answer),
        Read::Message(_) | Read::Nothing => None,
    }
}

/// A line that was cut at its longest.
pub(super) fn too_long(beginning: &[u8], most: usize) -> Read {
    let message = format!("this line has more than {most} bytes, which is the most");
    Read::Fault(answer(ErrorCode::INVALID_REQUEST, &message, scan::id(beginning)))
}

/// An object that is not a message.
fn not_a_message(members: Map<String, Value>) -> Read {
    let is_id = |id: &Value| id.is_i64() || id.is_u64() || id.is_string();
    let id = members.get("id");
    let known = id.filter(|id| is_id(id)).cloned().unwrap_or_default();
    let refused = |code, what: &str| Read::Fault(answer(code, what, known.clone()));
    match members.get("method") {
        _ if members.get("jsonrpc") != Some(&json!("2.0")) => refused(ErrorCode::INVALID_REQUEST, "`jsonrpc` must be `2.0`"),
        _ if id.is_some_and(|id| !is_id(id)) => refused(ErrorCode::INVALID_REQUEST, "`id` must be a text or a whole number"),
        // An answer is not answered: two that misunderstand each other would never end.
        None if members.contains_key("result") || members.contains_key("error") => Read::Nothing,
        None => refused(ErrorCode::INVALID_REQUEST, "`method` is missing"),
        Some(Value::String(_)) if members.get("params").is_some_and(|params| !params.is_object()) => {
            refused(ErrorCode::INVALID_PARAMS, "`params` must be an object")
        }
        Some(Value::String(method)) => refused(ErrorCode::INVALID_PARAMS, &format!("`params` are not what `{method}` takes")),
        Some(_) => refused(ErrorCode::INVALID_REQUEST, "`method` must be a text"),
    }
}

fn answer(code: ErrorCode, message: &str, id: Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code.0, "message": message}}).to_string()
}

/// The error of a request that no handler took: of a method of MCP the parameters were wrong, any other is not known.
pub(crate) fn wrong_parameters(method: String, params: Option<&Value>) -> ErrorData {
    if !METHODS.contains(&method.as_str()) {
        return ErrorData::new(ErrorCode::METHOD_NOT_FOUND, method, None);
    }
    let wrong = |member: &str| params.and_then(|params| params.get(member)).is_some_and(|value| !value.is_object());
    let message = match ["arguments", "_meta"].into_iter().find(|member| wrong(member)) {
        Some(member) => format!("`{member}` of `{method}` must be an object"),
        None => format!("`params` are not what `{method}` takes"),
    };
    ErrorData::invalid_params(message, None)
}
