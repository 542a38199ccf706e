//! The application of one process.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use futures_util::future::{BoxFuture, join_all};
use tokio::sync::watch;

use super::builder::Builder;
use super::call::{Outcome, ToolCall};
use super::choice;
use super::layers::{self, Keys};
use super::metrics::Metrics;
use super::subscriptions::Subscribers;
use crate::audit::Audit;
use crate::error_code::ErrorCode;
use crate::policy::{Mode, Policy, Rules};
use crate::prompts::Texts;
use crate::session::{Connected, OpenError, Principal, Session, Sessions};
use crate::tools::{
    Alias, Connection, Dialogs, Effect, Exports, Failure, Origin, Registry, Seal, Tool, ToolOutput, ToolSettings, UnknownTool, Users,
    aliases,
};

/// What all doors share.
#[derive(Debug)]
pub struct Application {
    /// The tools; another list takes its place when a declared tool changes.
    pub(super) registry: RwLock<Arc<Registry>>,
    /// Whether that may happen.
    pub(super) reloads: bool,
    /// Says when somebody may be offered other tools than before.
    pub(super) tool_changes: watch::Sender<()>,
    pub(super) sessions: Sessions,
    pub(super) services: Services,
    /// The texts of prompts.
    pub(super) prompts: Texts,
    /// The records that clients listen to.
    pub(super) subscribers: Subscribers,
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
    pub(super) exports: Exports,
    pub(super) metrics: Metrics,
}

impl Services {
    /// What waits for another call.
    pub(super) fn waiting(&self) -> (Dialogs, Exports) {
        (self.dialogs.clone(), self.exports.clone())
    }
}

impl Application {
    /// An application that is put together piece by piece.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Runs a call, on the Odoo that it names where the principal has a choice. Every door comes in here.
    pub(crate) async fn run(&self, principal: &Principal, mut call: ToolCall) -> Outcome {
        let Some(tool) = self.registry().get(&call.tool).cloned() else { return Outcome::UnknownTool(call.tool) };
        if tool.definition().class.connection == Connection::Several {
            return self.run_across(principal, tool.as_ref(), call).await.into();
        }
        let principal = match choice::chosen(principal, &mut call.arguments) {
            Ok(principal) => principal,
            Err(failure) => return self.refused(principal, tool.as_ref(), &call, failure).await.into(),
        };
        let result = self.run_as(principal, tool.as_ref(), call).await;
        result.map_err(|failure| failure.without_hints(|hint| self.names_absent_tool(principal, hint))).into()
    }

    /// Puts down that a call named an Odoo that is not there.
    pub(super) async fn refused(
        &self,
        principal: &Principal,
        tool: &dyn Tool,
        call: &ToolCall,
        failure: Failure,
    ) -> Result<ToolOutput, Failure> {
        layers::refused(&self.services, self.sessions.of(principal)?.as_ref(), tool, call, &failure).await;
        Err(failure)
    }

