//! The MCP server: lists the tools of the registry and runs them. Everything a client sends passes here and nowhere else.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, ErrorData, Implementation, ListToolsResult, PaginatedRequestParams, ServerCapabilities,
    ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler};

use super::outcome;
use crate::audit::{Audit, Trail};
use crate::policy::{Mode, Policy, Rules};
use crate::session::Session;
use crate::tools::{Entry, Failure, Hints, Registry, ToolContext, Whose};

/// How long a client may keep the tool list, in milliseconds. It depends on this server's configuration only.
const TOOL_LIST_TTL: u64 = 300_000;

/// The gateway as an MCP server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Gateway {
    registry: Arc<Registry>,
    session: Arc<Session>,
    policy: Policy,
    audit: Arc<Audit>,
}

impl Gateway {
    /// A gateway to the Odoo of `session`.
    #[must_use]
    pub fn new(session: Arc<Session>, mode: Mode) -> Self {
        Self::with(session, Policy::new(Rules { mode, ..Rules::default() }), Audit::default())
    }

    /// A gateway with a whole policy and an audit.
    pub(crate) fn with(session: Arc<Session>, policy: Policy, audit: Audit) -> Self {
        Self { registry: Arc::new(Registry::new(policy.mode())), session, policy, audit: Arc::new(audit) }
    }

    fn instructions(&self) -> String {
        let mode = match self.policy.mode() {
            Mode::ReadWrite => "Every write is checked before Odoo sees it; `dry_run` shows what would be sent.",
            Mode::ReadOnly => "This server is read-only.",
        };
        format!(
            "Odoo through a gateway that checks every call against the exact schema of the connected version. Call `get_model_fields` \
             before the first use of a model. An error names the field and suggests the right one: correct the call as it says. {mode}"
        )
    }
}

impl ServerHandler for Gateway {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        let implementation = Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        ServerConfig::new(capabilities).with_server_info(implementation).with_instructions(self.instructions())
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = self.registry.entries().iter().map(definition).collect();
        Ok(ListToolsResult::with_all_items(tools).with_ttl_ms(TOOL_LIST_TTL))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.registry.get(name).map(definition)
    }

    async fn call_tool(&self, request: CallToolRequestParams, context: RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
        let Some(entry) = self.registry.get(&request.name) else {
            return Err(ErrorData::invalid_params(format!("there is no tool `{}`", request.name), None));
        };
        let trail = Trail::new(Arc::clone(&self.audit), entry.name, self.session.user_name());
        let tool_context = ToolContext::new(Arc::clone(&self.session), self.policy.clone(), trail.clone());
        let call = entry.call(tool_context, request.arguments.unwrap_or_default());
        let outcome = tokio::select! {
            outcome = call => outcome,
            () = context.ct.cancelled() => Err(Failure::new("cancelled", Whose::Caller, "the call was cancelled")),
        };
        if let Err(failure) = &outcome {
            trail.refused(failure.code(), failure.rule());
            tracing::info!(tool = entry.name, code = failure.code(), "refused");
        }
        Ok(outcome::result(outcome).into())
    }
}

/// A tool as MCP lists it.
fn definition(entry: &Entry) -> Tool {
    Tool::new(entry.name, entry.description, Arc::clone(&entry.input_schema))
        .with_title(entry.title)
        .with_annotations(annotations(entry.hints).open_world(true))
}

fn annotations(hints: Hints) -> ToolAnnotations {
    let annotations = ToolAnnotations::new();
    match hints {
        Hints::Reads => annotations.read_only(true).destructive(false).idempotent(true),
        Hints::Adds => annotations.read_only(false).destructive(false).idempotent(false),
        Hints::Overwrites | Hints::Deletes => annotations.read_only(false).destructive(true).idempotent(true),
    }
}
