//! The operators of a domain, by series.

use serde_json::Value;

use super::super::check::Check;
use super::super::outcome::{Issue, IssueCode};
use super::super::path::CallPath;
use super::super::words::{listed, quoted, shown};
use crate::Series;

/// What a leaf asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `=`.
    Equality,
    /// `!=`.
    Inequality,
    /// `=?`: unset, or equal.
    OptionalEquality,
    /// `<`, `<=`, `>`, `>=`.
    Order,
    /// `like`, `ilike` and their kin.
    Text,
    /// `in`, `not in`.
    Membership,
    /// `child_of`, `parent_of`.
    Hierarchy,
    /// `any`, `not any`.
    Any,
}

const OPERATORS: &[(&str, Operator)] = &[
    ("=", Operator::Equality),
    ("!=", Operator::Inequality),
    ("<", Operator::Order),
    ("<=", Operator::Order),
    (">", Operator::Order),
    (">=", Operator::Order),
    ("=?", Operator::OptionalEquality),
    ("in", Operator::Membership),
    ("not in", Operator::Membership),
    ("ilike", Operator::Text),
    ("not ilike", Operator::Text),
    ("like", Operator::Text),
    ("not like", Operator::Text),
    ("=like", Operator::Text),
    ("=ilike", Operator::Text),
    ("child_of", Operator::Hierarchy),
    ("parent_of", Operator::Hierarchy),
    ("any", Operator::Any),
    ("not any", Operator::Any),
];

/// Only 19 negates the exact patterns.
const SINCE_19: &[(&str, Operator)] = &[("not =like", Operator::Text), ("not =ilike", Operator::Text)];

impl Operator {
    /// Whether it compares with a text.
    pub(crate) fn is_textual(self) -> bool {
        matches!(self, Self::Text | Self::Equality | Self::Inequality)
    }
}

fn known(series: Series) -> impl Iterator<Item = &'static (&'static str, Operator)> {
    let later: &[_] = if series >= Series::V19 { SINCE_19 } else { &[] };
    OPERATORS.iter().chain(later)
}

/// Whether a text is an operator in any series, however it is written.
pub(crate) fn is_operator(name: &str) -> bool {
    OPERATORS.iter().chain(SINCE_19).any(|(known, _)| known.eq_ignore_ascii_case(name)) || matches!(name, "==" | "<>")
}

/// The operator of that name.
pub(crate) fn find(name: &str, series: Series) -> Option<Operator> {
    known(series).find(|(known, _)| *known == name).map(|(_, operator)| *operator)
}

/// Reads an operator, or says what it should have been.
pub(super) fn read(check: &mut Check<'_>, value: &Value, path: &CallPath<'_>) -> Option<Operator> {
    let found = value.as_str().and_then(|name| find(name, check.series));
    if found.is_none() {
        let issue = unknown(value, check.series, path);
        check.report(issue);
    }
    found
}

pub(crate) fn unknown(value: &Value, series: Series, path: &CallPath<'_>) -> Issue {
    let Some(name) = value.as_str() else {
        return Issue::new(IssueCode::BadOperator, path, format!("expected an operator, got {}", shown(value)));
    };
    let issue = Issue::new(IssueCode::BadOperator, path, format!("unknown operator {} in Odoo {series}", quoted(name)));
    match meant(name).filter(|meant| find(meant, series).is_some()) {
        Some(meant) => issue.hint(format!("did you mean `{meant}`")).replace(path, meant),
        None if SINCE_19.iter().any(|(known, _)| *known == name) => issue.hint("it exists from 19 on; negate the leaf with `!` before it"),
        None if name.eq_ignore_ascii_case("between") => issue.hint("write two leaves, `>=` and `<=`"),
        None => issue.hint(format!("operators are {}", listed(known(series).map(|(name, _)| *name), 30))),
    }
}

/// Other spellings of the same.
fn meant(name: &str) -> Option<&'static str> {
    let lower = if name.len() <= 20 { name.trim().to_ascii_lowercase() } else { return None };
    let words = lower.split([' ', '_']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    Some(match words.as_str() {
        "==" | "eq" | "equals" | "is" => "=",
        "<>" | "ne" | "is not" | "!==" => "!=",
        "gt" => ">",
        "lt" => "<",
        "gte" | "ge" | "=>" => ">=",
        "lte" | "le" | "=<" => "<=",
        "contains" => "ilike",
        "child of" => "child_of",
        "parent of" => "parent_of",
        words => OPERATORS.iter().chain(SINCE_19).find(|(known, _)| *known == words)?.0,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_series_has_its_own() {
        assert_eq!(find("not =like", Series::V18), None);
        assert_eq!(find("not =like", Series::V19), Some(Operator::Text));
        assert_eq!(find("ILIKE", Series::V19), None);
    }

    #[test]
    fn fixes_the_obvious() {
        let fixed = |name: &str| unknown(&json!(name), Series::V18, &CallPath::root("x")).fix.len();
        for name in ["==", "ILIKE", "<>", "not_in", "NOT  IN", "=>"] {
            assert_eq!(fixed(name), 1, "{name}");
        }
        assert_eq!(fixed("~~"), 0);
    }
}
