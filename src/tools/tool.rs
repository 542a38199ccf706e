//! What a tool is: a name, a description, hints that tell the truth, typed arguments, and a function.

use odoo_sdk::validate::IssueCode;
use std::pin::Pin;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::arguments;
use super::context::ToolContext;
use super::failure::{Failure, Problem};
use super::once::once;
use super::settings::Toolset;
use super::shape::cap;
use super::shared::{Shared, Takes};

/// What a tool does to data, as MCP's annotations tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hints {
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
}

/// A tool's answer: an object for programs and models, and one line for people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) content: Map<String, Value>,
    pub(crate) summary: String,
    /// Something was done, but not all that was asked.
    pub(crate) incomplete: bool,
}

/// Members of an answer that succeeded: name, JSON type, and whether it is always there.
pub(crate) type Returns = &'static [(&'static str, &'static str, bool)];

/// One tool.
pub(crate) trait Tool: 'static {
    /// Its name on MCP.
    const NAME: &'static str;
    /// Its name for people.
    const TITLE: &'static str;
    /// When to use it and what comes back.
    const DESCRIPTION: &'static str;
    /// What it does to data.
    const HINTS: Hints;
    /// The toolset it is switched with.
    const TOOLSET: Toolset;
    /// The shared arguments it takes.
    const TAKES: Takes;
    /// Models it cannot do without: it is offered only where the connected Odoo has them all.
    const MODELS: &'static [&'static str] = &[];
    /// What comes back.
    const RETURNS: Returns;
    /// Its arguments; the input schema is made from them.
    type Arguments: DeserializeOwned + JsonSchema + Send;

    /// Runs it.
    fn run(context: ToolContext, arguments: Self::Arguments) -> impl Future<Output = Result<Answer, Failure>> + Send;
}

/// Runs a tool: with what it has at hand, the whole schema of its arguments, and the arguments as they came.
type Run = fn(ToolContext, Arc<Map<String, Value>>, Map<String, Value>) -> Running;

type Running = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// A tool as the registry holds it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    pub(crate) hints: Hints,
    pub(crate) toolset: Toolset,
    pub(crate) models: &'static [&'static str],
    /// As clients see it.
    pub(crate) input_schema: Arc<Map<String, Value>>,
    /// As arguments are checked.
    whole_schema: Arc<Map<String, Value>>,
    pub(crate) output_schema: Arc<Map<String, Value>>,
    pub(crate) returns: Returns,
    run: Run,
}

impl Entry {
    /// The entry of a tool.
    pub(crate) fn of<T: Tool>() -> Self {
        let whole_schema = arguments::input_schema::<T::Arguments>(T::TAKES);
        Self {
            name: T::NAME,
            title: T::TITLE,
            description: T::DESCRIPTION,
            hints: T::HINTS,
            toolset: T::TOOLSET,
            models: T::MODELS,
            input_schema: Arc::new(arguments::listed(&whole_schema)),
            whole_schema: Arc::new(whole_schema),
            output_schema: Arc::new(output_schema(T::RETURNS)),
            returns: T::RETURNS,
            run: |context, schema, given| Box::pin(run::<T>(context, schema, given)),
        }
    }

    /// Whether it changes the session only, and nothing in Odoo.
    pub(crate) fn is_of_session(&self) -> bool {
        self.toolset == Toolset::Session
    }

    /// Runs the tool with arguments as they came.
    pub(crate) fn call(&self, context: ToolContext, given: Map<String, Value>) -> Running {
        (self.run)(context, Arc::clone(&self.whole_schema), given)
    }
}

async fn run<T: Tool>(mut context: ToolContext, schema: Arc<Map<String, Value>>, mut given: Map<String, Value>) -> Result<Answer, Failure> {
    context.admit(&given).await?;
    arguments::check(&schema, &given)?;
    let unreadable = |error: serde_json::Error| Failure::invalid(vec![Problem::new(IssueCode::WrongType, "", error.to_string())]);
    context.request.tool = T::NAME;
    context.request.arguments = canonical(&given).into();
    context.request.shared = Shared::take(&mut given, T::TAKES).map_err(unreadable)?;
    context.request.shared.context.check()?;
    let arguments = arguments::read(given)?;
    let key = context.request.shared.idempotency_key.clone().filter(|_| !context.dry_run());
    let most = context.response_bytes();
    let mut answer = match key {
        Some(key) => Box::pin(once(&context, &key, T::run(context.clone(), arguments))).await,
        None => T::run(context, arguments).await,
    }?;
    cap(&mut answer.content, most);
    Ok(answer)
}

/// The arguments without those that may differ between two tries of one call; the members of JSON objects are sorted.
fn canonical(given: &Map<String, Value>) -> String {
    let is_same = |name: &str| name != "confirm_token" && name != "idempotency_key";
    let same: Map<String, Value> =
        given.iter().filter(|(name, _)| is_same(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    Value::Object(same).to_string()
}

/// Which members are always there is told in the reference only: clients check the answers of failed calls against this schema too, and
/// those have an `error` instead.
fn output_schema(returns: Returns) -> Map<String, Value> {
    let properties: Map<String, Value> = returns.iter().map(|(name, kind, _)| ((*name).to_owned(), json!({"type": kind}))).collect();
    Map::from_iter([("type".to_owned(), json!("object")), ("properties".to_owned(), Value::Object(properties))])
}

impl Answer {
    /// An answer from a JSON object, and what to tell a person about it.
    pub(crate) fn new(value: Value, summary: impl Into<String>) -> Self {
        let content = match value {
            Value::Object(map) => map,
            other => Map::from_iter([("result".to_owned(), other)]),
        };
        Self { content, summary: summary.into(), incomplete: false }
    }
}
