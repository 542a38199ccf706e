//! Texts of messages: Odoo takes them for text, so that tags in them would reach the reader as tags.

use odoo_sdk::validate::PatchOp;
use serde_json::{Value, json};

use crate::error_code::ErrorCode;
use crate::tools::failure::{Failure, Problem};
use crate::tools::shape;

/// Methods that post a text, the argument that holds it, and the one that says whether it is HTML.
const TEXTS: [(&str, &str, Option<&str>); 3] =
    [("message_post", "body", Some("body_is_html")), ("activity_feedback", "feedback", None), ("action_feedback", "feedback", None)];

/// Refuses markup in a text unless the call says what it is.
pub(super) fn check(method: &str, named: Option<&Value>) -> Result<(), Failure> {
    let Some((_, argument, flag)) = TEXTS.iter().find(|(name, ..)| *name == method) else { return Ok(()) };
    let given = |name: &str| named.and_then(|named| named.get(name));
    let is_markup = given(argument).and_then(Value::as_str).is_some_and(shape::is_markup);
    if !is_markup || flag.and_then(given).is_some_and(Value::is_boolean) {
        return Ok(());
    }
    let message = format!("`{argument}` has HTML tags, which `{method}` posts as plain text: the reader would see the tags");
    let problem = Problem::new(ErrorCode::WrongValue, format!("kwargs.{argument}"), message);
    Err(Failure::invalid(vec![match flag {
        Some(flag) => {
            let fix = PatchOp::Add { path: format!("/kwargs/{flag}"), value: json!(true) };
            problem.hint(format!("add `{flag}: true`, or `{flag}: false` where the tags are meant as text")).fix(&[fix])
        }
        None => problem.hint("write it without tags"),
    }]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_needs_a_word_on_what_it_is() {
        let check = |method: &str, named: Value| check(method, Some(&named)).map_err(|failure| failure.to_json()["fix"].clone());
        let fix = json!([{"op": "add", "path": "/kwargs/body_is_html", "value": true}]);
        assert_eq!(check("message_post", json!({"body": "<p>Hi</p>"})), Err(fix));
        for body_is_html in [true, false] {
            assert_eq!(check("message_post", json!({"body": "<p>Hi</p>", "body_is_html": body_is_html})), Ok(()));
        }
        assert_eq!(check("message_post", json!({"body": "1 < 2, says <jo@a.example>"})), Ok(()));
        assert_eq!(check("activity_feedback", json!({"feedback": "<b>done</b>"})), Err(Value::Null));
        assert_eq!(check("action_confirm", json!({"body": "<p>Hi</p>"})), Ok(()));
    }
}
