//! The MCP server: lists the tools of the registry and runs them. Everything a client sends passes here and nowhere else.

use std::collections::BTreeSet;
use std::sync::Arc;

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, CustomRequest, CustomResult, ErrorData,
    GetPromptRequestParams, GetPromptResponse, Icon, Implementation, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult,
    ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig,
    SubscribeRequestParams, SubscriptionFilter, Tool, ToolAnnotations, UnsubscribeRequestParams,
};
use rmcp::service::{NotificationContext, RequestContext, SubscriptionContext};
use rmcp::{RoleServer, ServerHandler};

use super::channel::McpChannel;
use super::completions::Wanted;
use super::extra;
use super::instructions::instructions;
use super::stdio::wrong_parameters;
use super::subscriptions::{self, Subscriptions};
use super::{completions, list_changes, outcome, prompts, resources};
use crate::app::{Application, CallWatch, Outcome, ReadError, Subscription, ToolCall};
use crate::completions::Asked;
use crate::resources::Listed;
use crate::session::Principal;
use crate::tools::{Alias, ClientChannel, Effect, Named, Shape, Tool as RegisteredTool, ToolOutput, Toolset};

/// How long a client may keep a list, in milliseconds.
pub(super) const LIST_TTL: u64 = 300_000;

/// Our icon, a roof on three pillars as SVG in base64: nothing is fetched to show it.
const ICON: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnIHZpZXdCb3g9JzAgMCAxNiAxNic+PHBhdGggZmlsbD0nIzcxNGI2NycgZD0nTTEgM2gxNHYySDF6bTIgM2gydjdIM3ptNCAwaDJ2N0g3em00IDBoMnY3aC0yeicvPjwvc3ZnPg==";

/// The door of MCP: an application as an MCP server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Gateway {
    application: Arc<Application>,
    principal: Arc<Principal>,
    /// The toolsets that are offered of those there are; `None` for all.
    toolsets: Option<Arc<BTreeSet<Toolset>>>,
    /// What the client listens to; `None` where nothing of it is kept between requests.
    subscriptions: Option<Arc<Subscriptions>>,
    /// Hears what becomes of calls.
    watch: Option<Arc<dyn CallWatch>>,
}

impl Gateway {
    /// A door for one principal, as on standard input and output.
    #[must_use]
    pub fn new(application: Arc<Application>, principal: Principal) -> Self {
        Self { application, principal: Arc::new(principal), toolsets: None, subscriptions: Some(Arc::default()), watch: None }
    }

    /// The same for one request, with some toolsets only.
    pub(crate) fn offering(self, toolsets: Option<BTreeSet<Toolset>>) -> Self {
        Self { toolsets: toolsets.map(Arc::new), subscriptions: None, ..self }
    }

    /// The same with somebody who hears what becomes of calls.
    pub(crate) fn watched(self, watch: Option<Arc<dyn CallWatch>>) -> Self {
        Self { watch, ..self }
    }

    fn offers(&self, tool: &dyn RegisteredTool) -> bool {
        self.toolsets.as_ref().is_none_or(|toolsets| toolsets.contains(&tool.definition().class.toolset))
    }

    /// An alias as it is listed, with the effect of its tool.
    fn listed_alias(&self, alias: &Alias) -> Option<Tool> {
        let effect = self.application.registry().get(alias.tool)?.definition().class.effect;
        let listed = Tool::new(alias.name, alias.description.clone(), Arc::new(alias.input_schema.clone()));
        Some(listed.with_annotations(annotations(effect)))
    }

    /// Listens to the record at an address.
    async fn subscription(&self, uri: &str) -> Result<Subscription, ReadError> {
        self.application.subscribe(&self.principal, &|tool| self.offers(tool), uri).await
    }

    async fn offered_resources(&self) -> Vec<Listed> {
        self.application.resources(&self.principal, &|tool| self.offers(tool)).await
    }
}

