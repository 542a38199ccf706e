//! What the codes of selections mean, once in an answer: `sale` is `Sales Order`. A code that says the same as its label is left alone.

use std::collections::BTreeMap;

use odoo_sdk::schema::FieldSchema;
use serde_json::{Value, json};

/// Most codes of one answer that are explained.
const MOST_CODES: usize = 30;

/// The labels of the codes that were seen, by field.
#[derive(Debug, Default)]
pub(super) struct Labels {
    seen: BTreeMap<String, BTreeMap<String, String>>,
    count: usize,
}

impl Labels {
    /// Keeps the label of a code.
    pub(super) fn note(&mut self, name: &str, field: &FieldSchema, code: &str) {
        let known = field.selection.iter().flat_map(|selection| &selection.values).find(|(value, _)| value == code);
        let Some((_, label)) = known.filter(|(_, label)| !says_the_same(code, label)) else { return };
        if self.count >= MOST_CODES || self.seen.get(name).is_some_and(|codes| codes.contains_key(code)) {
            return;
        }
        self.count += 1;
        self.seen.entry(name.to_owned()).or_default().insert(code.to_owned(), label.clone());
    }

    /// Adds them to the answer, where there are some.
    pub(super) fn add_to(&self, answer: &mut Value) {
        if !self.seen.is_empty() {
            super::set(answer, "labels", json!(self.seen));
        }
    }
}

/// Whether a label is the code in other letters: `Not Paid` for `not_paid`.
fn says_the_same(code: &str, label: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase();
    letters(code) == letters(label)
}

#[cfg(test)]
mod tests {
    use odoo_sdk::Series;
    use serde_json::json;

    use crate::catalog::embedded_pack;
    use crate::tools::shape::{SHORT_TEXT, Shaper};

    #[test]
    fn a_code_is_explained_once_in_an_answer() {
        for series in Series::ALL {
            let schema = embedded_pack(series).unwrap().model("sale.order").unwrap().unwrap();
            let mut shaper = Shaper::new(&schema, SHORT_TEXT);
            let states = ["sale", "draft", "sale", "sent", "cancel"];
            let rows = json!(states.map(|state| json!({"state": state, "name": "S1"})));
            let mut answer = json!({"records": shaper.records(rows)});
            shaper.finish(&mut answer, None);
            let expected = json!({"state": {"cancel": "Cancelled", "draft": "Quotation", "sale": "Sales Order", "sent": "Quotation Sent"}});
            assert_eq!(answer["labels"], expected, "{series}");
        }
    }

    #[test]
    fn a_code_that_says_the_same_is_left_alone() {
        assert!(super::says_the_same("not_paid", "Not Paid") && super::says_the_same("draft", "Draft"));
        assert!(!super::says_the_same("sale", "Sales Order"));
    }
}
