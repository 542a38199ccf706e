//! Arguments that n8n adds to every call, whatever the tool takes. Exactly these are left out where a tool has no such argument, and the
//! answer says so; every other unknown argument is refused as ever.

use serde_json::{Map, Value};

use crate::tools::ToolDefinition;

/// Their names.
const NAMES: [&str; 4] = ["toolCallId", "sessionId", "action", "chatInput"];

/// Takes them out; those that were there.
pub(crate) fn take(arguments: &mut Map<String, Value>, tool: &ToolDefinition) -> Vec<&'static str> {
    NAMES.into_iter().filter(|name| !tool.takes(name)).filter(|name| arguments.remove(*name).is_some()).collect()
}

/// What the answer says of them.
pub(super) fn note(names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| format!("left out, since the tool takes no such argument: {}", names.join(", ")))
}
