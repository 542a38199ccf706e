//! The routes and what they read.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::super::authenticate::Caller;
use super::super::endpoints::{About, Endpoints};
use super::super::openapi::schemas::{self, of};
use super::super::refusal::Refusal;
use super::answer::{Shaped, answer};
use super::exports::export;
use super::protocol::{ListBody, ReadBody};
use super::stream::stream_call;
use super::{auth, positional, protocol};
use crate::app::{Application, ToolCall};
use crate::mcp::{listed, plain_result, take_extra};
use crate::policy::Mode;
use crate::tools::{Named, Shape};

/// Statuses of the errors of a call.
const OF_CALLS: &[u16] = &[404, 409, 422, 500, 502];

/// Every endpoint behind the gate.
pub(in super::super) fn endpoints() -> Endpoints<Arc<Application>> {
    let calls = |path, name, summary, answer| About::post(path, name, summary, answer).reads(of::<CallBody>).refuses(OF_CALLS);
    let lists = |path, name, summary, answer| About::post(path, name, summary, answer).may_read(of::<ListBody>);
    Endpoints(vec![
        About::post("/tools/list", "list_tools", "The tools with their schemas.", schemas::tools).by(list),
        calls("/tools/call", "call_tool", "Calls a tool, also by Odoo's own method names.", schemas::result).by(call),
        calls("/mcp/stream/tools/call", "mcp_stream_tool_call", "Calls a tool, answered as events: start, chunks, end.", schemas::events)
            .answers_as("text/event-stream")
            .by(stream_call),
        About::post("/mcp/initialize", "mcp_initialize", "What the server is; nothing is begun.", schemas::initialized)
            .by(protocol::initialize),
        About::post("/mcp/tools/list", "mcp_list_tools", "The tools with their schemas.", schemas::tools).by(list),
        calls("/mcp/tools/call", "mcp_call_tool", "Calls a tool, answered as over MCP.", schemas::mcp_result).by(mcp_call),
        lists("/mcp/resources/list", "mcp_list_resources", "The resources.", schemas::resources).by(protocol::list_resources),
        lists("/mcp/resources/templates/list", "mcp_list_resource_templates", "Their templates.", schemas::resource_templates)
            .by(protocol::list_templates),
        About::post("/mcp/resources/read", "mcp_read_resource", "A resource.", schemas::contents)
            .reads(of::<ReadBody>)
            .refuses(OF_CALLS)
            .by(protocol::read_resource),
        About::get("/mcp/mode", "mode", "Whether anything can be changed.", schemas::mode).by(mode),
        About::post("/odoo/query", "query", "Calls a method with Odoo's positional arguments.", schemas::result)
            .reads(of::<QueryBody>)
            .refuses(OF_CALLS)
            .by(query),
        About::get("/odoo/models", "list_models", "The models.", schemas::result).refuses(OF_CALLS).by(models),
        About::get("/odoo/models/{model}/fields", "list_fields", "The fields of a model.", schemas::result).refuses(OF_CALLS).by(fields),
        About::get("/exports/{handle}", "download_export", "The file of an export, once.", schemas::file)
            .answers_as("text/csv")
            .refuses(OF_CALLS)
            .by(export),
        About::post("/auth/validate", "validate_key", "Whose key this is.", schemas::validated).by(auth::validate),
    ])
}

/// A call of a tool, by either pair of names.
#[derive(Deserialize, JsonSchema)]
pub(super) struct CallBody {
    /// The tool; `method` is accepted as well.
    #[schemars(extend("examples" = ["search_count", "search_read", "list_models"]))]
    #[serde(alias = "method")]
    pub(super) name: String,
    /// Its arguments by name, as `inputSchema` of the tool says; `params` is accepted as well.
    #[schemars(extend("examples" = [{"model": "res.partner"}]))]
    #[serde(default, alias = "params")]
    pub(super) arguments: Map<String, Value>,
}

/// A call of a method.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QueryBody {
    /// Technical name of the model.
    #[schemars(extend("examples" = ["res.partner"]))]
    model: String,
    /// Its method.
    #[schemars(extend("examples" = ["search_read", "name_search", "unlink"]))]
    method: String,
    /// Positional arguments.
    #[serde(default)]
    args: Vec<Value>,
    /// Named arguments.
    #[serde(default)]
    kwargs: Map<String, Value>,
}

/// The body as JSON, whatever its type is said to be.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, "odoo_error", format!("the body cannot be read: {error}")))
}

/// A part of the path that is text.
pub(super) fn in_path(part: Result<Path<String>, PathRejection>) -> Result<String, Refusal> {
    let part = part.map(|Path(part)| part);
    part.map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, "odoo_error", format!("the path cannot be read: {error}")))
}

