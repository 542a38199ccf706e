//! What a tool is: a definition and a function. Most are typed, known when the program is built; others are made while it runs.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use odoo_sdk::Series;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::arguments;
use super::class::ToolClass;
use super::context::ToolContext;
use super::definition::{Member, ToolDefinition};
use super::failure::Failure;
use super::output::ToolOutput;

/// A tool as the registry holds it.
pub(crate) trait Tool: fmt::Debug + Send + Sync {
    /// What is said of it.
    fn definition(&self) -> &ToolDefinition;

    /// The tool as it is for an Odoo of this series, where it differs.
    fn of_series(&self, _series: Series) -> Option<Arc<dyn Tool>> {
        None
    }

    /// Runs it with arguments that were checked; the common ones are in the context.
    fn run<'a>(&'a self, context: &'a ToolContext, arguments: Map<String, Value>) -> BoxFuture<'a, Result<ToolOutput, Failure>>;
}

/// Members of an answer that succeeded: name, JSON type, and whether it is always there.
pub(crate) type Returns = &'static [(&'static str, &'static str, bool)];

/// A tool that is known when the program is built.
pub(crate) trait TypedTool: Send + Sync + 'static {
    /// Its name on MCP.
    const NAME: &'static str;
    /// Its name for people.
    const TITLE: &'static str;
    /// When to use it and what comes back.
    const DESCRIPTION: &'static str;
    /// What comes back.
    const RETURNS: Returns;
    /// Its arguments; the input schema is made from them.
    type Arguments: DeserializeOwned + JsonSchema + Send + 'static;

    /// What it does and what it takes.
    fn class() -> ToolClass;

    /// Runs it.
    fn run(context: &ToolContext, arguments: Self::Arguments) -> impl Future<Output = Result<ToolOutput, Failure>> + Send;
}

/// A typed tool with its definition.
struct Typed<T> {
    definition: ToolDefinition,
    tool: PhantomData<T>,
}

/// A typed tool as the registry holds it.
pub(crate) fn typed<T: TypedTool>() -> Arc<dyn Tool> {
    let member = |(name, kind, always): &(&str, &str, bool)| Member { name: (*name).to_owned(), kind: (*kind).to_owned(), always: *always };
    let returns = T::RETURNS.iter().map(member).collect();
    let definition = ToolDefinition::typed::<T::Arguments>(T::NAME, T::TITLE, T::DESCRIPTION, T::class(), returns);
    Arc::new(Typed::<T> { definition, tool: PhantomData })
}

impl<T: TypedTool> Tool for Typed<T> {
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    fn run<'a>(&'a self, context: &'a ToolContext, arguments: Map<String, Value>) -> BoxFuture<'a, Result<ToolOutput, Failure>> {
        Box::pin(async move {
            let output = T::run(context, arguments::read(arguments)?).await?;
            match self.definition.misfit(&output.content) {
                None => Ok(output),
                Some(member) => Err(Failure::misfit(member, T::class().writes())),
            }
        })
    }
}

impl<T> fmt::Debug for Typed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Typed").field(&self.definition.name).finish()
    }
}
