//! What was surely meant by an argument of a wrong type or a misspelt name, as a patch of the call.

use odoo_sdk::validate::PatchOp;
use serde_json::{Value, json};

use crate::tools::failure::{Problem, pointer};

/// Adds to a problem the value that was surely meant, where one was.
pub(super) fn value(problem: Problem, path: &str, given: &Value, schema: &Value) -> Problem {
    let wanted = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    if let Some(meant) = given.as_str().and_then(literal).filter(|meant| fits(meant, wanted)) {
        let fix = PatchOp::Replace { path: pointer(path), value: meant };
        return problem.hint("give the value itself, not a text of it").fix(&[fix]);
    }
    if wanted == "array" && fits(given, item_type(schema)) {
        return problem.hint("give a list, also of one").fix(&[PatchOp::Replace { path: pointer(path), value: json!([given]) }]);
    }
    if let Some(meant) = alike(path, given, wanted) {
        return problem.fix(&[PatchOp::Replace { path: pointer(path), value: meant }]);
    }
    problem
}

/// The same in the type that is wanted: a list of one for the one, a whole number with a point, an order as a list of its terms, the one leaf of a domain.
fn alike(path: &str, given: &Value, wanted: &str) -> Option<Value> {
    let meant = match (given, wanted) {
        (Value::Array(items), "string") => {
            let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            json!(texts.filter(|texts| texts.len() == 1 || path == "order")?.join(", "))
        }
        (Value::Object(members), "array") if path == "domain" && members.len() == 3 => json!([given]),
        (Value::Array(items), "integer") if items.len() == 1 => items.first()?.clone(),
        (Value::Number(number), "integer") => {
            number.as_f64().filter(|number| number.fract() == 0.0).map(|number| number.to_string().parse::<u32>())?.ok()?.into()
        }
        _ => return None,
    };
    fits(&meant, wanted).then_some(meant)
}

/// Adds to a problem the name that was surely meant; where a list is wanted, a value that stands alone becomes one.
pub(super) fn name(problem: Problem, path: &str, meant: &str, given: &Value, schema: &Value) -> Problem {
    let from = pointer(path);
    let parent = from.rsplit_once('/').map_or("", |(parent, _)| parent);
    let path = format!("{parent}/{meant}");
    let wanted = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    match given {
        _ if fits(given, wanted) => problem.fix(&[PatchOp::Move { from, path }]),
        given if wanted == "array" && fits(given, item_type(schema)) => {
            problem.fix(&[PatchOp::Remove { path: from }, PatchOp::Add { path, value: json!([given]) }])
        }
        _ => problem,
    }
}

fn item_type(schema: &Value) -> &str {
    schema.get("items").and_then(|items| items.get("type")).and_then(Value::as_str).unwrap_or_default()
}

/// Whether a value is of a type of JSON Schema.
pub(super) fn fits(value: &Value, wanted: &str) -> bool {
    match wanted {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

/// The value that a text spells in JSON, or as Python would.
fn literal(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&from_python(text)?).ok())
}

/// Python's brackets, words and quotes as JSON's; what stands between quotes stays as it is, and a text that mixes both is left alone.
fn from_python(text: &str) -> Option<String> {
    let words = [("(", "["), (")", "]"), ("True", "true"), ("False", "false"), ("None", "null"), (",]", "]")];
    let parts: Vec<&str> = text.split('\'').collect();
    if text.contains(['"', '\\']) || parts.len().is_multiple_of(2) {
        return None;
    }
    let around = |part: &str| words.iter().fold(part.to_owned(), |part, (python, json)| part.replace(python, json));
    let part = |(at, part): (usize, &&str)| if at.is_multiple_of(2) { around(part) } else { (*part).to_owned() };
    Some(parts.iter().enumerate().map(part).collect::<Vec<_>>().join("\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use odoo_sdk::validate::IssueCode;

    #[test]
    fn what_was_meant_is_a_patch() {
        let fix = |given: Value, schema: Value| {
            let problem = value(Problem::new(IssueCode::WrongType, "domain[0]", "wrong"), "domain[0]", &given, &schema);
            problem.to_json().get("fix").map(ToString::to_string)
        };
        let list = json!({"type": "array", "items": {"minLength": 0}});
        let replaced = |value: &str| Some(format!(r#"[{{"op":"replace","path":"/domain/0","value":{value}}}]"#));
        assert_eq!(fix(json!(r#"[["state","=","sale"]]"#), list.clone()), replaced(r#"[["state","=","sale"]]"#));
        assert_eq!(fix(json!("[('active', '=', False),]"), list.clone()), replaced(r#"[["active","=",false]]"#));
        assert_eq!(fix(json!("[('name', '=', 'None (of us),]')]"), list.clone()), replaced(r#"[["name","=","None (of us),]"]]"#));
        assert_eq!(fix(json!("[('name', '=', 'O'Brien')]"), list.clone()), None);
        assert_eq!(fix(json!("everything"), list.clone()), None);
        assert_eq!(fix(json!(true), list), None);
        assert_eq!(fix(json!("name"), json!({"type": "array", "items": {"type": "string"}})), replaced(r#"["name"]"#));
        assert_eq!(fix(json!("5"), json!({"type": "integer"})), replaced("5"));
        assert_eq!(fix(json!(5.0), json!({"type": "integer"})), replaced("5"));
        assert_eq!(fix(json!(5.5), json!({"type": "integer"})), None);
        assert_eq!(fix(json!([7]), json!({"type": "integer"})), replaced("7"));
        assert_eq!(fix(json!([7, 8]), json!({"type": "integer"})), None);
        assert_eq!(fix(json!(["sale.order"]), json!({"type": "string"})), replaced(r#""sale.order""#));
        assert_eq!(fix(json!(["a", "b"]), json!({"type": "string"})), None);
        assert_eq!(alike("order", &json!(["date desc", "id"]), "string"), Some(json!("date desc, id")));
        assert_eq!(fix(json!("-5"), json!({"type": "integer"})), None);
        let renamed = |path: &str, meant: &str, given: Value, schema: Value| {
            let problem = name(Problem::new(IssueCode::UnknownArgument, path, "unknown"), path, meant, &given, &schema);
            problem.to_json().get("fix").cloned()
        };
        let moved = json!([{"op": "move", "from": "/context/langue", "path": "/context/lang"}]);
        assert_eq!(renamed("context.langue", "lang", json!("fr_FR"), json!({"type": "string"})), Some(moved));
        let ids = json!({"type": "array", "items": {"type": "integer"}});
        let listed = json!([{"op": "remove", "path": "/record_id"}, {"op": "add", "path": "/record_ids", "value": [7]}]);
        assert_eq!(renamed("record_id", "record_ids", json!(7), ids.clone()), Some(listed));
        assert_eq!(renamed("record_id", "record_ids", json!("seven"), ids), None);
    }
}