async fn list(State(application): State<Arc<Application>>, Extension(caller): Extension<Caller>) -> Json<Value> {
    Json(tools(&application, &caller).await)
}

/// The tools that a caller is offered.
pub(super) async fn tools(application: &Application, caller: &Caller) -> Value {
    let offered = application.offered(&caller.principal).await;
    let offered = offered.iter().filter(|tool| caller.offers(tool.as_ref()));
    let tools: Vec<Value> = offered.map(|tool| listed(tool.as_ref(), &caller.principal.choices())).collect();
    json!({"tools": tools})
}

async fn call(State(application): State<Arc<Application>>, Extension(caller): Extension<Caller>, body: Bytes) -> Response {
    match read::<CallBody>(&body) {
        Ok(body) => run(&application, &caller, Named::new(&body.name, body.arguments)).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// The same, answered as over MCP.
async fn mcp_call(State(application): State<Arc<Application>>, Extension(caller): Extension<Caller>, body: Bytes) -> Response {
    let body = match read::<CallBody>(&body) {
        Ok(body) => body,
        Err(refusal) => return refusal.into_response(),
    };
    let Named { tool, mut arguments, .. } = Named::new(&body.name, body.arguments);
    if !caller.offers_named(&application, &tool) {
        return unknown(&tool);
    }
    let left_out = left_out(&application, &tool, &mut arguments);
    let outcome = caller.run(&application, ToolCall { tool: tool.clone(), arguments, channel: caller.channel() }).await;
    plain_result(outcome, &left_out, caller.request.as_ref()).map_or_else(|| unknown(&tool), |result| Json(result).into_response())
}

async fn mode(State(application): State<Arc<Application>>) -> Json<Value> {
    let mode = application.policy().mode();
    let (reads, writes) = (["search", "read", "reports"], ["create", "write", "unlink", "call"]);
    let (allowed, forbidden) = match mode {
        Mode::ReadWrite => ([reads.as_slice(), &writes].concat(), Vec::new()),
        Mode::ReadOnly => (reads.to_vec(), writes.to_vec()),
    };
    Json(json!({"mode": mode.name(), "allowed": allowed, "forbidden": forbidden}))
}

async fn query(State(application): State<Arc<Application>>, Extension(caller): Extension<Caller>, body: Bytes) -> Response {
    let QueryBody { model, method, args, kwargs } = match read(&body) {
        Ok(body) => body,
        Err(refusal) => return refusal.into_response(),
    };
    let named = match positional::named(&method, &args, kwargs.clone()) {
        Ok(Some(mut arguments)) => {
            arguments.insert("model".to_owned(), json!(model));
            Named::new(&method, arguments)
        }
        Ok(None) => {
            let arguments = json!({"model": model, "method": method, "args": args, "kwargs": kwargs});
            Named::new("odoo_call", arguments.as_object().cloned().unwrap_or_default())
        }
        Err(error) => return Refusal::new(StatusCode::BAD_REQUEST, "odoo_error", error).into_response(),
    };
    run(&application, &caller, named).await
}

async fn models(State(application): State<Arc<Application>>, Extension(caller): Extension<Caller>) -> Response {
    run(&application, &caller, Named { tool: "list_models".to_owned(), arguments: Map::new(), shape: Shape::Tool }).await
}

async fn fields(
    State(application): State<Arc<Application>>,
    Extension(caller): Extension<Caller>,
    model: Result<Path<String>, PathRejection>,
) -> Response {
    let model = match in_path(model) {
        Ok(model) => model,
        Err(refusal) => return refusal.into_response(),
    };
    let arguments = Map::from_iter([("model".to_owned(), json!(model)), ("detail".to_owned(), json!("full"))]);
    run(&application, &caller, Named { tool: "get_model_fields".to_owned(), arguments, shape: Shape::Tool }).await
}

async fn run(application: &Application, caller: &Caller, named: Named) -> Response {
    let Named { tool, mut arguments, shape } = named;
    if !caller.offers_named(application, &tool) {
        return unknown(&tool);
    }
    let left_out = left_out(application, &tool, &mut arguments);
    let shape = Shaped { shape: &shape, left_out: &left_out };
    answer(caller.run(application, ToolCall { tool, arguments, channel: caller.channel() }).await, shape)
}

/// Takes out what n8n adds to every call.
pub(super) fn left_out(application: &Application, tool: &str, arguments: &mut Map<String, Value>) -> Vec<&'static str> {
    let registry = application.registry();
    let tool = registry.get(tool);
    tool.map(|tool| take_extra(arguments, tool.definition())).unwrap_or_default()
}

pub(super) fn unknown(tool: &str) -> Response {
    Refusal::new(StatusCode::NOT_FOUND, "tool_not_found", format!("there is no tool `{tool}`")).into_response()
}
