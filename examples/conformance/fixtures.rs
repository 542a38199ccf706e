//! The gateway, and beside its own tools those, the resources and the prompts that the conformance tests call by fixed names. Whatever
//! else is asked goes to the gateway, so that there the tests meet its real handler. What it does not offer (subscriptions, logging) is
//! the fixtures' own and shows only that the stack carries it.

use std::sync::Arc;

use odoo_gateway::Gateway;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, ErrorData, GetPromptRequestParams, GetPromptResponse,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, Reference, RequestStateCodec, RequestStateError, ServerCapabilities, ServerConfig,
    SetLevelRequestParams, SubscribeRequestParams, SubscriptionFilter, Tool, UnsubscribeRequestParams,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{RoleServer, ServerHandler};

use crate::{prompts, resources, tools};

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
}

impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        let mut info = self.gateway.get_info();
        info.capabilities = ServerCapabilities::builder()
            .enable_completions()
            .enable_tools()
            .enable_prompts()
            .enable_resources()
            .enable_resources_subscribe()
            .enable_logging()
            .build();
        info
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut listed = self.gateway.list_tools(request, context).await?;
        listed.tools.extend(tools::all());
        Ok(listed)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::named(name).or_else(|| self.gateway.get_tool(name))
    }

    async fn call_tool(&self, request: CallToolRequestParams, context: RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
        match tools::named(&request.name) {
            Some(_) => tools::run(&request, &context, &self.codec).await,
            None => self.gateway.call_tool(request, context).await,
        }
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let mut listed = self.gateway.list_prompts(request, context).await?;
        listed.prompts.extend(prompts::all());
        Ok(listed)
    }

    async fn complete(&self, request: CompleteRequestParams, context: RequestContext<RoleServer>) -> Result<CompleteResult, ErrorData> {
        match &request.r#ref {
            Reference::Prompt(prompt) if prompts::is_known(&prompt.name) => Ok(CompleteResult::default()),
            Reference::Resource(resource) if resources::is_known(&resource.uri) => Ok(CompleteResult::default()),
            _ => self.gateway.complete(request, context).await,
        }
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        match prompts::is_known(&request.name) {
            true => prompts::get(&request),
            false => self.gateway.get_prompt(request, context).await,
        }
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let mut listed = self.gateway.list_resources(request, context).await?;
        // First, for the tests read the first: one of the gateway's wants an Odoo.
        listed.resources.splice(..0, resources::all());
        Ok(listed)
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let mut listed = self.gateway.list_resource_templates(request, context).await?;
        listed.resource_templates.extend(resources::templates());
        Ok(listed)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match resources::is_known(&request.uri) {
            true => resources::read(&request.uri),
            false => self.gateway.read_resource(request, context).await,
        }
    }

    async fn subscribe(&self, _request: SubscribeRequestParams, _context: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(&self, _request: UnsubscribeRequestParams, _context: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn set_level(&self, _request: SetLevelRequestParams, _context: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        Ok(())
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.gateway.accepted_subscription_filter(requested)
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        self.gateway.listen(context).await
    }
}
