//! The application of one process.

use std::sync::Arc;

use tokio::sync::watch;

use super::builder::Builder;
use super::call::{Outcome, ToolCall};
use super::layers::{self, Keys};
use crate::audit::Audit;
use crate::error_code::ErrorCode;
use crate::policy::Policy;
use crate::prompts::Texts;
use crate::session::{OpenError, Principal, Session, Sessions};
use crate::tools::{Dialogs, Effect, Failure, Origin, Registry, Seal, Tool, ToolOutput, ToolSettings, Users};

/// What all doors share.
#[derive(Debug)]
pub struct Application {
    pub(super) registry: Arc<Registry>,
    /// Says when somebody may be offered other tools than before.
    pub(super) tool_changes: watch::Sender<()>,
    pub(super) sessions: Sessions,
    pub(super) services: Services,
    /// The texts of prompts.
    pub(super) prompts: Texts,
}

/// What the layers around a tool use, the same for every call.
#[derive(Debug)]
pub(super) struct Services {
    pub(super) settings: Arc<ToolSettings>,
    pub(super) policy: Policy,
    pub(super) audit: Arc<Audit>,
    pub(super) keys: Keys,
    /// `None` where the system has no randomness: nothing can be confirmed then.
    pub(super) seal: Option<Arc<Seal>>,
    pub(super) users: Users,
    pub(super) dialogs: Dialogs,
}

impl Application {
    /// An application that is put together piece by piece.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Runs a call. Every door comes in here.
    pub(crate) async fn run(&self, principal: &Principal, call: ToolCall) -> Outcome {
        let Some(tool) = self.registry.get(&call.tool) else { return Outcome::UnknownTool(call.tool) };
        let result = self.run_as(principal, tool.as_ref(), call).await;
        result.map_err(|failure| failure.without_hints(|hint| self.names_absent_tool(principal, hint))).into()
    }

    /// Runs a tool, or what is judged as one, behind all layers.
    pub(super) async fn run_as(&self, principal: &Principal, tool: &dyn Tool, call: ToolCall) -> Result<ToolOutput, Failure> {
        let session = self.sessions.of(principal)?;
        let result = layers::run(&self.services, session, tool, call).await;
        if tool.definition().class.effect == Effect::Session {
            self.tool_changes.send_replace(());
        }
        result
    }

    /// Whether a hint names a tool that this caller is not offered.
    fn names_absent_tool(&self, principal: &Principal, hint: &str) -> bool {
        let connected = self.sessions.of(principal).ok().and_then(|session| session.at_hand());
        let is_offered = |tool: &Arc<dyn Tool>| {
            connected.as_deref().is_none_or(|connected| layers::missing(&tool.definition().class, connected).is_none())
        };
        let mut named = hint.split('`').skip(1).step_by(2).filter(|name| crate::tools::names().contains(name));
        named.any(|name| !self.registry.get(name).is_some_and(is_offered))
    }

    /// The tools, as far as they are known without an Odoo.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Whether the schemas of the answers are listed with the tools.
    pub(crate) fn lists_output_schemas(&self) -> bool {
        self.services.settings.output_schemas
    }

    /// Whether what is offered depends on the connected Odoo.
    pub(crate) fn tools_can_change(&self) -> bool {
        self.registry.tools().iter().any(|tool| tool.definition().class.is_conditional())
    }

    /// Changes when somebody may be offered other tools than before: they logged in elsewhere.
    pub(crate) fn tool_changes(&self) -> watch::Receiver<()> {
        self.tool_changes.subscribe()
    }

    /// The tools that a principal is offered: those that need something of Odoo only where the connected one has it.
    pub(crate) async fn offered(&self, principal: &Principal) -> Vec<Arc<dyn Tool>> {
        if !self.tools_can_change() {
            return self.registry.tools().to_vec();
        }
        let connected = match self.sessions.of(principal) {
            Ok(session) => session.connected().await.ok(),
            Err(_) => None,
        };
        if let Some(connected) = connected.as_deref() {
            let classes = self.registry.tools().iter().map(|tool| layers::learn(&tool.definition().class, connected));
            futures_util::future::join_all(classes).await;
        }
        let has_all = |tool: &&Arc<dyn Tool>| {
            let missing = |connected| layers::missing(&tool.definition().class, connected);
            !tool.definition().class.is_conditional() || connected.as_deref().is_some_and(|connected| missing(connected).is_none())
        };
        self.registry.tools().iter().filter(has_all).cloned().collect()
    }

    /// The session of a principal, opened where there is none. Nothing is asked of Odoo for it.
    pub(crate) fn session(&self, principal: &Principal) -> Result<Arc<Session>, OpenError> {
        self.sessions.of(principal)
    }

    /// Ends the session of a principal.
    pub(crate) fn end(&self, principal: &Principal) {
        self.sessions.end(principal);
    }

    /// The rules.
    pub(crate) fn policy(&self) -> &Policy {
        &self.services.policy
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::TooMany { .. } => Self::new(ErrorCode::RateLimited, Origin::Policy, error.to_string()),
            OpenError::UnknownInstance(_) => Self::new(ErrorCode::NotConfigured, Origin::Gateway, error.to_string()),
        }
    }
}
