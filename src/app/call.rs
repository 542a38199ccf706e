//! What a door hands in and what it gets back.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::tools::{ClientChannel, Failure, ToolOutput};

/// A call of a tool, as it came.
#[derive(Debug)]
pub(crate) struct ToolCall {
    pub(crate) tool: String,
    pub(crate) arguments: Map<String, Value>,
    /// The way back while the call runs.
    pub(crate) channel: Arc<dyn ClientChannel>,
}

/// What became of a call.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It was done.
    Done(ToolOutput),
    /// It was not, and why.
    Failed(Failure),
    /// There is no such tool.
    UnknownTool(String),
}

impl From<Result<ToolOutput, Failure>> for Outcome {
    fn from(result: Result<ToolOutput, Failure>) -> Self {
        match result {
            Ok(output) => Self::Done(output),
            Err(failure) => Self::Failed(failure),
        }
    }
}
