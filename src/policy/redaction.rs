//! Step: what comes back. A member whose name is hidden is dropped, wherever in an answer it stands.

use serde_json::Value;

use super::rules::{Hidden, Rules};

/// Methods whose answer holds only what the call named, field by field, and so was judged already.
const NAMED_FIELDS: &[&str] =
    &["create", "formatted_read_group", "has_access", "name_search", "read_group", "search", "search_count", "unlink", "write"];

/// Drops hidden members from the answer of a call; how many were dropped.
pub(crate) fn redact(
    rules: &Rules,
    model: &str,
    method: &str,
    named_fields: bool,
    answer: &mut Value,
    is_member: &dyn Fn(&str) -> bool,
) -> usize {
    if NAMED_FIELDS.contains(&method) || (named_fields && matches!(method, "read" | "search_read")) {
        return 0;
    }
    let is_hidden = |name: &str| match rules.hidden(model, name) {
        None => false,
        Some(Hidden::Always(_)) => true,
        Some(Hidden::Unless(group, _)) => !is_member(group),
    };
    drop_members(answer, &is_hidden)
}

fn drop_members(value: &mut Value, is_hidden: &dyn Fn(&str) -> bool) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(|item| drop_members(item, is_hidden)).sum(),
        Value::Object(members) => {
            let before = members.len();
            members.retain(|name, _| !is_hidden(name));
            before - members.len() + members.values_mut().map(|member| drop_members(member, is_hidden)).sum::<usize>()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hidden_members_are_dropped_at_any_depth() {
        let mut answer = json!([{"name": "x", "password": "y", "lines": [{"access_token": "z", "qty": 1}]}]);
        let dropped = redact(&Rules::default(), "res.partner", "some_method", false, &mut answer, &|_| false);
        assert_eq!((dropped, answer), (2, json!([{"name": "x", "lines": [{"qty": 1}]}])));
    }
}
