//! What a field is compared with. What is stripped from an answer is not found out by comparing either: a text with links in it is
//! searched by words.

use odoo_sdk::schema::{FieldType, ModelSchema};
use odoo_sdk::validate::CallPath;
use serde_json::Value;

use super::argument::refused;
use super::inspection::Inspection;

/// Judges a comparison.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str, operator: &str, value: &Value, at: &CallPath<'_>) {
    let is_html = model.fields.get(name).is_some_and(|field| field.field_type == FieldType::Html);
    let is_empty = matches!(value, Value::Null | Value::Bool(_)) || value.as_str().is_some_and(str::is_empty);
    if !is_html || is_empty || matches!(operator, "ilike" | "not ilike") && value.as_str().is_some_and(is_words) {
        return;
    }
    let message = format!("`{name}` of `{}` is searched by words, with `ilike`: it may hold links that are not for callers", model.model);
    inspection.refuse(refused(message).at(at).hint("write words of letters or of digits, with spaces between"));
}

/// Judges that records are sorted or grouped by a field, or that it is aggregated.
pub(super) fn ranked(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str, at: &CallPath<'_>) {
    if model.fields.get(name).is_some_and(|field| field.field_type == FieldType::Html) {
        let message = format!(
            "nothing is sorted, grouped or aggregated by `{name}` of `{}`: it may hold links that are not for callers",
            model.model
        );
        inspection.refuse(refused(message).at(at).hint("read the records, or search them by words"));
    }
}

/// Words of letters and numbers of digits, which together are no piece of a link or of a token.
fn is_words(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || ".,-'!:()/".contains(c);
    let is_one_kind = |word: &str| word.chars().all(|c| c.is_ascii_digit()) || !word.chars().any(|c| c.is_ascii_digit());
    text.chars().all(is_plain) && text.split(|c: char| !c.is_alphanumeric()).all(is_one_kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_piece_of_a_token() {
        for words in ["hello", "Order INV/2026/00012", "l'été, déjà vu!", "delivery on 24"] {
            assert!(is_words(words), "{words}");
        }
        for piece in ["token=a", "a1", "275a", "%abc", "a_b", "access&", "<a href", "x?y"] {
            assert!(!is_words(piece), "{piece}");
        }
    }
}
