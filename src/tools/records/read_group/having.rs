//! `having` before Odoo 19: a checked domain over aggregates, applied to the groups.

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
    let wanted = leaf.get(2).cloned().unwrap_or_default();
    let ordering = || found.as_f64().zip(wanted.as_f64()).and_then(|(found, wanted)| found.partial_cmp(&wanted));
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

/// 3 is 3.0.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() < f64::EPSILON,
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
        check(json!(["&", ["amount:sum", ">=", 10], "!", ["__count", "!=", 3]]), true);
    }
}
