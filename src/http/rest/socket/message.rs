//! One message of a WebSocket and its answer: MCP's methods by name, with the id of the message. Those that speak JSON-RPC get its
//! version back.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::super::super::authenticate::Caller;
use super::super::protocol::{ListBody, ReadBody};
use super::super::routes::{self, CallBody};
use super::super::{answer, protocol};
use crate::app::{Application, ReadError, ToolCall};
use crate::mcp::{initialized, plain_resource, plain_result, resource_templates, single_resources};
use crate::tools::Named;

/// What a client sends.
#[derive(Deserialize)]
struct Sent {
    jsonrpc: Option<Value>,
    #[serde(default)]
    id: Value,
    method: String,
    #[serde(default)]
    params: Map<String, Value>,
}

/// What is wrong with a message: a code of JSON-RPC, what it says, and the error as over plain HTTP where there is one.
#[derive(Debug)]
struct Wrong {
    code: i64,
    message: String,
    data: Option<Value>,
}

impl Wrong {
    fn new(code: i64, message: impl ToString) -> Self {
        Self { code, message: message.to_string(), data: None }
    }
}

/// JSON-RPC: it is not JSON, or not a request.
const NOT_A_REQUEST: i64 = -32_600;
/// JSON-RPC: there is no such method.
const NO_METHOD: i64 = -32_601;
/// JSON-RPC: the parameters are wrong, or name what is not there.
const WRONG_PARAMETERS: i64 = -32_602;
/// What was asked for failed.
const FAILED: i64 = -32_000;

/// The answer to a message, as it is sent.
pub(super) async fn answer(application: Arc<Application>, caller: Caller, text: String) -> String {
    let sent = match serde_json::from_str::<Sent>(&text) {
        Ok(sent) => sent,
        Err(error) => {
            let wrong = Wrong::new(NOT_A_REQUEST, format!("the message cannot be read: {error}"));
            return answered(None, Value::Null, Err(wrong));
        }
    };
    let Sent { jsonrpc, id, method, params } = sent;
    answered(jsonrpc, id, run(application, &caller, &method, params).await)
}

fn answered(jsonrpc: Option<Value>, id: Value, result: Result<Value, Wrong>) -> String {
    let mut answer = Map::from_iter([("id".to_owned(), id)]);
    answer.extend(jsonrpc.map(|version| ("jsonrpc".to_owned(), version)));
    match result {
        Ok(result) => answer.insert("result".to_owned(), result),
        Err(Wrong { code, message, data }) => {
            let mut error = json!({"code": code, "message": message});
            if let (Some(members), Some(data)) = (error.as_object_mut(), data) {
                members.insert("data".to_owned(), data);
            }
            answer.insert("error".to_owned(), error)
        }
    };
    Value::Object(answer).to_string()
}

async fn run(application: Arc<Application>, caller: &Caller, method: &str, params: Map<String, Value>) -> Result<Value, Wrong> {
    let offers = |tool: &dyn crate::tools::Tool| caller.offers(tool);
    match method {
        "initialize" => Ok(initialized(application, caller.principal.clone())),
        "ping" => Ok(json!({})),
        "tools/list" => Ok(routes::tools(&application, caller).await),
        "tools/call" => call(&application, caller, read(params)?).await,
        "resources/list" => {
            let ListBody { cursor } = read(params)?;
            single_resources(&application.resources(&caller.principal, &offers).await, cursor.as_deref()).ok_or_else(no_further)
        }
        "resources/templates/list" => {
            let ListBody { cursor } = read(params)?;
            resource_templates(&application.resources(&caller.principal, &offers).await, cursor.as_deref()).ok_or_else(no_further)
        }
        "resources/read" => resource(&application, caller, read(params)?).await,
        unknown => Err(Wrong::new(NO_METHOD, format!("there is no method `{unknown}`"))),
    }
}

fn read<T: DeserializeOwned>(params: Map<String, Value>) -> Result<T, Wrong> {
    serde_json::from_value(Value::Object(params))
        .map_err(|error| Wrong::new(WRONG_PARAMETERS, format!("the parameters are wrong: {error}")))
}

fn no_further() -> Wrong {
    Wrong::new(WRONG_PARAMETERS, protocol::NO_FURTHER)
}

async fn call(application: &Application, caller: &Caller, body: CallBody) -> Result<Value, Wrong> {
    let Named { tool, mut arguments, .. } = Named::new(&body.name, body.arguments);
    let unknown = || Wrong::new(WRONG_PARAMETERS, format!("there is no tool `{tool}`"));
    if !caller.offers_named(application, &tool) {
        return Err(unknown());
    }
    let left_out = routes::left_out(application, &tool, &mut arguments);
    let outcome = caller.run(application, ToolCall { tool: tool.clone(), arguments, channel: caller.channel() }).await;
    // Said by a status over HTTP: the client has to sign in again, or with a wider scope.
    if let Some(message) = caller.verdict() {
        return Err(Wrong { data: Some(json!({"error": message, "status": "permission_denied"})), ..Wrong::new(FAILED, message) });
    }
    plain_result(outcome, &left_out, caller.request.as_ref()).ok_or_else(unknown)
}

async fn resource(application: &Application, caller: &Caller, body: ReadBody) -> Result<Value, Wrong> {
    match application.read(&caller.principal, &|tool| caller.offers(tool), &body.uri, caller.channel()).await {
        Ok((resource, output)) => Ok(plain_resource(&body.uri, resource, output)),
        Err(ReadError::NotFound) => Err(Wrong::new(WRONG_PARAMETERS, "there is no such resource")),
        Err(ReadError::Failed(failure)) => {
            caller.failed(&failure);
            let (_, data) = answer::failure(&failure);
            let message = data.get("error").and_then(Value::as_str).unwrap_or_default().to_owned();
            Err(Wrong { code: FAILED, message, data: Some(data) })
        }
    }
}
