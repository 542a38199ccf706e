//! What is answered beside the tools and judged as one of them: resources, completions and prompts.

use std::fmt;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::{Failure, Tool, ToolClass, ToolContext, ToolDefinition, ToolOutput};

/// What answers.
type Answer = for<'a> fn(&'a ToolContext, Map<String, Value>) -> BoxFuture<'a, Result<ToolOutput, Failure>>;

/// An answer that is not a tool's, under the rules of one.
pub(crate) struct Judged {
    definition: ToolDefinition,
    answer: Answer,
}

impl Judged {
    /// Under the rules of this tool, with these texts as arguments.
    pub(crate) fn new(tool: &str, class: ToolClass, arguments: &[&str], answer: Answer) -> Self {
        let properties: Map<String, Value> = arguments.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
        let schema = [("type", json!("object")), ("properties", json!(properties)), ("additionalProperties", json!(false))];
        let schema = schema.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        Self { definition: ToolDefinition::new(tool, "", "", class, schema, Vec::new()), answer }
    }
}

impl Tool for Judged {
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    fn run<'a>(&'a self, context: &'a ToolContext, arguments: Map<String, Value>) -> BoxFuture<'a, Result<ToolOutput, Failure>> {
        (self.answer)(context, arguments)
    }
}

impl fmt::Debug for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Judged").field(&self.definition.name).finish()
    }
}
