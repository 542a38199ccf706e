//! The definition of properties: what they are called, and what each may hold.

use odoo_sdk::validate::IssueCode;
use serde_json::{Map, Value};

use crate::tools::failure::{Failure, Problem};
use crate::tools::shape;

/// Names, labels and types, in order.
#[derive(Debug)]
pub(super) struct Definition(Vec<Property>);

#[derive(Debug)]
struct Property {
    name: String,
    label: String,
    kind: String,
    /// The values of a selection, or the tags.
    choices: Vec<String>,
}

/// Values by name, as an object or as the list that a reading gave; `None` where the list changes the definition itself.
pub(super) fn values(written: &Value) -> Option<Map<String, Value>> {
    match written {
        Value::Object(members) => Some(members.clone()),
        Value::Array(entries) => entries.iter().map(entry).collect(),
        _ => None,
    }
}

fn entry(entry: &Value) -> Option<(String, Value)> {
    let changes = ["definition_changed", "definition_deleted"].iter().any(|name| entry.get(name) == Some(&Value::Bool(true)));
    let name = entry.get("name").and_then(Value::as_str).filter(|_| !changes)?;
    Some((name.to_owned(), entry.get("value").cloned().unwrap_or_default()))
}

/// The values that a reading shows, as they are written: records by their ids.
pub(super) fn held(entries: &Value) -> Map<String, Value> {
    let id = |value: &Value| value.get(0).filter(|id| id.is_i64()).unwrap_or(value).clone();
    let value = |entry: &Value| {
        let value = entry.get("value")?;
        Some(match (entry.get("type").and_then(Value::as_str), value) {
            (Some("many2one"), Value::Array(_)) => id(value),
            (Some("many2many"), Value::Array(links)) => links.iter().map(id).collect(),
            _ => value.clone(),
        })
    };
    let entries = entries.as_array().into_iter().flatten();
    entries.filter_map(|entry| Some((entry.get("name")?.as_str()?.to_owned(), value(entry)?))).collect()
}

impl Definition {
    /// Of a definition, or of values that were read, which carry theirs.
    pub(super) fn of(entries: &Value) -> Self {
        let property = |entry: &Value| {
            let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let listed = ["selection", "tags"].iter().find_map(|name| entry.get(*name)?.as_array());
            let choices = listed.into_iter().flatten().filter_map(|choice| choice.get(0)?.as_str().map(str::to_owned)).collect();
            Property { name: text("name"), label: text("string"), kind: text("type"), choices }
        };
        Self(entries.as_array().into_iter().flatten().map(property).filter(|property| property.kind != "separator").collect())
    }

    /// The values by technical name, or what is wrong with each.
    pub(super) fn check(&self, written: &Map<String, Value>, place: &str) -> Result<Map<String, Value>, Failure> {
        let (mut checked, mut problems) = (Map::new(), Vec::new());
        for (name, value) in written {
            let place = format!("{place}.{name}");
            match self.find(name) {
                None => problems.push(self.unknown(name, place)),
                Some(property) if property.takes(value) => drop(checked.insert(property.name.clone(), value.clone())),
                Some(property) => problems.push(property.wrong(value, place)),
            }
        }
        if problems.is_empty() { Ok(checked) } else { Err(Failure::invalid(problems)) }
    }

    /// By name, or by the label where one alone has it.
    fn find(&self, name: &str) -> Option<&Property> {
        let mut labelled = self.0.iter().filter(|property| property.label == name);
        let by_label = labelled.next().filter(|_| labelled.next().is_none());
        self.0.iter().find(|property| property.name == name).or(by_label)
    }

    fn unknown(&self, name: &str, place: String) -> Problem {
        let problem = Problem::new(IssueCode::BadProperties, place, format!("there is no property `{name}`: Odoo would drop it"));
        let known: Vec<String> =
            self.0.iter().map(|property| format!("`{}` ({}, {})", property.name, property.label, property.kind)).collect();
        match known.as_slice() {
            [] => problem.hint("the record above defines no properties"),
            known => problem.hint(format!("the properties are {}", known.join(", "))),
        }
    }
}

impl Property {
    fn takes(&self, value: &Value) -> bool {
        let is_choice = |value: &Value| value.as_str().is_some_and(|text| self.choices.iter().any(|choice| choice == text));
        let is_list = |is_one: &dyn Fn(&Value) -> bool| value.as_array().is_some_and(|items| items.iter().all(is_one));
        let is_empty = value.is_null() || value == &Value::Bool(false);
        match self.kind.as_str() {
            _ if is_empty => true,
            "boolean" => value.is_boolean(),
            "integer" | "many2one" => value.is_i64(),
            "float" | "monetary" => value.is_number(),
            "char" | "text" | "html" => value.is_string(),
            "date" => value.as_str().is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10),
            "datetime" => value.as_str().is_some_and(|text| text.parse::<jiff::civil::DateTime>().is_ok() && text.len() == 19),
            "selection" => is_choice(value),
            "tags" => is_list(&is_choice),
            "many2many" => is_list(&Value::is_i64),
            _ => true,
        }
    }

    fn wrong(&self, value: &Value, place: String) -> Problem {
        let given = shape::cut(&value.to_string(), 60).into_owned();
        let message = format!("the property `{}` ({}) is of the type `{}` and does not take {given}", self.name, self.label, self.kind);
        let problem = Problem::new(IssueCode::BadProperties, place, message);
        match self.choices.as_slice() {
            [] => problem,
            choices => problem.hint(format!("it takes `{}`", choices.join("`, `"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn definition() -> Definition {
        Definition::of(&json!([
            {"name": "a1", "string": "Floor", "type": "char"}, {"name": "b2", "string": "Rooms", "type": "integer"},
            {"name": "c3", "string": "Colour", "type": "selection", "selection": [["red", "Red"], ["blue", "Blue"]]},
            {"name": "d4", "string": "Since", "type": "date"}, {"name": "e5", "string": "Who", "type": "many2one", "comodel": "res.partner"},
        ]))
    }

    #[test]
    fn properties_are_known_by_name_and_label_and_take_their_type() {
        let check = |written: Value| definition().check(written.as_object().unwrap(), "values.x").map(Value::Object);
        assert_eq!(check(json!({"a1": "Ground", "Rooms": 3})).unwrap(), json!({"a1": "Ground", "b2": 3}));
        assert_eq!(check(json!({"c3": "red", "d4": "2026-11-20", "e5": false})).unwrap()["e5"], false);
        for (written, hint) in
            [(json!({"wrong": "x"}), "`a1` (Floor, char), `b2` (Rooms, integer)"), (json!({"c3": "green"}), "it takes `red`, `blue`")]
        {
            let refused = check(written).unwrap_err().to_json();
            assert_eq!(refused["code"], "bad_properties");
            assert!(refused["hint"].as_str().unwrap().contains(hint), "{refused}");
        }
        for written in [json!({"b2": "many"}), json!({"a1": 5}), json!({"d4": "soon"}), json!({"e5": "Jo"})] {
            assert!(check(written).unwrap_err().to_json()["path"].as_str().unwrap().starts_with("values.x."));
        }
    }

    #[test]
    fn what_was_read_is_written_by_ids() {
        let read = json!([
            {"name": "a", "type": "many2one", "value": [7, "Azure"]}, {"name": "b", "type": "many2many", "value": [[1, "x"], [2, "y"]]},
            {"name": "c", "type": "char", "value": "z"}, {"name": "d", "type": "char"},
        ]);
        assert_eq!(Value::Object(held(&read)), json!({"a": 7, "b": [1, 2], "c": "z"}));
    }
}