    /// Runs a tool, or what is judged as one, behind all layers.
    pub(super) fn run_as<'a>(
        &'a self,
        principal: &'a Principal,
        tool: &'a dyn Tool,
        call: ToolCall,
    ) -> BoxFuture<'a, Result<ToolOutput, Failure>> {
        Box::pin(async move {
            let session = self.sessions.of(principal)?;
            let begun = Instant::now();
            let result = layers::run(&self.services, Arc::clone(&session), tool, call).await;
            let series = session.at_hand().map(|connected| connected.client().series());
            self.services.metrics.count(&tool.definition().name, &result, series, begun.elapsed());
            if tool.definition().class.effect == Effect::Session {
                self.tool_changes.send_replace(());
            }
            result
        })
    }

    /// Whether a hint names a tool that this caller is not offered.
    fn names_absent_tool(&self, principal: &Principal, hint: &str) -> bool {
        let connected = self.sessions.of(principal).ok().and_then(|session| session.at_hand());
        let is_offered = |tool: &Arc<dyn Tool>| {
            connected.as_deref().is_none_or(|connected| layers::missing(&tool.definition().class, connected).is_none())
        };
        let registry = self.registry();
        let mut named = hint.split('`').skip(1).step_by(2).filter(|name| crate::tools::is_built_in(name));
        named.any(|name| !registry.get(name).is_some_and(is_offered))
    }

    /// The tools, as far as they are known without an Odoo.
    pub(crate) fn registry(&self) -> Arc<Registry> {
        Arc::clone(&self.registry.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// These rules, and these tools beside the built-in ones, in place of those before; clients hear of it. Calls that run go on.
    pub(crate) fn take_over(&self, rules: Rules, others: &[Arc<dyn Tool>]) -> Result<(), UnknownTool> {
        // Tools that write stay where the mode forbids them now: the rules refuse them and say why.
        let writes = self.registry().tools().iter().any(|tool| tool.definition().class.writes());
        let mode = if writes { Mode::ReadWrite } else { rules.mode };
        let registry = Registry::new(mode, &self.services.settings, others)?;
        self.services.policy.replace(rules);
        *self.registry.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(registry);
        self.tool_changes.send_replace(());
        Ok(())
    }

    /// Whether the schemas of the answers are listed with the tools.
    pub(crate) fn lists_output_schemas(&self) -> bool {
        self.services.settings.output_schemas
    }

    /// Whether what is offered depends on the connected Odoo, or on files that are read again.
    pub(crate) fn tools_can_change(&self) -> bool {
        self.reloads || self.has_conditional_tools()
    }

    fn has_conditional_tools(&self) -> bool {
        self.registry().tools().iter().any(|tool| tool.definition().class.is_conditional())
    }

    /// Changes when somebody may be offered other tools than before: they logged in elsewhere.
    pub(crate) fn tool_changes(&self) -> watch::Receiver<()> {
        self.tool_changes.subscribe()
    }

    /// The tools that a principal is offered: those that need something of Odoo only where it has that, or one of several.
    pub(crate) async fn offered(&self, principal: &Principal) -> Vec<Arc<dyn Tool>> {
        let connected = match self.has_conditional_tools() {
            true => join_all(principal.everywhere().map(|principal| self.learned(principal))).await,
            false => Vec::new(),
        };
        let has_choice = !principal.choices().is_empty();
        let has_all = |tool: &&Arc<dyn Tool>| {
            if tool.definition().class.connection == Connection::Several {
                return has_choice;
            }
            let missing = |connected: &Arc<Connected>| layers::missing(&tool.definition().class, connected);
            !tool.definition().class.is_conditional() || connected.iter().flatten().any(|connected| missing(connected).is_none())
        };
        let series = connected.iter().flatten().next().map(|connected| connected.client().series());
        let here = |tool: &Arc<dyn Tool>| series.and_then(|series| tool.of_series(series)).unwrap_or_else(|| Arc::clone(tool));
        self.registry().tools().iter().filter(has_all).map(here).collect()
    }

    /// The connection of a principal, with what tools need to know of its Odoo.
    fn learned<'a>(&'a self, principal: &'a Principal) -> BoxFuture<'a, Option<Arc<Connected>>> {
        Box::pin(async move {
            let connected = self.sessions.of(principal).ok()?.connected().await.ok()?;
            let registry = self.registry();
            join_all(registry.tools().iter().map(|tool| layers::learn(&tool.definition().class, &connected))).await;
            Some(connected)
        })
    }

    /// The session of a principal, opened where there is none. Nothing is asked of Odoo for it.
    pub(crate) fn session(&self, principal: &Principal) -> Result<Arc<Session>, OpenError> {
        self.sessions.of(principal)
    }

    /// Ends the session of a principal.
    pub(crate) fn end(&self, principal: &Principal) {
        self.sessions.end(principal);
    }

    /// The other names that are listed, of tools that are there.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = &'static Alias> {
        let all: &[Alias] = if self.services.settings.aliases { aliases() } else { &[] };
        let registry = self.registry();
        all.iter().filter(move |alias| registry.get(alias.tool).is_some())
    }

    /// What was counted.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.services.metrics
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
