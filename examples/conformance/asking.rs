//! What a fixture asks the client for, in a request of its own or in the answer to a call.

use rmcp::model::{ErrorData, InputRequests, InputRequiredResult, InputResponses};
use serde_json::{Map, Value, json};

use crate::decoded;

/// Questions by key, each a request to the client.
pub(crate) struct Asked(Map<String, Value>);

impl Asked {
    /// A form with one text.
    pub(crate) fn form(key: &str, field: &str) -> Self {
        let schema = json!({ "type": "object", "properties": { field: { "type": "string" } }, "required": [field] });
        let question = json!({ "method": "elicitation/create", "params": { "message": "What is it?", "requestedSchema": schema } });
        Self(Map::from_iter([(key.to_owned(), question)]))
    }

    /// A text from the client's model.
    pub(crate) fn sampling(key: &str, prompt: &str) -> Self {
        Self(Map::from_iter([(key.to_owned(), json!({ "method": "sampling/createMessage", "params": sampling(prompt) }))]))
    }

    /// The client's folders.
    pub(crate) fn roots(key: &str) -> Self {
        Self(Map::from_iter([(key.to_owned(), json!({ "method": "roots/list" }))]))
    }

    /// Both.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    pub(crate) fn into_result(self, state: Option<String>) -> Result<InputRequiredResult, ErrorData> {
        Ok(InputRequiredResult::new(Some(decoded::<InputRequests>(Value::Object(self.0))?), state))
    }
}

/// The parameters of a request to the client's model.
pub(crate) fn sampling(prompt: &str) -> Value {
    json!({ "messages": [{ "role": "user", "content": { "type": "text", "text": prompt } }], "maxTokens": 100 })
}

/// A text of a form that was sent back.
pub(crate) fn answer(responses: Option<&InputResponses>, key: &str, field: &str) -> Option<String> {
    responses?.get(key)?.get("content")?.get(field)?.as_str().map(str::to_owned)
}

/// A form with a default for each type.
pub(crate) fn defaults() -> Value {
    form(json!({
        "name": { "type": "string", "default": "John Doe" },
        "age": { "type": "integer", "default": 30 },
        "score": { "type": "number", "default": 95.5 },
        "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
        "verified": { "type": "boolean", "default": true },
    }))
}

/// A form with every kind of choice.
pub(crate) fn choices() -> Value {
    let named = json!([
        { "const": "value1", "title": "First Option" },
        { "const": "value2", "title": "Second Option" },
        { "const": "value3", "title": "Third Option" },
    ]);
    form(json!({
        "untitledSingle": { "type": "string", "enum": ["option1", "option2", "option3"] },
        "titledSingle": { "type": "string", "oneOf": named },
        "legacyEnum": { "type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"] },
        "untitledMulti": { "type": "array", "items": { "type": "string", "enum": ["option1", "option2", "option3"] } },
        "titledMulti": { "type": "array", "items": { "anyOf": named } },
    }))
}

/// The user's name and address.
pub(crate) fn person() -> Value {
    form(json!({ "username": { "type": "string" }, "email": { "type": "string" } }))
}

fn form(properties: Value) -> Value {
    json!({ "mode": "form", "message": "Please provide your information", "requestedSchema": { "type": "object", "properties": properties } })
}