impl ServerHandler for Gateway {
    fn get_info(&self) -> ServerConfig {
        let mut capabilities = ServerCapabilities::builder()
            .enable_completions()
            .enable_prompts()
            .enable_prompts_list_changed()
            .enable_resources()
            .enable_resources_subscribe()
            .enable_tools()
            .build();
        if let Some(tools) = &mut capabilities.tools {
            tools.list_changed = self.application.tools_can_change().then_some(true);
        }
        if let Some(resources) = &mut capabilities.resources {
            resources.list_changed = self.application.tools_can_change().then_some(true);
        }
        let icon = Icon::new(ICON).with_mime_type("image/svg+xml").with_sizes(vec!["any".to_owned()]);
        let implementation =
            Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")).with_title("Odoo").with_icons(vec![icon]);
        ServerConfig::new(capabilities).with_server_info(implementation).with_instructions(instructions(
            self.application.session(&self.principal).ok().as_deref(),
            &self.principal.choices(),
            self.application.policy().mode(),
            &self.application.registry(),
        ))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let offered = self.application.offered(&self.principal).await;
        let offered = offered.iter().filter(|tool| self.offers(tool.as_ref()));
        let (choices, has_output) = (self.principal.choices(), self.application.lists_output_schemas());
        let mut tools: Vec<Tool> = offered.map(|tool| definition(tool.as_ref(), &choices, has_output)).collect();
        let of_offered = |alias: &&'static Alias| tools.iter().any(|tool| tool.name == alias.tool);
        let aliases: Vec<&'static Alias> = self.application.aliases().filter(of_offered).collect();
        tools.extend(aliases.into_iter().filter_map(|alias| self.listed_alias(alias)));
        let tools = ListToolsResult::with_all_items(tools);
        Ok(tools.with_ttl_ms(LIST_TTL).with_cache_scope(CacheScope::Private))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        let has_output = self.application.lists_output_schemas();
        self.application.registry().get(name).map(|tool| definition(tool.as_ref(), &self.principal.choices(), has_output))
    }

    async fn call_tool(&self, request: CallToolRequestParams, context: RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
        let alias = self.application.aliases().find(|alias| alias.name == request.name);
        let name = alias.map_or_else(|| request.name.to_string(), |alias| alias.tool.to_owned());
        let Some(tool) = self.application.registry().get(&name).filter(|tool| self.offers(tool.as_ref())).cloned() else {
            return Err(unknown(&request.name));
        };
        if self.watch.as_ref().is_some_and(|watch| !watch.allows(tool.definition().class.effect)) {
            return Err(ErrorData::invalid_request("the call needs a wider scope", None));
        }
        let channel = Arc::new(McpChannel::new(context, &request));
        let arguments = request.arguments.unwrap_or_default();
        // A tool's own name is never another's.
        let Named { tool: name, mut arguments, shape } = match alias {
            Some(alias) => Named::new(alias.name, arguments),
            None => Named { tool: name, arguments, shape: Shape::Tool },
        };
        let left_out = extra::take(&mut arguments, tool.definition());
        let call = ToolCall { tool: name, arguments, channel: Arc::clone(&channel) as _ };
        match self.application.run(&self.principal, call).await {
            Outcome::Done(output) if alias.is_some() => Ok(outcome::done(shaped(output, &shape), extra::note(&left_out)).into()),
            Outcome::Done(output) => Ok(outcome::done(output, extra::note(&left_out)).into()),
            Outcome::Failed(failure) => {
                self.watch.iter().for_each(|watch| watch.failed(failure.code()));
                Ok(outcome::failed(&failure, channel.confirmation_mode(), channel.request()))
            }
            Outcome::UnknownTool(name) => Err(unknown(&name)),
        }
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        resources::list(&self.offered_resources().await, request.and_then(|request| request.cursor).as_deref())
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        resources::list_templates(&self.offered_resources().await, request.and_then(|request| request.cursor).as_deref())
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let channel = Arc::new(McpChannel::silent(context));
        let read = self.application.read(&self.principal, &|tool| self.offers(tool), &request.uri, channel).await;
        if let (Some(watch), Err(ReadError::Failed(failure))) = (&self.watch, &read) {
            watch.failed(failure.code());
        }
        resources::result(&request.uri, read)
    }

