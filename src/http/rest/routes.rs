//! The routes and what they read.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::super::authenticate::Caller;
use super::super::refusal::Refusal;
use super::answer::{Shaped, answer};
use super::exports::export;
use super::{positional, protocol};
use crate::app::{Application, ToolCall};
use crate::mcp::{listed, plain_result, take_extra};
use crate::policy::Mode;
use crate::tools::{Named, Shape};

/// Every route behind the gate.
pub(in super::super) fn routes(application: Arc<Application>) -> Router {
    Router::new()
        .route("/tools/list", post(list))
        .route("/mcp/tools/list", post(list))
        .route("/tools/call", post(call))
        .route("/mcp/tools/call", post(mcp_call))
        .route("/mcp/initialize", post(protocol::initialize))
        .route("/mcp/resources/list", post(protocol::list_resources))
        .route("/mcp/resources/templates/list", post(protocol::list_templates))
        .route("/mcp/resources/read", post(protocol::read_resource))
        .route("/mcp/mode", get(mode))
        .route("/odoo/query", post(query))
        .route("/odoo/models", get(models))
        .route("/odoo/models/{model}/fields", get(fields))
        .route("/exports/{handle}", get(export))
        .with_state(application)
}

/// A call of a tool, by either pair of names.
#[derive(Deserialize)]
struct CallBody {
    #[serde(alias = "method")]
    name: String,
    #[serde(default, alias = "params")]
    arguments: Map<String, Value>,
}

/// A call of a method.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QueryBody {
    model: String,
    method: String,
    #[serde(default)]
    args: Vec<Value>,
    #[serde(default)]
    kwargs: Map<String, Value>,
}

/// The body as JSON, whatever its type is said to be.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, "odoo_error", format!("the body cannot be read: {error}")))
}

async fn list(State(application): State<Arc<Application>>, Extension(caller): Extension<Caller>) -> Response {
    let offered = application.offered(&caller.principal).await;
    let offered = offered.iter().filter(|tool| caller.offers(tool.as_ref()));
    let tools: Vec<Value> = offered.map(|tool| listed(tool.as_ref(), &caller.principal.choices())).collect();
    Json(json!({"tools": tools})).into_response()
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

async fn fields(State(application): State<Arc<Application>>, Extension(caller): Extension<Caller>, Path(model): Path<String>) -> Response {
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
fn left_out(application: &Application, tool: &str, arguments: &mut Map<String, Value>) -> Vec<&'static str> {
    let registry = application.registry();
    let tool = registry.get(tool);
    tool.map(|tool| take_extra(arguments, tool.definition())).unwrap_or_default()
}

pub(super) fn unknown(tool: &str) -> Response {
    Refusal::new(StatusCode::NOT_FOUND, "tool_not_found", format!("there is no tool `{tool}`")).into_response()
}
