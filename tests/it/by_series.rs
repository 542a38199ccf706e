//! Answers of every series as one text for a snapshot: those of 19 whole, of the others the lines that differ, as `diff -u` writes
//! them. Nothing is lost: from the text of 19 and the differences, `patch` makes the other two.

use std::collections::BTreeMap;
use std::fmt::Display;

use odoo_sdk::Series;
use similar::TextDiff;

/// What each series answers, as one text; JSON has a line for each member.
pub(crate) fn one_text<T: Display>(answers: BTreeMap<Series, T>) -> String {
    let mut texts: BTreeMap<Series, String> = answers.iter().map(|(series, answer)| (*series, format!("{answer:#}"))).collect();
    let base = texts.remove(&Series::V19).unwrap_or_default();
    let others = texts.iter().rev().map(|(series, text)| format!("\n\n=== {series}\n{}", differences(&base, text)));
    let others: String = others.collect();
    format!("=== 19.0\n{base}{others}")
}

fn differences(base: &str, other: &str) -> String {
    TextDiff::from_lines(base, other).unified_diff().context_radius(2).missing_newline_hint(false).to_string()
}

#[test]
fn every_line_that_differs_is_in_the_text() {
    let texts = [(Series::V17, "a\nb\nc\nd"), (Series::V18, "a\nb\nc"), (Series::V19, "a\nb\nc")];
    let text = one_text(texts.into());
    assert_eq!(text, "=== 19.0\na\nb\nc\n\n=== 18.0\n\n\n=== 17.0\n@@ -1,3 +1,4 @@\n a\n b\n-c\n+c\n+d\n");
}
