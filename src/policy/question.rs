//! What only the records can say: whether one of those that a call names is somebody else's.

use serde_json::{Value, json};

/// Whether one of these records fits a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// The model.
    pub(crate) model: String,
    /// The records, archived ones too.
    pub(crate) ids: Vec<i64>,
    /// Leaves over fields of the model, in Odoo's form.
    leaves: Vec<Value>,
}

impl Question {
    /// Whether one of these records fits these leaves.
    pub(super) fn new(model: &str, ids: &[i64], leaves: Vec<Value>) -> Self {
        Self { model: model.to_owned(), ids: ids.to_vec(), leaves }
    }

    /// The domain that finds the records that fit.
    pub(crate) fn domain(&self) -> Value {
        let ids = std::iter::once(json!(["id", "in", self.ids]));
        ids.chain(self.leaves.iter().cloned()).collect()
    }
}
