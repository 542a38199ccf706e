//! What a tool answers when it did what was asked.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A tool's answer: an object for programs and models, and one line for people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ToolOutput {
    pub(crate) content: Map<String, Value>,
    pub(crate) summary: String,
    /// Files beside the answer.
    #[serde(default)]
    pub(crate) attached: Vec<Attached>,
    /// Something was done, but not all that was asked.
    pub(crate) incomplete: bool,
}

/// A file beside an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Attached {
    pub(crate) name: String,
    pub(crate) mime_type: String,
    pub(crate) base64: String,
}

impl ToolOutput {
    /// From a JSON object, and what to say to a person about it. A member that is null says nothing and goes.
    pub(crate) fn new(value: Value, summary: impl Into<String>) -> Self {
        let content = match value {
            Value::Object(mut map) => {
                map.retain(|_, member| !member.is_null());
                map
            }
            other => Map::from_iter([("result".to_owned(), other)]),
        };
        Self { content, summary: summary.into(), attached: Vec::new(), incomplete: false }
    }
}
