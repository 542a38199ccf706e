//! What a tool has at hand: the connection, the policy, and the check that every call passes before it is sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use odoo_sdk::schema::{Lookup, ModelSchema, SchemaSource};
use odoo_sdk::validate::{Change, Input, Issue, validate};
use odoo_sdk::{Call, ErrorKind};
use serde_json::Value;

use super::failure::{Failure, Problem, Whose};
use crate::policy::Policy;
use crate::session::{Connected, Session, SessionError};

/// Rounds of checking and loading schemas: a path through relations needs one for each model on its way.
const MOST_ROUNDS: usize = 16;

/// What a call does, and so what its arguments must be. The arguments of a call are the members of one JSON object, under the
/// names the tools give them, so that the path of an error and its fix fit the caller's own call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Operation {
    /// `values`.
    Create,
    /// `values`.
    Write,
    /// `domain`, `order`, `fields`.
    Search,
}

impl Operation {
    fn input<'a>(self, model: &'a str, call: &'a Value) -> Input<'a> {
        let values = call.get("values").unwrap_or(&Value::Null);
        match self {
            Self::Create => Input::Create { model, values },
            Self::Write => Input::Write { model, ids: None, values },
            Self::Search => Input::Search {
                model,
                domain: call.get("domain"),
                order: call.get("order").and_then(Value::as_str),
                fields: call.get("fields"),
            },
        }
    }
}

/// What a tool has at hand.
#[derive(Debug, Clone)]
pub(crate) struct ToolContext {
    session: Arc<Session>,
    policy: Policy,
}

impl ToolContext {
    /// For one call.
    pub(crate) fn new(session: Arc<Session>, policy: Policy) -> Self {
        Self { session, policy }
    }

    /// The open connection.
    pub(crate) async fn connected(&self) -> Result<&Connected, Failure> {
        Ok(self.session.connected().await?)
    }

    /// The schema of a model, or a failure with the nearest names.
    pub(crate) async fn model(&self, model: &str) -> Result<Arc<ModelSchema>, Failure> {
        let connected = self.connected().await?;
        match connected.catalog().lookup(model) {
            Lookup::Found(schema) => Ok(schema),
            Lookup::Unloaded => match connected.catalog().load(connected.client(), model).await? {
                Some(schema) => Ok(schema),
                None => Err(unknown_model(connected, model)),
            },
            Lookup::Absent => Err(unknown_model(connected, model)),
        }
    }

    /// Checks a call against the schema, loading what is not known yet, and normalises it where nothing is lost. What only the
    /// snapshot refuses is asked of Odoo first.
    pub(crate) async fn check(&self, operation: Operation, model: &str, call: &mut Value) -> Result<Vec<Change>, Failure> {
        let connected = self.connected().await?;
        for _ in 0..MOST_ROUNDS {
            let outcome = validate(&operation.input(model, call), connected.catalog().series(), connected.catalog());
            if outcome.is_accepted() {
                outcome.normalise(call).map_err(|error| Failure::new("internal", Whose::Gateway, error.to_string()))?;
                return Ok(outcome.changes);
            }
            let mut load = outcome.needs;
            if load.is_empty() {
                load = not_asked_live(connected, &outcome.issues);
            }
            if load.is_empty() {
                return Err(refused(outcome.issues));
            }
            for model in &load {
                connected.catalog().load(connected.client(), model).await?;
            }
        }
        Err(Failure::new("too_deep", Whose::Caller, "the call reaches through too many models to be checked"))
    }

    /// Sends a call that was checked, once, if the policy permits it. What contradicts the schema makes it forgotten.
    pub(crate) async fn send(&self, call: Call) -> Result<Value, Failure> {
        let connected = self.connected().await?;
        let model = call.model.clone();
        let permitted = self.policy.permit(call)?;
        let answer = connected.call(permitted).await;
        if answer.as_ref().is_err_and(|error| matches!(error.kind(), ErrorKind::Server | ErrorKind::Version)) {
            connected.catalog().forget(&model);
        }
        Ok(answer?)
    }
}

/// The models whose word the refusal rests on and that were not asked of Odoo itself yet.
fn not_asked_live(connected: &Connected, issues: &[Issue]) -> BTreeSet<String> {
    let models = issues.iter().filter_map(|issue| issue.model.clone());
    models.filter(|model| !connected.catalog().is_live(model)).collect()
}

fn refused(issues: Vec<Issue>) -> Failure {
    let problem = |issue: Issue| {
        let problem = Problem::new(issue.code.name(), issue.path, issue.message).fix(&issue.fix);
        match issue.hint {
            Some(hint) => problem.hint(hint),
            None => problem,
        }
    };
    Failure::invalid(issues.into_iter().map(problem).collect())
}

fn unknown_model(connected: &Connected, model: &str) -> Failure {
    let hint = match connected.catalog().nearest_model(model) {
        Some(nearest) if nearest != model => format!("did you mean `{nearest}`"),
        _ => "`list_models` lists the models of this Odoo".to_owned(),
    };
    Failure::invalid(vec![Problem::new("unknown_model", "model", format!("this Odoo has no model `{model}`")).hint(hint)])
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Odoo(error) => error.into(),
            SessionError::Configuration(error) => Self::new("not_configured", Whose::Gateway, error.to_string())
                .hint("set the variables in the client's configuration of this server, then restart it"),
        }
    }
}
