//! The check that every call passes before it is sent.

use std::collections::BTreeSet;

use odoo_sdk::schema::{Lookup, ModelKind, ModelSchema, SchemaSource};
use odoo_sdk::validate::{Change, Input, Issue, IssueCode, Note, apply_patch, validate};
use serde_json::Value;

use super::Odoo;
use super::people::Person;
use super::times::Named;
use crate::error_code::ErrorCode;
use crate::session::Connected;
use crate::tools::failure::{Failure, Origin, Problem};
use crate::tools::remarks::Remarks;

/// Rounds of checking and loading schemas: a path through relations needs one for each model on its way.
const MOST_ROUNDS: usize = 16;

/// What a call does, and so what its arguments must be. The arguments of a call are the members of one JSON object, under the
/// names the tools give them, so that the path of an error and its fix fit the caller's own call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Operation<'a> {
    /// `values`.
    Create,
    /// `values`, and `ids` where they are known.
    Write,
    /// `values` of a form, of which nothing is written.
    Form,
    /// `domain`, `order`, `fields`.
    Search,
    /// `domain`, of which names are asked alone.
    Names,
    /// `groupby`, `aggregates`, `domain`, `having`, `order`.
    Group,
    /// The method of that name with `record_ids`, `args`, `kwargs`.
    Method(&'a str),
}

/// What a call says in words that stand for something else.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) times: Vec<Named>,
    pub(super) people: Vec<Person>,
}

impl Operation<'_> {
    fn writes(&self) -> bool {
        matches!(self, Self::Create | Self::Write)
    }

    fn input<'a>(&'a self, model: &'a str, call: &'a Value) -> Input<'a> {
        let values = call.get("values").unwrap_or(&Value::Null);
        let order = call.get("order").and_then(Value::as_str);
        match self {
            Self::Create => Input::Create { model, values },
            Self::Write => Input::Write { model, ids: call.get("ids"), values },
            Self::Form => Input::Form { model, values },
            Self::Search => Input::Search { model, domain: call.get("domain"), order, fields: call.get("fields") },
            Self::Names => Input::Names { model, domain: call.get("domain") },
            Self::Group => Input::Group {
                model,
                domain: call.get("domain"),
                groupby: call.get("groupby").unwrap_or(&Value::Null),
                aggregates: call.get("aggregates"),
                having: call.get("having"),
                order,
            },
            Self::Method(method) => {
                Input::Method { model, method, ids: call.get("ids"), args: call.get("args"), kwargs: call.get("kwargs") }
            }
        }
    }
}

impl Odoo {
    /// Checks a call against the schema, loading what is not known yet, and normalises it where nothing is lost. What only the
    /// snapshot refuses is asked of Odoo first.
    pub(crate) async fn check(&self, operation: Operation<'_>, model: &str, call: &mut Value) -> Result<Remarks, Failure> {
        let connected = self.connected().await?;
        let mut changes = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let mut said = Said::default();
            let (outcome, mut needs, beside) = self.observe(connected, &operation.input(model, call), &mut said)?;
            let mut resolved = self.resolved(&said.times).await?;
            resolved.extend(self.identified(&said.people).await?);
            if !resolved.is_empty() {
                normalise(&resolved, call)?;
                changes.extend(resolved);
                continue;
            }
            needs.models.extend(outcome.needs.iter().cloned());
            if needs.is_empty() && outcome.is_accepted() {
                if let (false, Lookup::Found(schema)) = (matches!(operation, Operation::Method(_)), connected.catalog().lookup(model)) {
                    has_records(&schema)?;
                }
                normalise(&outcome.changes, call)?;
                let mut notes = outcome.notes;
                notes.extend(operation.writes().then(|| computed(connected, model, call)).into_iter().flatten());
                notes.extend(self.notes_of_times(&said.times).await?);
                changes.extend(outcome.changes);
                return Ok(Remarks { changes, notes, beside });
            }
            if needs.is_empty() {
                needs.models = not_asked_live(connected, &outcome.issues);
            }
            if needs.is_empty() {
                return Err(refused(outcome.issues));
            }
            self.learn(connected, &needs).await?;
        }
        Err(Failure::new(IssueCode::TooDeep, Origin::Caller, "the call reaches through too many models to be checked")
            .hint("ask for less in one call, such as by a shorter path of fields"))
    }

    /// The issues of a call, without a judgement: what a create of nothing lacks is what it needs.
    pub(crate) async fn issues(&self, operation: Operation<'_>, model: &str, call: &Value) -> Result<Vec<Issue>, Failure> {
        let connected = self.connected().await?;
        for _ in 0..MOST_ROUNDS {
            let outcome = validate(&operation.input(model, call), connected.catalog().series(), connected.catalog());
            if outcome.needs.is_empty() {
                return Ok(outcome.issues);
            }
            for model in &outcome.needs {
                connected.catalog().load(connected.client(), model).await?;
            }
        }
        Ok(Vec::new())
    }
}

/// Applies what was normalised.
fn normalise(changes: &[Change], call: &mut Value) -> Result<(), Failure> {
    let apply = |change: &Change| apply_patch(call, std::slice::from_ref(&change.patch));
    changes.iter().try_for_each(apply).map_err(|error| Failure::new(ErrorCode::Internal, Origin::Gateway, error.to_string()))
}

/// An abstract model has no table, so nothing can be asked of its records.
pub(crate) fn has_records(schema: &ModelSchema) -> Result<(), Failure> {
    if schema.kind != ModelKind::Abstract {
        return Ok(());
    }
    let message = format!("`{}` is abstract, it has no records of its own", schema.model);
    Err(Failure::invalid(vec![Problem::new(IssueCode::AbstractModel, "model", message).hint("use a model that inherits from it")]))
}

/// Values of fields that Odoo computes and keeps: it takes them, and puts its own in their place when it computes them anew.
fn computed(connected: &Connected, model: &str, call: &Value) -> Vec<Note> {
    let Lookup::Found(schema) = connected.catalog().lookup(model) else { return Vec::new() };
    let is_computed = |name: &&String| schema.fields.get(*name).is_some_and(|field| field.computed && field.readonly && field.store);
    let names = call.get("values").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name);
    let note = |name: &String| Note {
        path: format!("values.{name}"),
        message: format!("`{name}` of `{model}` is computed: Odoo may put its own value in place of this one, at once or later"),
        hint: "read it back, or write what it follows from".to_owned(),
    };
    names.filter(is_computed).map(note).collect()
}

/// The models whose word the refusal rests on and that were not asked of Odoo itself yet.
fn not_asked_live(connected: &Connected, issues: &[Issue]) -> BTreeSet<String> {
    let models = issues.iter().filter_map(|issue| issue.model.clone());
    models.filter(|model| !connected.catalog().is_live(model)).collect()
}

fn refused(issues: Vec<Issue>) -> Failure {
    // The schema that the refusal rests on is the gateway's own matter.
    let problem = |issue: Issue| Problem { model: None, ..issue.coded() }.moved("ids", "record_ids");
    Failure::invalid(issues.into_iter().map(problem).collect())
}
