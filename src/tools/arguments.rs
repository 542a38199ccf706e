//! A tool's arguments: the closed input schema made from the type, and reading what came against it.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, RestrictFormats, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::failure::{Failure, Problem};

/// A domain as it came.
pub(super) type Domain = Vec<Value>;

/// The schema of a list of anything, as a domain is.
pub(super) fn any_list(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": {}})
}

/// The schema of an object with any members, as the values of a record are.
pub(super) fn any_object(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "object", "additionalProperties": true})
}

/// The JSON Schema of a tool's arguments: closed, everything inline, without forms that some clients do not read
/// (`null` beside a type, number formats, null defaults).
pub(super) fn input_schema<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        })
        .with_transform(RestrictFormats::default())
        .with_transform(RecursiveTransform(simplify));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.remove("title");
    schema.remove("description");
    match schema.to_value() {
        Value::Object(mut map) => {
            // Some clients want the member even where there are no arguments.
            map.entry("properties").or_insert_with(|| Value::Object(Map::new()));
            map
        }
        _ => Map::new(),
    }
}

/// Drops `null` from types, null defaults, number formats and bounds that every integer has.
fn simplify(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [single] = types.as_slice() {
            let single = single.clone();
            schema.insert("type".to_owned(), single);
        }
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    for format in ["int64", "int32", "uint32", "uint64", "uint", "uint8"] {
        if schema.get("format").is_some_and(|found| found == format) {
            schema.remove("format");
        }
    }
    transform_subschemas(&mut |_: &mut Schema| {}, schema);
}

/// Reads arguments, all faults at once: unknown ones with the nearest known name, missing ones, and those of a wrong type.
///
/// # Errors
/// A [`Failure`] of the caller.
pub(super) fn read<T: DeserializeOwned>(schema: &Map<String, Value>, given: Map<String, Value>) -> Result<T, Failure> {
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let known: Vec<&str> = properties.keys().map(String::as_str).collect();
    let mut problems: Vec<Problem> =
        given.keys().filter(|name| !properties.contains_key(*name)).map(|name| unknown_argument(name, &known)).collect();
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    problems.extend(required.filter(|name| given.get(*name).is_none_or(Value::is_null)).map(missing_argument));
    problems.extend(properties.iter().filter_map(|(name, property)| wrong_argument(name, given.get(name)?, property)));
    if !problems.is_empty() {
        return Err(Failure::invalid(problems));
    }
    serde_path_to_error::deserialize(Value::Object(given)).map_err(|error| Failure::invalid(vec![unreadable_argument(&error)]))
}

fn unknown_argument(name: &str, known: &[&str]) -> Problem {
    let nearest = known.iter().map(|candidate| (strsim::jaro_winkler(name, candidate), candidate)).max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = match nearest {
        Some((similarity, candidate)) if similarity > 0.8 => format!("did you mean `{candidate}`?"),
        _ => format!("the arguments are {}", quoted(known)),
    };
    Problem::new("unknown_argument", name, format!("this tool has no argument `{name}`")).hint(hint)
}

fn missing_argument(name: &str) -> Problem {
    Problem::new("missing_argument", name, format!("the argument `{name}` is missing"))
}

/// What is wrong with an argument or, in a list, with the first of its items that is.
fn wrong_argument(path: &str, value: &Value, schema: &Value) -> Option<Problem> {
    let expected = schema.get("type")?.as_str()?;
    let minimum = schema.get("minimum").and_then(Value::as_i64);
    let (fits, words) = match expected {
        "string" => (value.is_string(), "a text"),
        "boolean" => (value.is_boolean(), "true or false"),
        "integer" if minimum.is_some() => {
            (value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()), "a whole number from 0 to 4294967295")
        }
        "integer" => (value.is_i64(), "a whole number"),
        "array" => (value.is_array(), "a list"),
        "object" => (value.is_object(), "an object"),
        _ => (true, ""),
    };
    // A null stands for an argument that is not given.
    if !fits && !value.is_null() {
        return Some(Problem::new("wrong_type", path, format!("`{path}` is `{}`, expected {words}", shortened(value))));
    }
    let items = schema.get("items")?;
    value.as_array()?.iter().enumerate().find_map(|(index, item)| wrong_argument(&format!("{path}[{index}]"), item, items))
}

/// The little that a type cannot say in its schema.
fn unreadable_argument(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    Problem::new("wrong_type", error.path().to_string(), error.inner().to_string())
}

/// A value as JSON, cut where it is long.
fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        /// Technical name of a model.
        model: String,
        /// Most records.
        limit: Option<u32>,
        /// Ids.
        ids: Vec<u32>,
    }

    fn problems(given: Value) -> String {
        let Value::Object(map) = given else { panic!("an object") };
        let failure = read::<Sample>(&input_schema::<Sample>(), map).unwrap_err();
        let lines = failure.to_json()["errors"].as_array().unwrap().iter().map(|problem| format!("{problem}\n")).collect::<String>();
        lines
    }

    #[test]
    fn every_fault_is_named_at_once() {
        insta::assert_snapshot!(problems(serde_json::json!({"limt": 3, "limit": true, "ids": [1, 2.5], "zebra": null})));
    }

    #[test]
    fn null_is_an_argument_that_is_not_given() {
        let given = serde_json::json!({"model": "res.partner", "limit": null, "ids": [1]});
        let Value::Object(map) = given else { panic!("an object") };
        let sample: Sample = read(&input_schema::<Sample>(), map).unwrap();
        assert_eq!((sample.model.as_str(), sample.limit, sample.ids), ("res.partner", None, vec![1]));
        insta::assert_snapshot!(problems(serde_json::json!({"model": null, "ids": [1]})));
    }
}
