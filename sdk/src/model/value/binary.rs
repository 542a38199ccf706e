//! A binary field: base64 text on the wire, decoded only when asked for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The content of a binary field, as the base64 text Odoo sends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Binary(String);

impl Binary {
    /// Content to write.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(STANDARD.encode(bytes))
    }

    /// What Odoo sent. With `bin_size` in the context that is a size for people, which [`Self::bytes`] refuses.
    #[must_use]
    pub fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The bytes; `None` where the text is no base64.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let text: Vec<u8> = self.0.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        STANDARD.decode(text).ok()
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The text.
    #[must_use]
    pub fn into_text(self) -> String {
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
        assert_eq!(Binary::from_text("aGVs\nbG8=".to_owned()).bytes().as_deref(), Some("hello".as_bytes()));
        assert_eq!(Binary::from_text("12.30 Kb".to_owned()).bytes(), None);
    }
}