    async fn subscribe(&self, request: SubscribeRequestParams, context: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        let Some(subscriptions) = &self.subscriptions else {
            let message = "nothing is kept between requests here: listen with `subscriptions/listen` of 2026-07-28";
            return Err(ErrorData::invalid_request(message, None));
        };
        let subscription = self.subscription(&request.uri).await.map_err(|error| resources::refused(&request.uri, error))?;
        subscriptions.add(&request.uri, subscription, context.peer)
    }

    async fn unsubscribe(&self, request: UnsubscribeRequestParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        if let Some(subscriptions) = &self.subscriptions {
            subscriptions.remove(&request.uri);
        }
        Ok(())
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let offered = self.application.prompts(&self.principal, &|tool| self.offers(tool)).await;
        prompts::list(&offered, request.and_then(|request| request.cursor).as_deref())
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let (channel, given) = (Arc::new(McpChannel::silent(context)), request.arguments.unwrap_or_default());
        let found = self.application.prompt(&self.principal, &|tool| self.offers(tool), &request.name, given, channel).await;
        prompts::result(&request.name, found)
    }

    async fn complete(&self, request: CompleteRequestParams, context: RequestContext<RoleServer>) -> Result<CompleteResult, ErrorData> {
        let Wanted { completion, model, instance } = completions::wanted(&request)?;
        let asked = Asked { typed: &request.argument.value, model: &model, instance: &instance };
        let channel = Arc::new(McpChannel::silent(context));
        let completed = self.application.complete(&self.principal, &|tool| self.offers(tool), completion, asked, channel).await;
        completions::result(completed)
    }

    async fn on_custom_request(&self, request: CustomRequest, _: RequestContext<RoleServer>) -> Result<CustomResult, ErrorData> {
        Err(wrong_parameters(request.method, request.params.as_ref()))
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        let (changes, tools) = (self.application.tool_changes(), self.application.tools_can_change());
        tokio::spawn(list_changes::report(changes, tools, context.peer));
    }

    /// What a client of the stateless era asks to hear of, as far as this server ever has something to say.
    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(requested.supported_by(&self.get_info().capabilities))
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let uris = context.accepted().resource_subscriptions.clone().unwrap_or_default();
        let opened = subscriptions::opened(uris, |uri| async move { self.subscription(&uri).await }).await?;
        tokio::select! {
            ((), ()) = async { tokio::join!(list_changes::listen(&self.application, &context), subscriptions::listen(opened, &context)) } => {}
            () = context.cancelled() => {}
        }
        Ok(())
    }
}

fn unknown(tool: &str) -> ErrorData {
    ErrorData::invalid_params(format!("there is no tool `{tool}`"), None)
}

/// A tool as MCP lists it to who may choose between these Odoos. The schemas of the answers make a sixth of the list, which models pay for
/// at every start, and few clients read them: they are listed where the operator wants them, and are in the reference.
pub(super) fn definition(tool: &dyn RegisteredTool, instances: &[&str], has_output: bool) -> Tool {
    let tool = tool.definition();
    let listed = Tool::new(tool.name.to_string(), tool.description.clone(), tool.input_schema_for(instances))
        .with_title(tool.title.clone())
        .with_annotations(annotations(tool.class.effect));
    if has_output { listed.with_raw_output_schema(Arc::new(tool.output_schema())) } else { listed }
}

/// The answer in the form that Odoo's own method has.
fn shaped(output: ToolOutput, shape: &Shape) -> ToolOutput {
    match shape.body(output.content) {
        serde_json::Value::Object(content) => ToolOutput { content, ..output },
        other => ToolOutput { attached: output.attached, ..ToolOutput::new(other, output.summary) },
    }
}

/// What differs from the protocol's defaults, which are the worst: not read-only, destructive, not idempotent.
fn annotations(effect: Effect) -> ToolAnnotations {
    let annotations = ToolAnnotations::new();
    match effect {
        Effect::Reads => annotations.read_only(true),
        Effect::Adds => annotations.destructive(false),
        Effect::Overwrites | Effect::Deletes => annotations.destructive(true).idempotent(true),
        Effect::Executes => annotations.destructive(true),
        Effect::Session => annotations.destructive(false).idempotent(true),
    }
}
