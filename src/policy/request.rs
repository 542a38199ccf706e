//! What is judged: a call to be sent, or what a tool is about to make a call of.

use odoo_sdk::Call;
use serde_json::{Map, Value};

/// A call as the policy looks at it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) model: &'a str,
    pub(crate) method: &'a str,
    pub(crate) positional: &'a [(String, Value)],
    pub(crate) named: Option<&'a Map<String, Value>>,
    pub(crate) context: Option<&'a Map<String, Value>>,
}

impl<'a> Request<'a> {
    /// Of a call.
    pub(crate) fn of(call: &'a Call) -> Self {
        Self {
            model: &call.model,
            method: &call.method,
            positional: &call.positional,
            named: Some(&call.named),
            context: call.context.as_ref(),
        }
    }

    /// Whether the call names the fields that come back.
    pub(crate) fn names_fields(&self) -> bool {
        let is_list = |value: &Value| value.as_array().is_some_and(|names| !names.is_empty());
        self.arguments().any(|(name, value)| matches!(name, "fields" | "fields_list" | "aggregates") && is_list(value))
    }

    /// The arguments with their names.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        let positional = self.positional.iter().map(|(name, value)| (name.as_str(), value));
        positional.chain(self.named.into_iter().flatten().map(|(name, value)| (name.as_str(), value)))
    }
}
