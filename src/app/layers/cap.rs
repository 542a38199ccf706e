//! Layer: the bound on what goes back to a client, whatever the tool: its largest parts are cut until the rest fits, and the answer says so.

use serde_json::{Map, Value, json};

use crate::tools::ToolOutput;
use crate::tools::shape::{fit_records, fit_values, push, size_of};

/// What is kept free for telling what was cut.
const FOR_THE_NOTE: usize = 300;

/// Parts that are cut at most: each makes the answer smaller, so that one more than its members is enough.
const MOST_CUTS: usize = 32;

/// Cuts an answer down to so many bytes. The types of its members stay.
pub(super) fn cap(mut output: ToolOutput, most: usize) -> ToolOutput {
    cap_content(&mut output.content, most);
    output
}

fn cap_content(content: &mut Map<String, Value>, most: usize) {
    for _ in 0..MOST_CUTS {
        let size: usize = content.iter().map(|(name, value)| size_of(value) + name.len() + 4).sum();
        let largest = content.iter().filter(|(name, _)| *name != "left_out").max_by_key(|(_, value)| size_of(value));
        let Some(name) = largest.filter(|_| size > most).map(|(name, _)| name.clone()) else { return };
        let Some(part) = content.get_mut(&name) else { return };
        let budget = most.saturating_sub(size - size_of(part) + FOR_THE_NOTE);
        let note = json!({"what": cut(part, &name, budget), "most_bytes": most, "get": "ask for fewer records or fields"});
        let mut answer = Value::Object(std::mem::take(content));
        push(&mut answer, "left_out", note);
        *content = answer.as_object_mut().map(std::mem::take).unwrap_or_default();
    }
}

/// Makes one part smaller, and says how.
fn cut(part: &mut Value, name: &str, budget: usize) -> String {
    match part {
        Value::Array(items) => {
            let mut left_out = fit_records(items, budget);
            if items.first().is_some_and(|first| size_of(first) > budget) {
                left_out += items.len();
                items.clear();
            }
            format!("{left_out} of `{name}`: the answer was too large")
        }
        Value::Object(members) => {
            let mut names = fit_values(members, budget);
            if size_of(&json!(members)) > budget {
                names.extend(std::mem::take(members).into_iter().map(|(name, _)| name));
            }
            let first: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
            format!("{} members of `{name}` ({}): the answer was too large", names.len(), first.join(", "))
        }
        Value::String(text) => {
            let before = text.len();
            let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= budget / 2).last().unwrap_or_default();
            text.truncate(end);
            format!("{} bytes of `{name}`: the answer was too large", before - end)
        }
        other => {
            *other = Value::Null;
            format!("`{name}`: the answer was too large")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capped(content: Value, most: usize) -> Value {
        let Value::Object(mut content) = content else { panic!("an object") };
        cap_content(&mut content, most);
        let content = Value::Object(content);
        assert!(size_of(&content) <= most, "{content}");
        content
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let content = json!({"records": [1, 2, 3], "count": 3});
        assert_eq!(capped(content.clone(), 1_000), content);
    }

    #[test]
    fn every_type_is_cut_and_reported() {
        let long = "x".repeat(5_000);
        let rows: Vec<Value> = (0..500).map(|id| json!({"id": id, "name": "Azure Interior"})).collect();
        let capped = |content| capped(content, 1_500);
        let records = capped(json!({"records": rows, "model": "res.partner"}));
        let kept = records["records"].as_array().unwrap().len();
        assert!(kept > 10 && records["left_out"][0]["what"] == format!("{} of `records`: the answer was too large", 500 - kept));
        assert_eq!(capped(json!({"records": [{"id": 1, "note": long}]}))["records"], json!([]));
        assert_eq!(capped(json!({"result": {"a": long, "b": 1}}))["result"], json!({"b": 1}));
        assert!(capped(json!({"result": long}))["result"].as_str().unwrap().len() > 500);
        assert!(capped(json!({"result": long.replace('x', "\u{1}")}))["left_out"].is_array());
        let several = capped(json!({"one": long, "other": rows, "third": {"deep": long}}));
        assert!(several["left_out"].as_array().unwrap().len() >= 2);
    }
}
