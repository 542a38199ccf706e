//! Packs: tools of your own, typed, in a binary of your own. They run behind the same layers as the built-in ones: arguments are checked,
//! and every call to Odoo is checked against the schema and judged by the policy.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use futures_util::future::BoxFuture;
use odoo_sdk::{Call, Series};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::class::{Effect as ClassEffect, ToolClass, Use};
use super::context::ToolContext;
use super::definition::{Member, ToolDefinition};
use super::failure::{Failure, Origin};
use super::output::ToolOutput;
use super::settings::Toolset;
use super::tool::Tool;
use super::{arguments, inner};
use crate::error_code::ErrorCode;

/// The packs of this program.
static TOOLS: OnceLock<Vec<Arc<dyn Tool>>> = OnceLock::new();

/// What a tool does to data. Its annotations, `dry_run` and the read-only mode follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Reads,
    /// Adds; a second call adds again.
    Adds,
    /// Overwrites; a second call changes nothing more.
    Overwrites,
    /// Does what a method does.
    Executes,
}

/// A tool of your own.
pub trait PackTool: Send + Sync + 'static {
    /// Its name on MCP: small letters, digits and `_`.
    const NAME: &'static str;
    /// Its name for people.
    const TITLE: &'static str;
    /// When to use it and what comes back.
    const DESCRIPTION: &'static str;
    /// What it does to data.
    const EFFECT: Effect;
    /// Models it cannot do without: it is offered only where the connected Odoo has them all.
    const MODELS: &'static [&'static str];
    /// Its arguments, a struct with `#[serde(deny_unknown_fields)]`; the input schema is made from it.
    type Arguments: DeserializeOwned + JsonSchema + Send;

    /// Runs it; the answer is an object.
    fn run(context: &PackContext<'_>, arguments: Self::Arguments) -> impl Future<Output = Result<Value, PackError>> + Send;
}

/// What a tool of a pack has at hand.
#[derive(Debug)]
pub struct PackContext<'a>(&'a ToolContext);

/// Why a tool did not do what was asked.
#[derive(Debug)]
pub struct PackError(Failure);

/// Tools that are shipped together.
#[derive(Debug, Default)]
pub struct Pack(Vec<Arc<dyn Tool>>);

impl Pack {
    /// A pack without tools.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a tool.
    #[must_use]
    pub fn tool<T: PackTool>(mut self) -> Self {
        self.0.push(packed::<T>());
        self
    }

    pub(crate) fn register(self) {
        // The first pack holds: a program has one `main`.
        let _ = TOOLS.set(self.0);
    }
}

/// The tools of this program's pack.
pub(crate) fn registered() -> impl Iterator<Item = &'static Arc<dyn Tool>> {
    TOOLS.get().into_iter().flatten()
}

impl PackContext<'_> {
    /// Calls a built-in tool, with its checks and its answer.
    ///
    /// # Errors
    /// [`PackError`] with what that tool says.
    pub async fn call(&self, tool: &str, arguments: Value) -> Result<Value, PackError> {
        let Value::Object(given) = arguments else { return Err(PackError::new("arguments are an object")) };
        inner::run(self.0, tool, given).await.map(|output| Value::Object(output.content)).map_err(PackError)
    }

    /// Sends a call to Odoo, such as that of a typed query, if the policy permits it.
    ///
    /// # Errors
    /// [`PackError`] where the policy or Odoo refuses.
    pub async fn send(&self, call: Call) -> Result<Value, PackError> {
        self.0.odoo.send(call).await.map_err(PackError)
    }

    /// Goes on only if a person confirms this very call, or confirmations are switched off. Of a tool that does not only read.
    ///
    /// # Errors
    /// [`PackError`] where nobody confirmed yet.
    pub async fn confirm(&self, question: &str) -> Result<(), PackError> {
        self.0.confirm(question).await.map_err(PackError)
    }

    /// Whether nothing may be sent that changes anything. Built-in tools that are called see it too.
    #[must_use]
    pub fn dry_run(&self) -> bool {
        self.0.call.dry_run()
    }

    /// The series of the connected Odoo.
    ///
    /// # Errors
    /// [`PackError`] where there is no connection.
    pub async fn series(&self) -> Result<Series, PackError> {
        self.0.odoo.series().await.map_err(PackError)
    }

    /// Reports how far the work is.
    pub async fn progress(&self, done: usize, total: usize, message: &str) {
        self.0.call.progress(done, total, message).await;
    }
}

impl PackError {
    /// An error of the caller's, in plain words.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self(Failure::new(ErrorCode::WrongValue, Origin::Caller, message))
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reported = self.0.to_json();
        f.write_str(reported.get("message").and_then(Value::as_str).unwrap_or("the call failed"))
    }
}

impl std::error::Error for PackError {}

impl Effect {
    fn class(self) -> ClassEffect {
        match self {
            Self::Reads => ClassEffect::Reads,
            Self::Adds => ClassEffect::Adds,
            Self::Overwrites => ClassEffect::Overwrites,
            Self::Executes => ClassEffect::Executes,
        }
    }
}

/// A tool of a pack as the registry holds it.
struct Packed<T> {
    definition: ToolDefinition,
    tool: PhantomData<T>,
}

fn packed<T: PackTool>() -> Arc<dyn Tool> {
    let class = ToolClass::new(T::EFFECT.class(), Toolset::Declared).with([Use::Records]).needing_models(T::MODELS);
    let class = if T::EFFECT == Effect::Reads { class } else { class.with([Use::Confirmation]) };
    let returns = vec![Member { name: "result".to_owned(), kind: "object".to_owned(), always: false }];
    let definition = ToolDefinition::typed::<T::Arguments>(T::NAME, T::TITLE, T::DESCRIPTION, class, returns);
    Arc::new(Packed::<T> { definition, tool: PhantomData })
}

impl<T: PackTool> Tool for Packed<T> {
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    fn run<'a>(&'a self, context: &'a ToolContext, given: Map<String, Value>) -> BoxFuture<'a, Result<ToolOutput, Failure>> {
        Box::pin(async move {
            let answer = T::run(&PackContext(context), arguments::read(given)?).await.map_err(|error| error.0)?;
            Ok(ToolOutput::new(answer, T::TITLE))
        })
    }
}

impl<T> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Packed").field(&self.definition.name).finish()
    }
}
