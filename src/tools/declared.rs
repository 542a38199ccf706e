//! Tools that an operator declares: a name, typed parameters, and steps that are calls of the built-in tools with the parameters in them.
//! They go through the same checks and the same policy as those tools, for they are those tools.

mod check;
mod declaration;
mod run;
mod template;

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

use super::context::ToolContext;
use super::definition::ToolDefinition;
use super::failure::Failure;
use super::output::ToolOutput;
use super::tool::Tool;

pub(crate) use check::Schemas;
pub(crate) use declaration::read;

/// A step of a path in a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// The value under a key.
    Key(String),
    /// An item of a list.
    Item(usize),
}

/// Something about a declaration that its author should know.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// It stops the start; otherwise it is a warning.
    pub(crate) is_error: bool,
    pub(crate) path: Vec<Part>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Found {
    fn error(path: Vec<Part>, message: impl Into<String>) -> Self {
        Self { is_error: true, path, message: message.into(), hint: None }
    }

    fn hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }
}

/// A parameter.
#[derive(Debug, Clone)]
struct Parameter {
    name: String,
    kind: ParameterType,
    default: Option<Value>,
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ParameterType {
    String,
    Integer,
    Number,
    Boolean,
    Date,
    Strings,
    Integers,
}

/// A call of a built-in tool.
#[derive(Debug, Clone)]
struct Step {
    id: String,
    kind: StepKind,
    arguments: Map<String, Value>,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StepKind {
    SearchRead,
    ReadGroup,
    Create,
    Write,
    Call,
    Wizard,
}

impl StepKind {
    const ALL: [(&'static str, Self); 6] = [
        ("search_read", Self::SearchRead),
        ("read_group", Self::ReadGroup),
        ("create", Self::Create),
        ("write", Self::Write),
        ("call", Self::Call),
        ("wizard", Self::Wizard),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The tool that does it.
    fn tool(self) -> &'static str {
        match self {
            Self::SearchRead => "search_read",
            Self::ReadGroup => "read_group",
            Self::Create => "create_record",
            Self::Write => "update_record",
            Self::Call => "execute_method",
            Self::Wizard => "run_wizard",
        }
    }

    fn writes(self) -> bool {
        !matches!(self, Self::SearchRead | Self::ReadGroup)
    }
}

/// A declared tool.
pub(crate) struct DeclaredTool {
    definition: ToolDefinition,
    parameters: Vec<Parameter>,
    steps: Vec<Step>,
}

impl DeclaredTool {
    /// Whether it asks once, before its first step: a second question half way would come too late. One create or write asks by itself
    /// where it has to.
    fn asks_once(&self) -> bool {
        let writing = || self.steps.iter().filter(|step| step.kind.writes());
        writing().count() > 1 || writing().any(|step| matches!(step.kind, StepKind::Call | StepKind::Wizard))
    }
}

impl Tool for DeclaredTool {
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    fn run<'a>(&'a self, context: &'a ToolContext, arguments: Map<String, Value>) -> BoxFuture<'a, Result<ToolOutput, Failure>> {
        Box::pin(run::run(self, context, arguments))
    }
}

impl fmt::Debug for DeclaredTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DeclaredTool").field(&self.definition.name).finish()
    }
}

/// A built-in tool by name.
fn built_in(name: &str) -> Option<&'static Arc<dyn Tool>> {
    super::registry::built_in().iter().find(|tool| *tool.definition().name == *name)
}
