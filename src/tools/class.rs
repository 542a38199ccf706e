//! The class of a tool: what it does to data and what its arguments name. Its annotations, the common arguments it takes, the errors it
//! can answer with and its place in the reference follow from it.

use super::settings::Toolset;

/// What a tool does to data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Changes nothing.
    Reads,
    /// Adds; a second call adds again.
    Adds,
    /// Overwrites; a second call changes nothing more.
    Overwrites,
    /// Deletes; a second call finds nothing.
    Deletes,
    /// Does what a method does, whatever that is; a second call does it again.
    Executes,
    /// Changes the session of the caller, and nothing in Odoo.
    Session,
}

/// Whether a tool needs an Odoo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connection {
    /// It answers without one.
    None,
    /// It opens one.
    Opens,
    /// It works with the one of the session.
    Needs,
    /// It runs on several, with the session of each.
    Several,
}

/// What a tool's arguments name, or what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// The schema of a model.
    Schema,
    /// Records of a model.
    Records,
    /// Fields.
    Fields,
    /// A domain.
    Domain,
    /// An order.
    Order,
    /// Groups and aggregates.
    Groups,
    /// Values of fields.
    Values,
    /// What Odoo fills in on a form, by running what modules wrote.
    Form,
    /// A method.
    Method,
    /// A confirmation, for some calls.
    Confirmation,
    /// One of several words or numbers.
    Choice,
}

/// The class of a tool.
#[derive(Debug, Clone)]
pub(crate) struct ToolClass {
    pub(crate) effect: Effect,
    /// The toolset it is switched with.
    pub(crate) toolset: Toolset,
    pub(crate) connection: Connection,
    uses: Vec<Use>,
    /// Models it cannot do without: it is offered only where the connected Odoo has them all.
    pub(crate) models: Vec<String>,
    /// Apps it cannot do without, by the names of their modules.
    pub(crate) apps: Vec<String>,
}

impl ToolClass {
    /// A class that uses nothing yet.
    pub(crate) fn new(effect: Effect, toolset: Toolset) -> Self {
        Self { effect, toolset, connection: Connection::Needs, uses: Vec::new(), models: Vec::new(), apps: Vec::new() }
    }

    /// With what it uses.
    pub(crate) fn with(mut self, uses: impl IntoIterator<Item = Use>) -> Self {
        self.uses.extend(uses);
        self
    }

    /// With what it needs of a connection.
    pub(crate) fn connecting(self, connection: Connection) -> Self {
        Self { connection, ..self }
    }

    /// Only where Odoo has these models.
    pub(crate) fn needing_models(mut self, models: &[&str]) -> Self {
        self.models.extend(models.iter().map(|name| (*name).to_owned()));
        self
    }

    /// Only where these apps are installed.
    #[cfg(test)]
    pub(crate) fn needing_apps(mut self, apps: &[&str]) -> Self {
        self.apps.extend(apps.iter().map(|name| (*name).to_owned()));
        self
    }

    /// Whether it uses this.
    pub(crate) fn uses(&self, what: Use) -> bool {
        self.uses.contains(&what)
    }

    /// Whether it changes data in Odoo.
    pub(crate) fn writes(&self) -> bool {
        !matches!(self.effect, Effect::Reads | Effect::Session)
    }

    /// Whether it is offered only where Odoo has something.
    pub(crate) fn is_conditional(&self) -> bool {
        !self.models.is_empty() || !self.apps.is_empty()
    }

    /// The names of the common arguments it takes.
    pub(crate) fn common_arguments(&self) -> &'static [&'static str] {
        match (self.writes(), self.uses(Use::Confirmation), self.uses(Use::Records)) {
            (true, true, _) => &["confirm_token", "context", "dry_run", "idempotency_key"],
            (true, false, _) => &["context", "dry_run", "idempotency_key"],
            (false, _, true) => &["context"],
            (false, _, false) => &[],
        }
    }
}
