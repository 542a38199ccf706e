//! What a tool answers, in the form that Odoo's own method of that name has.

use serde_json::{Map, Value, json};

/// The form of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As the tool answers.
    Tool,
    /// The ids of the records.
    Ids,
    /// The records, as they come.
    Records,
    /// The records in the order of these ids.
    InOrder(Vec<Value>),
    /// One member.
    Member(&'static str),
    /// Some of the fields, by name; all where it is empty.
    Fields(Vec<Value>),
    /// That it was done.
    Done,
}

/// Members that say that a list goes on.
const PAGING: [&str; 2] = ["has_more", "next_offset"];

impl Shape {
    /// The body of an answer. A list that goes on says so.
    pub(crate) fn body(&self, mut content: Map<String, Value>) -> Value {
        let is_preview = content.contains_key("dry_run") || content.contains_key("would_delete");
        if *self == Self::Tool || is_preview {
            return json!({"result": content});
        }
        let paging: Map<String, Value> = PAGING.iter().filter_map(|name| content.remove_entry(*name)).collect();
        let mut body = json!({"result": self.result(content)});
        let goes_on = paging.get("has_more") == Some(&Value::Bool(true));
        if let Some(body) = body.as_object_mut().filter(|_| goes_on) {
            body.extend(paging);
        }
        body
    }

    fn result(&self, mut content: Map<String, Value>) -> Value {
        let mut member = |name: &str| content.remove(name).unwrap_or_default();
        match self {
            Self::Tool => Value::Object(content),
            Self::Ids => records(member("records")).iter().map(id).collect(),
            Self::Records => member("records"),
            Self::InOrder(ids) => in_order(ids, &records(member("records"))),
            Self::Member(name) => member(name),
            Self::Fields(names) => some_fields(names, member("fields")),
            Self::Done => Value::Bool(true),
        }
    }
}

fn records(value: Value) -> Vec<Value> {
    match value {
        Value::Array(records) => records,
        _ => Vec::new(),
    }
}

fn id(record: &Value) -> Value {
    record.get("id").cloned().unwrap_or_default()
}

fn in_order(ids: &[Value], records: &[Value]) -> Value {
    ids.iter().filter_map(|wanted| records.iter().find(|record| id(record) == *wanted).cloned()).collect()
}

fn some_fields(names: &[Value], fields: Value) -> Value {
    match fields {
        Value::Object(fields) if !names.is_empty() => {
            Value::Object(fields.into_iter().filter(|(name, _)| names.iter().any(|wanted| wanted == name)).collect())
        }
        all => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shape: &Shape, content: Value, expected: Value) {
        assert_eq!(shape.body(content.as_object().unwrap().clone()), expected);
    }

    #[test]
    fn results_have_the_form_of_the_method_and_a_list_that_goes_on_says_so() {
        let page = json!({"records": [{"id": 1}, {"id": 2}], "count": 2, "has_more": false});
        check(&Shape::Ids, page.clone(), json!({"result": [1, 2]}));
        check(&Shape::Records, page.clone(), json!({"result": [{"id": 1}, {"id": 2}]}));
        check(&Shape::InOrder(vec![json!(2), json!(1), json!(9)]), page.clone(), json!({"result": [{"id": 2}, {"id": 1}]}));
        check(&Shape::Tool, page, json!({"result": {"records": [{"id": 1}, {"id": 2}], "count": 2, "has_more": false}}));
        let cut = json!({"records": [{"id": 1}], "has_more": true, "next_offset": 1});
        check(&Shape::Ids, cut, json!({"result": [1], "has_more": true, "next_offset": 1}));
        check(&Shape::Member("count"), json!({"count": 45, "model": "res.partner"}), json!({"result": 45}));
        check(&Shape::Done, json!({"updated": [1]}), json!({"result": true}));
        check(&Shape::Done, json!({"would_delete": [1]}), json!({"result": {"would_delete": [1]}}));
        let fields = json!({"fields": {"name": {}, "email": {}}});
        check(&Shape::Fields(vec![json!("name")]), fields.clone(), json!({"result": {"name": {}}}));
        check(&Shape::Fields(Vec::new()), fields, json!({"result": {"name": {}, "email": {}}}));
    }
}
