//! The tools.

use std::sync::Arc;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, ContentBlock, CreateMessageRequestParams,
    ElicitRequestParams, ErrorData, LoggingLevel, LoggingMessageNotificationParam, ProgressNotificationParam, RequestStateCodec, Tool,
};
use rmcp::service::RequestContext;
use serde_json::{Value, json};

use crate::asking::{self, Asked, answer};
use crate::{PNG, WAV, decoded, schemas};

/// The tools by name.
const NAMES: [&str; 24] = [
    "test_simple_text",
    "test_image_content",
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_error_handling",
    "test_tool_with_progress",
    "test_tool_with_logging",
    "test_logging_tool",
    "test_sampling",
    "test_elicitation",
    "test_streaming_elicitation",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
    "test_missing_capability",
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_capabilities",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_request_state",
    "test_input_required_result_tampered_state",
    "test_input_required_result_multi_round",
    schemas::HEADERS,
];

pub(crate) fn all() -> Vec<Tool> {
    NAMES.into_iter().chain([schemas::KEYWORDS]).map(definition).collect()
}

pub(crate) fn named(name: &str) -> Option<Tool> {
    all().into_iter().find(|tool| tool.name == name)
}

fn definition(name: &'static str) -> Tool {
    Tool::new(name, "A fixture of the conformance tests.", Arc::new(schemas::of(name)))
}

/// Runs one.
pub(crate) async fn run(
    request: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
    codec: &RequestStateCodec,
) -> Result<CallToolResponse, ErrorData> {
    match request.name.as_ref() {
        "test_tool_with_progress" => progress(context).await,
        "test_tool_with_logging" | "test_logging_tool" => logging(context).await,
        "test_missing_capability" => return Err(missing_sampling()),
        "test_sampling" => return sample(request, context).await,
        "test_elicitation" => return elicit(context, asking::person()).await,
        "test_elicitation_sep1034_defaults" => return elicit(context, asking::defaults()).await,
        "test_elicitation_sep1330_enums" => return elicit(context, asking::choices()).await,
        name if name == "test_streaming_elicitation" || name.starts_with("test_input_required_result_") => {
            return input_required(request, context, codec);
        }
        _ => {}
    }
    let content = decoded::<Vec<ContentBlock>>(content(&request.name))?;
    Ok(match request.name.as_ref() {
        "test_error_handling" => CallToolResult::error(content),
        _ => CallToolResult::success(content),
    }
    .into())
}

/// What a tool without questions answers.
fn content(tool: &str) -> Value {
    let text = |text: &str| json!({ "type": "text", "text": text });
    let image = json!({ "type": "image", "data": PNG, "mimeType": "image/png" });
    let resource =
        |uri: &str, kind: &str, text: &str| json!({ "type": "resource", "resource": { "uri": uri, "mimeType": kind, "text": text } });
    match tool {
        "test_simple_text" => json!([text("This is a simple text response for testing.")]),
        "test_error_handling" => json!([text("This tool intentionally returns an error for testing")]),
        "test_image_content" => json!([image]),
        "test_audio_content" => json!([{ "type": "audio", "data": WAV, "mimeType": "audio/wav" }]),
        "test_embedded_resource" => {
            json!([resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")])
        }
        "test_multiple_content_types" => {
            let data = resource("test://mixed-content-resource", "application/json", "{\"test\":\"data\",\"value\":123}");
            json!([text("Multiple content types test:"), image, data])
        }
        _ => json!([text("done")]),
    }
}

/// The tools that answer with questions, and with a text when these are answered.
fn input_required(
    request: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
    codec: &RequestStateCodec,
) -> Result<CallToolResponse, ErrorData> {
    let state = match &request.request_state {
        None => None,
        Some(state) => Some(codec.open(state).map_err(|_| ErrorData::invalid_params("the request state was tampered with", None))?),
    };
    let has = |key: &str| request.input_responses.as_ref().is_some_and(|responses| responses.contains_key(key));
    let sealed = |round: &[u8]| Some(codec.seal(round));
    let capital = || Asked::sampling("capital_question", "What is the capital of France?");
    let (question, state) = match request.name.as_ref() {
        "test_input_required_result_elicitation" => match answer(request.input_responses.as_ref(), "user_name", "name") {
            Some(name) => return text(&format!("Hello, {name}!")),
            None => (Asked::form("user_name", "name"), None),
        },
        "test_input_required_result_sampling" if !has("capital_question") => (capital(), None),
        "test_input_required_result_list_roots" if !has("client_roots") => (Asked::roots("client_roots"), None),
        "test_input_required_result_capabilities" => match context.client_capabilities().is_some_and(|can| can.elicitation.is_some()) {
            true => (capital().and(Asked::form("user_name", "name")), None),
            false => (capital(), None),
        },
        "test_input_required_result_multiple_inputs" if state.is_none() => {
            let greeting = Asked::sampling("greeting", "Generate a greeting").and(Asked::roots("client_roots"));
            (Asked::form("user_name", "name").and(greeting), sealed(b"1"))
        }
        "test_input_required_result_multi_round" => match state.as_deref() {
            None => (Asked::form("step1", "name"), sealed(b"1")),
            Some(b"1") => (Asked::form("step2", "color"), sealed(b"2")),
            Some(_) => return text("done"),
        },
        _ if state.is_none() && request.input_responses.is_none() => (Asked::form("confirm", "ok"), sealed(b"1")),
        _ => return text("state-ok"),
    };
    Ok(question.into_result(state)?.into())
}

fn text(text: &str) -> Result<CallToolResponse, ErrorData> {
    Ok(CallToolResult::success(vec![ContentBlock::text(text)]).into())
}

fn missing_sampling() -> ErrorData {
    match decoded::<ClientCapabilities>(json!({ "sampling": {} })) {
        Ok(needed) => ErrorData::missing_required_client_capability(needed),
        Err(error) => error,
    }
}

async fn elicit(context: &RequestContext<RoleServer>, form: Value) -> Result<CallToolResponse, ErrorData> {
    let answer = context.peer.create_elicitation(decoded::<ElicitRequestParams>(form)?).await;
    text(&answer.map_or_else(|error| error.to_string(), |answer| format!("User response: {:?}", answer.action)))
}

async fn sample(request: &CallToolRequestParams, context: &RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
    let prompt = request.arguments.as_ref().and_then(|given| given.get("prompt")).and_then(Value::as_str).unwrap_or_default();
    let asked = decoded::<CreateMessageRequestParams>(asking::sampling(prompt))?;
    let answer = context.peer.create_message(asked).await;
    text(&answer.map_or_else(|error| error.to_string(), |answer| format!("LLM response: {:?}", answer.message)))
}

async fn progress(context: &RequestContext<RoleServer>) {
    for done in [0.0, 50.0, 100.0] {
        if let Some(token) = context.meta.get_progress_token() {
            let _ = context.peer.notify_progress(ProgressNotificationParam::new(token, done).with_total(100.0)).await;
        }
        pause().await;
    }
}

/// Logs, but in the stateless era only where the request names a level.
async fn logging(context: &RequestContext<RoleServer>) {
    let stateless = context.meta.client_capabilities().is_some();
    if stateless && context.meta.log_level().is_none() {
        return;
    }
    for said in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        let message = LoggingMessageNotificationParam::new(LoggingLevel::Info, json!(said));
        let _ = context.peer.notify_logging_message(message).await;
        pause().await;
    }
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}
