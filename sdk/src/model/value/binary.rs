//! A binary field: base64 text on the wire, decoded only when asked for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The content of a binary field, as Odoo sends it.
///
/// That is base64 text, but for some computed fields of Odoo's own that put any JSON there (`tax_totals` of an order), and with
/// `bin_size` in the context a size for people. From 20.0 on it is an object with the text as `content`, and `size`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Binary(Value);

impl Binary {
    /// Content to write.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(STANDARD.encode(bytes).into())
    }

    pub(in crate::model) fn from_value(value: Value) -> Self {
        Self(value)
    }

    /// The bytes; `None` where it is not a base64 text.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let content = self.0.get("content").unwrap_or(&self.0);
        let text: Vec<u8> = content.as_str()?.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        STANDARD.decode(text).ok()
    }

    /// What Odoo sent.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// What Odoo sent.
    #[must_use]
    pub fn into_value(self) -> Value {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_there_and_back() {
        let content: Vec<u8> = (0..=255).collect();
        assert_eq!(Binary::new(&content).bytes(), Some(content));
        assert_eq!(Binary::from_value("aGVs\nbG8=".into()).bytes().as_deref(), Some("hello".as_bytes()));
        assert_eq!(Binary::from_value("12.30 Kb".into()).bytes(), None);
        assert_eq!(Binary::from_value(serde_json::json!({"total": 3})).bytes(), None);
        let of_20 = serde_json::json!({"content": "aGVsbG8=", "size": 5, "filename": "a.txt"});
        assert_eq!(Binary::from_value(of_20).bytes().as_deref(), Some("hello".as_bytes()));
    }
}
