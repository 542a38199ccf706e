//! The policy around a tool's calls: before the tool runs, before validation says anything, and before anything is sent.

use std::sync::Arc;

use odoo_sdk::schema::ModelSchema;
use odoo_sdk::validate::IssueCode;
use odoo_sdk::{Call, Effect};
use serde_json::Value;

use super::{Odoo, Operation};
use crate::policy::{self, Denial, Permitted, Reason, Ruling, Step};
use crate::session::Connected;
use crate::tools::failure::Failure;

/// Rounds of judging and learning what a judgement needs.
const MOST_ROUNDS: usize = 16;

impl Odoo {
    /// Whether the tool may be used at all: it is not switched off, and the user is in one of the groups it asks for.
    pub(crate) async fn admit(&self) -> Result<(), Failure> {
        if !self.policy.rules().tool_groups.contains_key(self.audit.tool()) {
            self.policy.admit(&self.asking(&|_| None))?;
            return Ok(());
        }
        let connected = self.connected().await?;
        let is_member = |group: &str| connected.is_member(group);
        connected.learn(&self.policy.admit(&self.asking(&is_member))?).await?;
        if self.policy.admit(&self.asking(&is_member))?.is_empty() { Ok(()) } else { Err(undecided()) }
    }

    /// Who asks, as the policy wants to know it.
    fn asking<'a>(&'a self, groups: &'a (dyn Fn(&str) -> Option<bool> + Sync)) -> policy::Caller<'a> {
        let limits = self.session.limits();
        policy::Caller { tool: self.audit.tool(), scope: limits.scope.as_ref(), mode: limits.mode, groups }
    }

    /// Judges what is no call yet, before validation says anything of it.
    pub(super) async fn preview(&self, operation: &Operation<'_>, model: &str, call: &Value) -> Result<(), Failure> {
        let connected = self.connected().await?;
        let positional: Vec<(String, Value)> = match operation {
            Operation::Method(_) => call.get("args").map(|args| ("args".to_owned(), args.clone())).into_iter().collect(),
            _ => Vec::new(),
        };
        let named = if let Operation::Method(_) = operation { call.get("kwargs") } else { Some(call) };
        let method = match operation {
            Operation::Create => "create",
            Operation::Write => "write",
            Operation::Form => "onchange",
            // Without names of fields it is asked which records, not what is in them.
            Operation::Search if call.get("fields").is_none() => "search_count",
            Operation::Search => "search_read",
            Operation::Group => "formatted_read_group",
            Operation::Method(method) => method,
        };
        let request = policy::Request { model, method, positional: &positional, named: named.and_then(Value::as_object), context: None };
        let Operation::Method(_) = operation else { return self.preview_request(connected, &request).await };
        // The policy knows the arguments of a method by their names alone; the caller gave them below `kwargs`.
        let named = request.named.map(|named| named.keys().map(String::as_str).collect::<Vec<_>>()).unwrap_or_default();
        self.preview_request(connected, &request).await.map_err(|failure| failure.below("kwargs", &named))
    }

    /// Judges a call before anybody is asked to confirm it.
    pub(crate) async fn preview_call(&self, call: &Call) -> Result<(), Failure> {
        self.preview_request(self.connected().await?, &policy::Request::of(call)).await
    }

    async fn preview_request(&self, connected: &Connected, request: &policy::Request<'_>) -> Result<(), Failure> {
        for _ in 0..MOST_ROUNDS {
            let is_member = |group: &str| connected.is_member(group);
            let needs = self.policy.preview(request, &self.asking(&is_member), connected.catalog())?;
            if needs.is_empty() {
                return Ok(());
            }
            connected.learn(&needs).await?;
        }
        Err(undecided())
    }

    /// Asks the policy, telling it what it needs to know. What stays unknown is refused.
    pub(super) async fn permit(&self, connected: &Connected, mut call: Call) -> Result<Permitted<Call>, Failure> {
        let rules = self.policy.rules();
        let records = written(&call);
        for _ in 0..MOST_ROUNDS {
            let is_member = |group: &str| connected.is_member(group);
            match self.policy.permit(call, &self.asking(&is_member), connected.catalog())? {
                Ruling::Permitted(permitted) => {
                    if records > 0 {
                        self.policy.check_records(records)?;
                        self.session.budgets().write(rules.limits.writes_per_minute, records)?;
                    }
                    return Ok(permitted);
                }
                Ruling::Needs(back, needs) => {
                    call = *back;
                    connected.learn(&needs).await?;
                }
            }
        }
        Err(undecided())
    }

    /// What the caller may see of a model: nothing where it is blocked, and never a field that is hidden.
    pub(super) async fn visible(&self, connected: &Connected, schema: Arc<ModelSchema>) -> Result<Arc<ModelSchema>, Failure> {
        for _ in 0..MOST_ROUNDS {
            let is_member = |group: &str| connected.is_member(group);
            let (needs, hidden) = self.policy.visible(&schema, &self.asking(&is_member))?;
            if needs.is_empty() {
                return Ok(without(schema, &hidden));
            }
            connected.learn(&needs).await?;
        }
        Err(undecided())
    }
}

/// The schema without some fields.
fn without(mut schema: Arc<ModelSchema>, hidden: &[String]) -> Arc<ModelSchema> {
    if !hidden.is_empty() {
        let shown = Arc::make_mut(&mut schema);
        hidden.iter().for_each(|name| drop(shown.fields.remove(name)));
    }
    schema
}

/// How many records a call writes; 0 for a read.
fn written(call: &Call) -> usize {
    let listed = call.positional.iter().filter(|(name, _)| name == "vals_list").filter_map(|(_, records)| records.as_array().map(Vec::len));
    match call.effect {
        Effect::Read => 0,
        Effect::Write => listed.sum::<usize>().max(call.ids.as_ref().map_or(0, Vec::len)).max(1),
    }
}

fn undecided() -> Failure {
    let reason = Reason::new(Step::Arguments, IssueCode::TooDeep, "this call reaches more than could be found out, so it is not sent");
    Denial::from(reason.hint("ask for less in one call, such as by a shorter path of fields")).into()
}
