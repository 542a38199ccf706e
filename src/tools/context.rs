//! What a tool has at hand: the connection, the policy, and the check that every call passes before it is sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use odoo_sdk::schema::{Lookup, ModelSchema, SchemaSource};
use odoo_sdk::validate::{Change, Input, Issue, validate};
use odoo_sdk::{Call, Effect, ErrorKind};
use serde_json::Value;
use tokio::sync::OnceCell;

use super::failure::{Failure, Problem, Whose};
use crate::audit::Trail;
use crate::policy::{Caller, Denial, Needs, Permitted, Policy, Reason, Request, Ruling, Step};
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
    trail: Trail,
    /// The connection of this call: a `login` beside it does not change it half way.
    connected: Arc<OnceCell<Arc<Connected>>>,
}

impl ToolContext {
    /// For one call of a tool.
    pub(crate) fn new(session: Arc<Session>, policy: Policy, trail: Trail) -> Self {
        Self { session, policy, trail, connected: Arc::default() }
    }

    /// The session.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// Whether the tool may be used at all: its rate, and the groups it asks for.
    pub(crate) async fn admit(&self, arguments: &serde_json::Map<String, Value>) -> Result<(), Failure> {
        let limits = self.policy.rules().limits;
        self.session.buckets.call(limits.calls_per_minute)?;
        let bytes = size(arguments);
        if bytes > limits.argument_bytes {
            let message = format!("the arguments have {bytes} bytes, more than {}", limits.argument_bytes);
            return Err(Denial::from(Reason::new(Step::Arguments, "too_large", message).rule("limits")).into());
        }
        if !self.policy.rules().tool_groups.contains_key(self.trail.tool()) {
            return Ok(drop(self.policy.admit(&self.caller(&|_| None))?));
        }
        let connected = self.connected().await?;
        for group in self.policy.admit(&self.caller(&|group| connected.is_member(group)))?.groups {
            connected.ask_group(&group).await?;
        }
        let needs = self.policy.admit(&self.caller(&|group| connected.is_member(group)))?;
        if needs.is_empty() { Ok(()) } else { Err(undecided()) }
    }

    fn caller<'a>(&'a self, groups: &'a (dyn Fn(&str) -> Option<bool> + Sync)) -> Caller<'a> {
        Caller { tool: self.trail.tool(), scope: None, groups }
    }

    /// The open connection.
    pub(crate) async fn connected(&self) -> Result<&Connected, Failure> {
        Ok(self.connected.get_or_try_init(|| self.session.connected()).await?.as_ref())
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
        self.preview(connected, model, call).await?;
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
        let (model, method) = (call.model.clone(), call.method.clone());
        let names_fields = Request::of(&call).names_fields();
        let entry = self.trail.begin(&call);
        let permitted = match self.permit(connected, call).await {
            Ok(permitted) => permitted,
            Err(failure) => {
                entry.refused(failure.code(), failure.rule());
                return Err(failure);
            }
        };
        if let Err(error) = entry.allowed() {
            return Err(Denial::from(Reason::new(Step::Audit, "audit_failed", format!("the audit cannot be written: {error}"))).into());
        }
        let place = self.session.place_in_flight().await;
        let answer = connected.call(permitted).await;
        drop(place);
        entry.ended(answer.as_ref().err().map(|error| error.kind().name()));
        if answer.as_ref().is_err_and(|error| matches!(error.kind(), ErrorKind::Server | ErrorKind::Version)) {
            connected.catalog().forget(&model);
        }
        let mut answer = answer?;
        self.policy.redact(&model, &method, names_fields, &mut answer, &|group| connected.is_member(group) == Some(true));
        Ok(answer)
    }

    /// Asks the policy, telling it what it needs to know. What stays unknown is refused.
    async fn permit(&self, connected: &Connected, mut call: Call) -> Result<Permitted<Call>, Failure> {
        let rules = self.policy.rules();
        let records = written(&call);
        for _ in 0..MOST_ROUNDS {
            let groups = |group: &str| connected.is_member(group);
            match self.policy.permit(call, &self.caller(&groups), connected.catalog())? {
                Ruling::Permitted(permitted) => {
                    if records > 0 {
                        self.policy.check_records(records)?;
                        self.session.buckets.write(rules.limits.writes_per_minute, records)?;
                    }
                    return Ok(permitted);
                }
                Ruling::Needs(back, needs) => {
                    call = *back;
                    learn(connected, &needs).await?;
                }
            }
        }
        Err(undecided())
    }

    /// Judges what is no call yet, before validation says anything of it.
    async fn preview(&self, connected: &Connected, model: &str, call: &Value) -> Result<(), Failure> {
        for _ in 0..MOST_ROUNDS {
            let groups = |group: &str| connected.is_member(group);
            let request = Request::planned(model, call.as_object());
            let needs = self.policy.preview(&request, &self.caller(&groups), connected.catalog())?;
            if needs.is_empty() {
                return Ok(());
            }
            learn(connected, &needs).await?;
        }
        Err(undecided())
    }
}

/// Loads the models and asks for the groups that a judgement needs.
async fn learn(connected: &Connected, needs: &Needs) -> Result<(), Failure> {
    for model in &needs.models {
        connected.catalog().load(connected.client(), model).await?;
    }
    for group in &needs.groups {
        connected.ask_group(group).await?;
    }
    Ok(())
}

/// How many records a call writes; 0 for a read.
fn written(call: &Call) -> usize {
    let listed = call.positional.iter().filter(|(name, _)| name == "vals_list").filter_map(|(_, records)| records.as_array().map(Vec::len));
    match call.effect {
        Effect::Read => 0,
        Effect::Write => listed.sum::<usize>().max(call.ids.as_ref().map_or(0, Vec::len)).max(1),
    }
}

/// Bytes of arguments as JSON, near enough.
fn size(arguments: &serde_json::Map<String, Value>) -> usize {
    fn of(value: &Value) -> usize {
        match value {
            Value::String(text) => text.len() + 2,
            Value::Array(items) => items.iter().map(|item| of(item) + 1).sum::<usize>() + 2,
            Value::Object(members) => members.iter().map(|(name, member)| name.len() + of(member) + 4).sum::<usize>() + 2,
            Value::Null | Value::Bool(_) | Value::Number(_) => 4,
        }
    }
    arguments.iter().map(|(name, value)| name.len() + of(value)).sum()
}

fn undecided() -> Failure {
    Denial::from(Reason::new(Step::Arguments, "undecided", "what this call reaches could not be found out, so it is not sent")).into()
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
        Some(nearest) if nearest != model => format!("did you mean `{nearest}`?"),
        _ => "`list_models` lists the models of this Odoo".to_owned(),
    };
    Failure::invalid(vec![Problem::new("unknown_model", "model", format!("this Odoo has no model `{model}`")).hint(hint)])
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Odoo(error) => error.into(),
            SessionError::Over(why) => Self::new("not_logged_in", Whose::Caller, why).hint("call `login`"),
            SessionError::Locked(locked) => {
                Denial::from(Reason::new(Step::Authentication, "locked_out", locked.to_string())).after(locked.remaining).into()
            }
            SessionError::Configuration(error) => Self::new("not_configured", Whose::Gateway, error.to_string())
                .hint("set the variables in the client's configuration of this server, then restart it"),
        }
    }
}
