//! The gateway, and beside its own tools those that the conformance tests call by fixed names. Whatever else is asked goes to the
//! gateway, so that the tests meet its real handler.

use std::sync::Arc;
use std::time::Duration;

use odoo_gateway::Gateway;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ElicitRequest, ElicitRequestParams, ElicitationSchema,
    ErrorData, InputRequest, InputRequests, InputRequiredResult, ListToolsResult, PaginatedRequestParams, ProgressNotificationParam,
    RequestStateCodec, RequestStateError, ResourceContents, ServerConfig, SubscriptionFilter, Tool,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{RoleServer, ServerHandler};
use serde_json::{Map, Value, json};

/// The smallest picture and the smallest sound there are.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
const WAV: &str = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA==";

/// The tools by name.
const NAMES: [&str; 12] = [
    "test_simple_text",
    "test_image_content",
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_error_handling",
    "test_tool_with_progress",
    "test_elicitation",
    "test_input_required_result_elicitation",
    "test_input_required_result_request_state",
    "test_input_required_result_tampered_state",
    "test_input_required_result_multi_round",
];

/// The gateway with fixtures.
#[derive(Clone)]
pub(crate) struct Fixtures {
    gateway: Gateway,
    codec: Arc<RequestStateCodec>,
}

impl Fixtures {
    pub(crate) fn new(gateway: Gateway) -> Result<Self, RequestStateError> {
        // A key of a test server that lives for a minute on a loopback port.
        Ok(Self { gateway, codec: Arc::new(RequestStateCodec::try_new([7_u8; 32])?) })
    }

    async fn run(&self, request: &CallToolRequestParams, context: &RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
        let text = |text: &str| CallToolResult::success(vec![ContentBlock::text(text)]);
        let image = || ContentBlock::image(PNG, "image/png");
        let resource = |uri: &str, kind: &str, text: &str| ContentBlock::resource(ResourceContents::text(text, uri).with_mime_type(kind));
        Ok(match request.name.as_ref() {
            "test_simple_text" => text("This is a simple text response for testing.").into(),
            "test_image_content" => CallToolResult::success(vec![image()]).into(),
            "test_audio_content" => CallToolResult::success(vec![ContentBlock::audio(WAV, "audio/wav")]).into(),
            "test_embedded_resource" => {
                let content = resource("test://embedded-resource", "text/plain", "This is an embedded resource content.");
                CallToolResult::success(vec![content]).into()
            }
            "test_multiple_content_types" => {
                let json = resource("test://mixed-content-resource", "application/json", "{\"test\":\"data\",\"value\":123}");
                CallToolResult::success(vec![ContentBlock::text("Multiple content types test:"), image(), json]).into()
            }
            "test_error_handling" => {
                CallToolResult::error(vec![ContentBlock::text("This tool intentionally returns an error for testing")]).into()
            }
            "test_tool_with_progress" => {
                progress(context).await;
                text("done").into()
            }
            "test_elicitation" => {
                let answer = context.peer.create_elicitation(form("Please provide your information", "username")).await;
                text(&answer.map_or_else(|error| error.to_string(), |answer| format!("{:?}", answer.action))).into()
            }
            "test_input_required_result_elicitation" => match answer(request, "user_name", "name") {
                Some(name) => text(&format!("Hello, {name}!")).into(),
                None => ask("user_name", "name", None).into(),
            },
            "test_input_required_result_multi_round" => self.rounds(request)?,
            _ => self.sealed(request)?,
        })
    }

    /// One question with a sealed state.
    fn sealed(&self, request: &CallToolRequestParams) -> Result<CallToolResponse, ErrorData> {
        match self.state(request)? {
            None => Ok(ask("confirm", "ok", Some(self.codec.seal(b"1"))).into()),
            Some(_) => Ok(CallToolResult::success(vec![ContentBlock::text("state-ok")]).into()),
        }
    }

    /// Two questions, one after the other.
    fn rounds(&self, request: &CallToolRequestParams) -> Result<CallToolResponse, ErrorData> {
        match self.state(request)?.as_deref() {
            None => Ok(ask("step1", "name", Some(self.codec.seal(b"1"))).into()),
            Some(b"1") => Ok(ask("step2", "color", Some(self.codec.seal(b"2"))).into()),
            Some(_) => Ok(CallToolResult::success(vec![ContentBlock::text("done")]).into()),
        }
    }

    fn state(&self, request: &CallToolRequestParams) -> Result<Option<Vec<u8>>, ErrorData> {
        let Some(state) = &request.request_state else { return Ok(None) };
        self.codec.open(state).map(Some).map_err(|_| ErrorData::invalid_params("the request state was tampered with", None))
    }
}

fn form(message: &str, field: &str) -> ElicitRequestParams {
    let requested_schema = ElicitationSchema::builder().required_string(field).build_unchecked();
    ElicitRequestParams::FormElicitationParams { meta: None, message: message.to_owned(), requested_schema }
}

fn ask(key: &str, field: &str, state: Option<String>) -> InputRequiredResult {
    let request = InputRequest::Elicitation(ElicitRequest::new(form("What is it?", field)));
    InputRequiredResult::new(Some(InputRequests::from([(key.to_owned(), request)])), state)
}

fn answer(request: &CallToolRequestParams, key: &str, field: &str) -> Option<String> {
    let content = request.input_responses.as_ref()?.get(key)?.get("content")?;
    content.get(field)?.as_str().map(str::to_owned)
}

async fn progress(context: &RequestContext<RoleServer>) {
    for done in [0.0, 50.0, 100.0] {
        if let Some(token) = context.meta.get_progress_token() {
            let _ = context.peer.notify_progress(ProgressNotificationParam::new(token, done).with_total(100.0)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn definition(name: &'static str) -> Tool {
    let schema = json!({"type": "object", "properties": {}});
    let schema: Map<String, Value> = schema.as_object().cloned().unwrap_or_default();
    Tool::new(name, "A fixture of the conformance tests.", Arc::new(schema))
}

impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        self.gateway.get_info()
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut listed = self.gateway.list_tools(request, context).await?;
        listed.tools.extend(NAMES.map(definition));
        Ok(listed)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        NAMES.into_iter().find(|known| *known == name).map(definition).or_else(|| self.gateway.get_tool(name))
    }

    async fn call_tool(&self, request: CallToolRequestParams, context: RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
        if NAMES.contains(&request.name.as_ref()) {
            return self.run(&request, &context).await;
        }
        self.gateway.call_tool(request, context).await
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.gateway.accepted_subscription_filter(requested)
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        self.gateway.listen(context).await
    }
}
