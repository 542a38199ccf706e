//! The MCP server: lists the tools of the registry and runs them. Everything a client sends passes here and nowhere else.

use std::sync::Arc;

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, ErrorData, Icon, Implementation, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig, SubscriptionFilter, Tool, ToolAnnotations,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{RoleServer, ServerHandler};

use super::caller::McpCaller;
use super::instructions::instructions;
use super::outcome;
use crate::audit::{Audit, Trail};
use crate::error_code::ErrorCode;
use crate::policy::{Mode, Policy, Rules};
use crate::session::Session;
use crate::tools::{
    Answers, Caller, Entry, Failure, Hints, Origin, Registry, StateError, ToolContext, ToolServer, ToolSettings, UnknownTool,
};

/// How long a client may keep the tool list, in milliseconds.
const TOOL_LIST_TTL: u64 = 300_000;

/// Our icon, a roof on three pillars as SVG in base64: nothing is fetched to show it.
const ICON: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnIHZpZXdCb3g9JzAgMCAxNiAxNic+PHBhdGggZmlsbD0nIzcxNGI2NycgZD0nTTEgM2gxNHYySDF6bTIgM2gydjdIM3ptNCAwaDJ2N0g3em00IDBoMnY3aC0yeicvPjwvc3ZnPg==";

/// The gateway as an MCP server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Gateway {
    registry: Arc<Registry>,
    session: Arc<Session>,
    policy: Policy,
    server: Arc<ToolServer>,
    audit: Arc<Audit>,
}

/// Why a gateway cannot be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StartError(#[from] Refused);

#[derive(Debug, thiserror::Error)]
enum Refused {
    /// The settings name a tool that there is not.
    #[error(transparent)]
    Tool(#[from] UnknownTool),
    /// What the state folder should keep would be lost at a restart.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Gateway {
    /// A gateway to the Odoo of `session` with every tool that the mode allows.
    #[must_use]
    pub fn new(session: Arc<Session>, mode: Mode) -> Self {
        let (settings, answers) = (ToolSettings::default(), Answers::in_memory());
        Self::of(session, of_mode(mode), Registry::new(mode), ToolServer::new(settings, answers), Audit::default())
    }

    /// A gateway as the operator wants it.
    ///
    /// # Errors
    /// [`StartError`] where the settings name a tool that there is not, or a state folder that cannot be used.
    pub fn with_settings(session: Arc<Session>, mode: Mode, settings: ToolSettings) -> Result<Self, StartError> {
        Self::with_policy(session, of_mode(mode), settings, Audit::default())
    }

    /// A gateway with a whole policy and an audit.
    pub(crate) fn with_policy(session: Arc<Session>, policy: Policy, settings: ToolSettings, audit: Audit) -> Result<Self, StartError> {
        let registry = Registry::chosen(policy.mode(), &settings).map_err(Refused::from)?;
        let answers = Answers::open(settings.state_folder.as_deref()).map_err(Refused::from)?;
        Ok(Self::of(session, policy, registry, ToolServer::new(settings, answers), audit))
    }

    fn of(session: Arc<Session>, policy: Policy, registry: Registry, server: ToolServer, audit: Audit) -> Self {
        Self { registry: Arc::new(registry), session, policy, server: Arc::new(server), audit: Arc::new(audit) }
    }

    /// The same gateway for another session.
    pub(crate) fn of_session(&self, session: Arc<Session>) -> Self {
        Self { session, ..self.clone() }
    }

    /// The tools that are offered: those that need models only where the connected Odoo has them all.
    async fn offered(&self) -> Vec<Tool> {
        let connected = match self.registry.depends_on_models() {
            true => self.session.connected().await.ok(),
            false => None,
        };
        let has = |model: &str| connected.as_ref().is_some_and(|connected| connected.catalog().has(model));
        self.registry.entries().iter().filter(|entry| entry.models.iter().all(|model| has(model))).map(definition).collect()
    }
}

impl ServerHandler for Gateway {
    fn get_info(&self) -> ServerConfig {
        // No `listChanged`: the list does not change while the server runs.
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        let icon = Icon::new(ICON).with_mime_type("image/svg+xml").with_sizes(vec!["any".to_owned()]);
        let implementation =
            Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")).with_title("Odoo").with_icons(vec![icon]);
        ServerConfig::new(capabilities).with_server_info(implementation).with_instructions(instructions(
            &self.session,
            self.policy.mode(),
            &self.registry,
        ))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = ListToolsResult::with_all_items(self.offered().await);
        Ok(tools.with_ttl_ms(TOOL_LIST_TTL).with_cache_scope(CacheScope::Private))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.registry.get(name).map(definition)
    }

    async fn call_tool(&self, request: CallToolRequestParams, context: RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
        let Some(entry) = self.registry.get(&request.name) else {
            return Err(ErrorData::invalid_params(format!("there is no tool `{}`", request.name), None));
        };
        let caller: Arc<dyn Caller> = Arc::new(McpCaller::new(&context, &request));
        let trail = Trail::new(Arc::clone(&self.audit), entry.name, self.session.user_name()).of_session(self.session.number());
        let (session, server) = (Arc::clone(&self.session), Arc::clone(&self.server));
        let tool_context = ToolContext::new(session, self.policy.clone(), server, Arc::clone(&caller), trail.clone());
        let call = entry.call(tool_context, request.arguments.unwrap_or_default());
        // Giving the call up drops its request to Odoo, and with it the connection that carries it.
        let outcome = tokio::select! {
            outcome = call => outcome,
            () = context.ct.cancelled() => Err(Failure::new(ErrorCode::Cancelled, Origin::Caller, "the call was cancelled")),
        };
        if let Err(failure) = &outcome {
            trail.refused(failure.code().name(), failure.rule());
            tracing::info!(tool = entry.name, code = failure.code().name(), "refused");
        }
        Ok(outcome::response(outcome, caller.way()))
    }

    /// Of what a client of the stateless era asks to be told, what this server tells: so far nothing changes while it runs.
    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(requested.supported_by(&self.get_info().capabilities))
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        context.cancelled().await;
        Ok(())
    }
}

/// The built-in rules in a mode.
fn of_mode(mode: Mode) -> Policy {
    Policy::new(Rules { mode, ..Rules::default() })
}

/// A tool as MCP lists it.
fn definition(entry: &Entry) -> Tool {
    Tool::new(entry.name, entry.description, Arc::clone(&entry.input_schema))
        .with_title(entry.title)
        .with_raw_output_schema(Arc::clone(&entry.output_schema))
        .with_annotations(annotations(entry.hints))
}

/// What differs from the protocol's defaults, which are the worst: not read-only, destructive, not idempotent.
fn annotations(hints: Hints) -> ToolAnnotations {
    let annotations = ToolAnnotations::new();
    match hints {
        Hints::Reads => annotations.read_only(true),
        Hints::Adds => annotations.destructive(false),
        Hints::Overwrites | Hints::Deletes => annotations.destructive(true).idempotent(true),
        Hints::Executes => annotations.destructive(true),
    }
}
