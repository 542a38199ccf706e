//! Putting an application together. What is left out has a safe default.

use std::sync::{Arc, RwLock};

use tokio::sync::watch;

use super::Application;
use super::application::Services;
use super::layers::{Keys, KeysError};
use super::metrics::Metrics;
use super::subscriptions::Subscribers;
use crate::audit::Audit;
use crate::policy::{Mode, Policy, Rules};
use crate::prompts::Texts;
use crate::replicas::Replicas;
use crate::session::{DEFAULT_MOST, Instance, Lifetime, Sessions};
use crate::tools::{ConfirmationKey, Dialogs, Exports, Registry, Seal, Tool, ToolSettings, UnknownTool, Users};

/// The pieces of an application.
#[derive(Debug)]
pub struct Builder {
    instances: Vec<Instance>,
    lifetime: Lifetime,
    most_sessions: usize,
    policy: Policy,
    audit: Audit,
    settings: ToolSettings,
    tools: Vec<Arc<dyn Tool>>,
    prompts: Texts,
    shared: Option<(Arc<Replicas>, ConfirmationKey)>,
    reloads: bool,
}

/// Why an application cannot be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StartError(#[from] Refused);

#[derive(Debug, thiserror::Error)]
enum Refused {
    /// The settings name a tool that does not exist.
    #[error(transparent)]
    Tool(#[from] UnknownTool),
    /// What the state folder should keep would be lost at a restart.
    #[error(transparent)]
    State(#[from] KeysError),
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            instances: Vec::new(),
            lifetime: Lifetime::default(),
            most_sessions: DEFAULT_MOST,
            policy: Policy::default(),
            audit: Audit::default(),
            settings: ToolSettings::default(),
            tools: Vec::new(),
            prompts: Texts::default(),
            shared: None,
            reloads: false,
        }
    }
}

impl Builder {
    /// Serves an Odoo.
    #[must_use]
    pub fn instance(mut self, instance: Instance) -> Self {
        self.instances.push(instance);
        self
    }

    /// How long sessions live, and how many there are at most.
    #[must_use]
    pub fn sessions(self, lifetime: Lifetime, most_sessions: usize) -> Self {
        Self { lifetime, most_sessions, ..self }
    }

    /// The built-in rules in a mode.
    #[must_use]
    pub fn mode(self, mode: Mode) -> Self {
        self.policy(Policy::new(Rules { mode, ..Rules::default() }))
    }

    /// What the operator sets about tools.
    #[must_use]
    pub fn settings(self, settings: ToolSettings) -> Self {
        Self { settings, ..self }
    }

    /// A whole policy.
    pub(crate) fn policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Where decisions and outcomes are written.
    pub(crate) fn audit(self, audit: Audit) -> Self {
        Self { audit, ..self }
    }

    /// The texts of prompts.
    pub(crate) fn prompts(self, prompts: Texts) -> Self {
        Self { prompts, ..self }
    }

    /// What is counted and used up is so for all replicas, which confirm with one key.
    pub(crate) fn sharing(self, shared: Option<(Arc<Replicas>, ConfirmationKey)>) -> Self {
        Self { shared, ..self }
    }

    /// Whether other tools may take the place of those beside the built-in ones.
    pub(crate) fn reloading(self, reloads: bool) -> Self {
        Self { reloads, ..self }
    }

    /// A tool beside the built-in ones.
    pub(crate) fn tool(mut self, tool: Arc<dyn Tool>) -> Self {
        self.tools.push(tool);
        self
    }

    /// The application.
    ///
    /// # Errors
    /// [`StartError`] where the settings name a tool that does not exist, or a state folder that cannot be used.
    pub fn build(self) -> Result<Application, StartError> {
        let registry = Registry::new(self.policy.mode(), &self.settings, &self.tools).map_err(Refused::from)?;
        let replicas = self.shared.as_ref().map(|(replicas, _)| replicas);
        let keys = Keys::open(self.settings.state_folder.as_deref(), replicas).map_err(Refused::from)?;
        let sessions = Sessions::new(self.instances, self.lifetime, self.most_sessions).sharing(replicas.cloned());
        let seal = self.shared.map_or_else(Seal::new, |(replicas, key)| Seal::shared(replicas, key)).map(Arc::new);
        let services = Services {
            settings: Arc::new(self.settings),
            policy: self.policy,
            audit: Arc::new(self.audit),
            keys,
            seal,
            users: Users::default(),
            metrics: Metrics::default(),
            dialogs: Dialogs::default(),
            exports: Exports::default(),
        };
        Ok(Application {
            registry: RwLock::new(Arc::new(registry)),
            reloads: self.reloads,
            tool_changes: watch::Sender::new(()),
            sessions,
            services,
            prompts: self.prompts,
            subscribers: Subscribers::default(),
        })
    }
}
