//! Proof that the policy has judged a value, and what may be made of permitted calls without another judgement.

use odoo_sdk::Call;
use serde_json::{Map, Value, json};

/// A value that the policy permits.
#[derive(Debug)]
pub(crate) struct Permitted<T>(T);

impl<T> Permitted<T> {
    // INVARIANT: called from `Policy::permit` only, at its one place; a test counts the places.
    pub(super) fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, to look at.
    #[cfg(test)]
    pub(crate) fn get(&self) -> &T {
        &self.0
    }

    /// The value, to be sent.
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl Permitted<Call> {
    /// A create of one record or a write, and the reading of the same records, each permitted by itself, as the one request that the
    /// series have for both. A create of several has none: it stays as it is.
    pub(crate) fn with_reading(self, reading: Self, is_link: &dyn Fn(&str) -> bool) -> Self {
        let Self(write) = self;
        let values = match (write.method.as_str(), write.positional.as_slice()) {
            ("create", [(_, Value::Array(records))]) => match records.as_slice() {
                [values] => values.clone(),
                _ => return Self(write),
            },
            ("write", [(_, values)]) => values.clone(),
            _ => return Self(write),
        };
        let named = reading.0.named.get("fields").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let entry = |name: &str| (name.to_owned(), if is_link(name) { json!({"fields": {"display_name": {}}}) } else { json!({}) });
        let specification: Map<String, Value> = named.map(entry).collect();
        let saving = Call::new(write.model, "web_save").ids(write.ids.unwrap_or_default());
        let saving = saving.positional("vals", values).positional("specification", specification);
        Self(Call { context: write.context, ..saving })
    }

    /// The same call in the context that Odoo gave with the window in which it is made. What the caller set stays.
    pub(crate) fn within(self, context: &Map<String, Value>) -> Self {
        let Self(mut call) = self;
        let mut whole = context.clone();
        whole.extend(call.context.take().unwrap_or_default());
        Self(Call { context: Some(whole), ..call })
    }
}
