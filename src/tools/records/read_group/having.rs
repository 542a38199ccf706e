//! `having` before Odoo 19: a checked domain over aggregates, applied to the groups.

use std::cmp::Ordering;

use serde_json::Value;

/// Whether a group is kept. The leaves of the domain name members of the group.
pub(super) fn keeps(having: &[Value], group: &Value) -> bool {
    // Prefix notation is read from the back with a stack; what is left on it is joined by and.
    let mut stack: Vec<bool> = Vec::new();
    for item in having.iter().rev() {
        let value = match item.as_str() {
            Some("!") => !stack.pop().unwrap_or(true),
            Some(word) => {
                let (left, right) = (stack.pop().unwrap_or(true), stack.pop().unwrap_or(true));
                if word == "|" { left || right } else { left && right }
            }
            None => leaf(item, group),
        };
        stack.push(value);
    }
    stack.into_iter().all(|value| value)
}

fn leaf(leaf: &Value, group: &Value) -> bool {
    let text = |at: usize| leaf.get(at).and_then(Value::as_str).unwrap_or_default();
    let name = if text(0) == "__count" { "count" } else { text(0) };
    let found = group.get(name).cloned().unwrap_or_default();
    // But for booleans `false` is Odoo's word for nothing.
    let wanted = leaf.get(2).filter(|wanted| found.is_boolean() || **wanted != false).cloned().unwrap_or_default();
    // As in SQL: what is not there is neither like nor unlike anything.
    if found.is_null() && !wanted.is_null() {
        return false;
    }
    let ordering = || compare(&found, &wanted);
    let is_in = || wanted.as_array().is_some_and(|list| list.iter().any(|item| same(item, &found)));
    match text(1) {
        "=" => same(&found, &wanted),
        "!=" => !same(&found, &wanted),
        "<" => ordering().is_some_and(|order| order.is_lt()),
        "<=" => ordering().is_some_and(|order| order.is_le()),
        ">" => ordering().is_some_and(|order| order.is_gt()),
        ">=" => ordering().is_some_and(|order| order.is_ge()),
        "in" => is_in(),
        "not in" => !is_in(),
        _ => false,
    }
}

/// Numbers by size, texts by letter, and moments by time, however they are written.
fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::String(one), Value::String(other)) => Some(moment(one).cmp(&moment(other))),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// `2026-11-20T10:00:00Z` as Odoo writes it, and a day as its midnight; another text stays as it is.
fn moment(text: &str) -> String {
    let is_day = |text: &str| text.len() == 10 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
    match text.split_at_checked(10) {
        Some((day, "")) if is_day(day) => format!("{day} 00:00:00"),
        Some((day, time)) if is_day(day) => format!("{day} {}", time.trim_start_matches(['T', ' ']).trim_end_matches('Z')),
        _ => text.to_owned(),
    }
}

/// 3 is 3.0.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() < f64::EPSILON,
        _ if one.is_string() && other.is_string() => compare(one, other).is_some_and(Ordering::is_eq),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_domain_over_aggregates() {
        let group = json!({"count": 3, "amount:sum": 10.0});
        let check = |having: Value, expected: bool| assert_eq!(keeps(having.as_array().unwrap(), &group), expected, "{having}");
        check(json!([]), true);
        check(json!([["amount:sum", ">", 5]]), true);
        check(json!([["amount:sum", ">", 5], ["__count", "<", 3]]), false);
        check(json!(["|", ["amount:sum", "<", 5], ["__count", "=", 3]]), true);
        check(json!(["!", ["__count", "in", [3, 4]]]), false);
        let group = json!({"count": 1, "when:max": "2026-11-20T10:00:00Z", "day:min": "2026-11-20", "amount:sum": null});
        let check_dates = |having: Value, expected: bool| assert_eq!(keeps(having.as_array().unwrap(), &group), expected, "{having}");
        check_dates(json!([["when:max", ">", "2026-11-20"]]), true);
        check_dates(json!([["when:max", ">", "2026-11-20 10:00:00"]]), false);
        check_dates(json!([["when:max", "=", "2026-11-20 10:00:00"]]), true);
        check_dates(json!([["day:min", "<=", "2026-11-20"]]), true);
        check_dates(json!([["amount:sum", "=", false]]), true);
        check_dates(json!([["amount:sum", "!=", 5]]), false);
        check_dates(json!([["amount:sum", "not in", [5]]]), false);
        check(json!(["&", ["amount:sum", ">=", 10], "!", ["__count", "!=", 3]]), true);
    }
}
