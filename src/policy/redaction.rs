//! Step: what comes back. A member whose name is hidden is dropped, wherever in an answer it stands.

use serde_json::Value;

use super::rules::{Hidden, Rules};
use super::tokens::has_token;

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
    drop_members(answer, &is_hidden) + drop_links(answer)
}

/// Drops texts with a link that lets in whoever has it; how many were dropped.
fn drop_links(value: &mut Value) -> usize {
    match value {
        Value::String(text) if has_token(text) => {
            *value = Value::Bool(false);
            1
        }
        Value::Array(items) => items.iter_mut().map(drop_links).sum(),
        Value::Object(members) => members.values_mut().map(drop_links).sum(),
        _ => 0,
    }
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

    #[test]
    fn links_with_tokens_are_dropped_from_what_a_method_answers() {
        let mut answer = json!({"type": "ir.actions.act_url", "url": "/survey/start/0f2a7d5c-1b2c-4d5e-8f90-0123456789ab?answer_token=x"});
        let dropped = redact(&Rules::default(), "survey.survey", "action_start_survey", false, &mut answer, &|_| false);
        assert_eq!((dropped, answer), (1, json!({"type": "ir.actions.act_url", "url": false})));
    }
}
