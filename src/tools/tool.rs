//! What a tool is: a name, a description, hints that tell the truth, typed arguments, and a function.

use std::pin::Pin;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::arguments;
use super::context::ToolContext;
use super::failure::Failure;

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
}

/// A tool's answer: an object for programs, from which the text for models is made.
#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Map<String, Value>);

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
    /// Its arguments; the input schema is made from them.
    type Arguments: DeserializeOwned + JsonSchema + Send;

    /// Runs it.
    fn run(context: ToolContext, arguments: Self::Arguments) -> impl Future<Output = Result<Answer, Failure>> + Send;
}

type Running = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// A tool as the registry holds it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    pub(crate) hints: Hints,
    pub(crate) input_schema: Arc<Map<String, Value>>,
    run: fn(ToolContext, Arc<Map<String, Value>>, Map<String, Value>) -> Running,
}

impl Entry {
    /// The entry of a tool.
    pub(crate) fn of<T: Tool>() -> Self {
        Self {
            name: T::NAME,
            title: T::TITLE,
            description: T::DESCRIPTION,
            hints: T::HINTS,
            input_schema: Arc::new(arguments::input_schema::<T::Arguments>()),
            run: |context, schema, given| Box::pin(run::<T>(context, schema, given)),
        }
    }

    /// Whether it changes the session only, and nothing in Odoo.
    pub(crate) fn is_of_session(&self) -> bool {
        matches!(self.name, "login" | "logout")
    }

    /// Runs the tool with arguments as they came.
    pub(crate) fn call(&self, context: ToolContext, given: Map<String, Value>) -> Running {
        (self.run)(context, Arc::clone(&self.input_schema), given)
    }
}

async fn run<T: Tool>(context: ToolContext, schema: Arc<Map<String, Value>>, given: Map<String, Value>) -> Result<Answer, Failure> {
    context.admit(&given).await?;
    let arguments = arguments::read(&schema, given)?;
    T::run(context, arguments).await
}

impl Answer {
    /// An answer from a JSON object; anything else is put under `result`.
    pub(crate) fn new(value: Value) -> Self {
        match value {
            Value::Object(map) => Self(map),
            other => Self(Map::from_iter([("result".to_owned(), other)])),
        }
    }
}
