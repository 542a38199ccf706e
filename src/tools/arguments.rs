//! A tool's arguments: the closed input schema made from the type, and reading what came against it.

mod suggest_fix;
mod whole;

use std::sync::LazyLock;

use odoo_sdk::validate::IssueCode;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, RestrictFormats, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::common_arguments::CommonArguments;
use super::failure::{Failure, Problem};
use crate::error_code::ErrorCode;
use crate::nearest::{best, similarity};

pub(crate) use whole::whole_numbers;

/// A domain as it came.
pub(super) type Domain = Vec<Value>;

/// The schema of a domain: leaves and prefix operators. Some clients refuse a list without `items`, others a schema without a type.
pub(super) fn domain(_: &mut SchemaGenerator) -> Schema {
    let list = json!({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "number"}]}});
    let part = json!({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, list]});
    json_schema!({"type": "array", "items": {"anyOf": [{"type": "array", "items": part}, {"type": "string"}]}})
}

/// The schema of a condition on aggregates: a domain without lists.
pub(super) fn having(_: &mut SchemaGenerator) -> Schema {
    let leaf = json!({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "number"}]}});
    json_schema!({"type": "array", "items": {"anyOf": [leaf, {"type": "string"}]}})
}

/// The schema of a list of anything.
pub(super) fn any_list(_: &mut SchemaGenerator) -> Schema {
    let list = json!({"type": "array", "items": {"type": "number"}});
    let any = json!({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "object"}, list]});
    json_schema!({"type": "array", "items": any})
}

/// The schema of an object with any members, as the values of a record are.
pub(super) fn any_object(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "object"})
}

/// The schema of a list of such objects.
pub(super) fn objects(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": {"type": "object"}})
}

/// The JSON Schema of a tool's own arguments, a type: closed, everything inline, without forms that some clients do not read (`null`
/// beside a type, number formats, defaults).
pub(super) fn schema_of<T: JsonSchema>() -> Map<String, Value> {
    plain_schema::<T>()
}

/// With the common arguments of these names.
pub(super) fn with_common(mut schema: Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    static COMMON: LazyLock<Map<String, Value>> = LazyLock::new(plain_schema::<CommonArguments>);
    let common = COMMON.get("properties").and_then(Value::as_object);
    let properties = schema.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    if let Some(properties) = properties.as_object_mut() {
        let taken = common.into_iter().flatten().filter(|(name, _)| names.contains(&name.as_str()));
        properties.extend(taken.map(|(name, argument)| (name.clone(), argument.clone())));
    }
    schema
}

/// Arguments of many tools, described once.
const COMMON: [&str; 4] = ["confirm_token", "dry_run", "model", "record_id"];

/// The schema as clients see it: the members of `context` are in its description, for they would be in every tool's schema again
/// and make a third of the list. They are checked all the same.
///
/// The tools of an app take it and do not list it: they answer in the language and on the clock of the user by themselves. Nor do they
/// list the key of a retry, which a program gives that knows of it. What is said of the other common arguments stands with the core tools.
pub(super) fn listed(schema: &Map<String, Value>, is_core: bool) -> Map<String, Value> {
    let mut listed = schema.clone();
    if !is_core && let Some(properties) = listed.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove("context");
        properties.remove("idempotency_key");
        let described =
            COMMON.iter().filter_map(|name| properties.get_mut(*name)?.as_object_mut().map(|argument| argument.remove("description")));
        described.for_each(drop);
    }
    let context = listed.get_mut("properties").and_then(|properties| properties.get_mut("context")).and_then(Value::as_object_mut);
    if let Some(context) = context {
        context.retain(|name, _| name == "type" || name == "description");
    }
    listed
}

fn plain_schema<T: JsonSchema>() -> Map<String, Value> {
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

/// Drops `null` from types, defaults, number formats and bounds that go without saying.
fn simplify(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [single] = types.as_slice() {
            let single = single.clone();
            schema.insert("type".to_owned(), single);
        }
    }
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    schema.remove("default");
    if schema.get("minimum").is_some_and(|minimum| minimum == 0) {
        schema.remove("minimum");
    }
    for format in ["int64", "int32", "uint32", "uint64", "uint", "uint8"] {
        if schema.get("format").is_some_and(|found| found == format) {
            schema.remove("format");
        }
    }
    transform_subschemas(&mut |_: &mut Schema| {}, schema);
}

/// Checks arguments, all faults at once: unknown ones with the nearest known name, missing ones, and those of a wrong type.
///
/// # Errors
/// A [`Failure`] of the caller.
pub(crate) fn check(schema: &Map<String, Value>, given: &Map<String, Value>) -> Result<(), Failure> {
    let mut problems = Vec::new();
    check_members("", schema, given, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(Failure::invalid(problems)) }
}

/// Reads arguments that were checked.
///
/// # Errors
/// What a type cannot say in its schema.
pub(super) fn read<T: DeserializeOwned>(given: Map<String, Value>) -> Result<T, Failure> {
    serde_path_to_error::deserialize(Value::Object(given)).map_err(|error| Failure::invalid(vec![unreadable_argument(&error)]))
}

/// The members of a closed object.
fn check_members(prefix: &str, schema: &Map<String, Value>, given: &Map<String, Value>, problems: &mut Vec<Problem>) {
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let place = |name: &str| format!("{prefix}{name}");
    let unknown: Vec<(&String, &Value)> = given.iter().filter(|(name, _)| !properties.contains_key(*name)).collect();
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let missing: Vec<&str> = required.filter(|name| given.get(*name).is_none_or(Value::is_null)).collect();
    if let ([(name, value)], [meant]) = (unknown.as_slice(), missing.as_slice()) {
        // One that is too many and one that is missing are the same.
        let message = format!("this tool has no argument `{}`, and `{}` is missing", place(name), place(meant));
        let problem = Problem::new(IssueCode::UnknownArgument, place(name), message).hint(format!("did you mean `{meant}`"));
        problems.push(suggest_fix::name(problem, &place(name), meant, value, properties.get(*meant).unwrap_or(&Value::Null)));
    } else {
        problems.extend(unknown.iter().map(|(name, _)| unknown_argument(&place(name), name, properties, given)));
        problems.extend(missing.iter().map(|name| missing_argument(&place(name))));
    }
    for (name, property) in properties {
        if let Some(value) = given.get(name) {
            check_value(&place(name), value, property, problems);
        }
    }
}

fn unknown_argument(path: &str, name: &str, properties: &Map<String, Value>, given: &Map<String, Value>) -> Problem {
    let problem = Problem::new(IssueCode::UnknownArgument, path, format!("this tool has no argument `{path}`"));
    if let Some(hint) = path.strip_prefix("context.").and_then(of_context) {
        return problem.hint(hint);
    }
    match best(properties.iter().map(|(candidate, schema)| (similarity(name, candidate), (candidate, schema)))) {
        Some((candidate, schema)) => {
            let problem = problem.hint(format!("did you mean `{candidate}`"));
            match given.get(name).filter(|_| !given.contains_key(candidate)) {
                Some(value) => suggest_fix::name(problem, path, candidate, value, schema),
                None => problem,
            }
        }
        None if properties.is_empty() => problem.hint("it takes none"),
        None => problem.hint(format!("the arguments are {}", quoted(properties.keys()))),
    }
}

/// Keys of Odoo's context that say in other words what an argument says.
fn of_context(key: &str) -> Option<String> {
    if let Some(field) = key.strip_prefix("default_") {
        return Some(format!("give `{field}` in `values`"));
    }
    let of_client = matches!(key, "active_id" | "active_ids" | "active_model");
    of_client.then(|| "give the records in the wizard's own fields, see `get_create_requirements`".to_owned())
}

fn missing_argument(name: &str) -> Problem {
    Problem::new(IssueCode::MissingArgument, name, format!("the argument `{name}` is missing"))
}

/// What is wrong with an argument or, in a list, with the first of its items that is.
fn check_value(path: &str, value: &Value, schema: &Value, problems: &mut Vec<Problem>) {
    // A null stands for an argument that is not given.
    if value.is_null() {
        return;
    }
    if let Some(problem) = wrong_type(path, value, schema).or_else(|| wrong_word(path, value, schema)) {
        problems.push(problem);
        return;
    }
    let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    if let (true, Some(schema), Some(members)) = (is_closed, schema.as_object(), value.as_object()) {
        check_members(&format!("{path}."), schema, members, problems);
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        let before = problems.len();
        for (index, item) in values.iter().enumerate() {
            if problems.len() == before {
                let path = format!("{path}[{index}]");
                match item {
                    Value::Null => problems.extend(wrong_type(&path, item, items)),
                    item => check_value(&path, item, items, problems),
                }
            }
        }
    }
}

fn wrong_type(path: &str, value: &Value, schema: &Value) -> Option<Problem> {
    let wanted = schema.get("type")?.as_str()?;
    let words = match wanted {
        "string" => "a text",
        "boolean" => "true or false",
        "integer" => "a whole number from 0 to 4294967295",
        "array" => "a list",
        "object" => "an object",
        _ => return None,
    };
    (!suggest_fix::fits(value, wanted)).then(|| {
        if schema.get("writeOnly") == Some(&Value::Bool(true)) {
            return Problem::new(IssueCode::WrongType, path, format!("`{path}` is not {words}"));
        }
        let problem = Problem::new(IssueCode::WrongType, path, format!("`{path}` is `{}`, expected {words}", shortened(value)));
        suggest_fix::value(problem, path, value, schema)
    })
}

/// A text that is not one of those listed.
fn wrong_word(path: &str, value: &Value, schema: &Value) -> Option<Problem> {
    let words: Vec<&str> = schema.get("enum")?.as_array()?.iter().filter_map(Value::as_str).collect();
    let fits = value.as_str().is_some_and(|word| words.contains(&word));
    (!fits).then(|| Problem::new(ErrorCode::WrongValue, path, format!("`{path}` is `{}`, expected {}", shortened(value), quoted(words))))
}

/// The little that a type cannot say in its schema.
fn unreadable_argument(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    Problem::new(IssueCode::WrongType, error.path().to_string(), error.inner().to_string())
}

/// A value as JSON, cut where it is long.
fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// A text of the caller's, cut where it is long.
pub(super) fn short(text: &str) -> std::borrow::Cow<'_, str> {
    super::shape::cut(text, 60)
}

fn quoted(names: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
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
        /// One of two.
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Rows,
        Columns,
    }

    fn object(given: Value) -> Map<String, Value> {
        let Value::Object(map) = given else { panic!("an object") };
        map
    }

    fn problems(given: Value) -> String {
        let failure = check(&with_common(schema_of::<Sample>(), &["context"]), &object(given)).unwrap_err();
        failure.into_problems().unwrap().iter().map(|problem| format!("{}\n", json!(problem))).collect()
    }

    #[test]
    fn every_fault_is_named_at_once() {
        insta::assert_snapshot!(problems(serde_json::json!(
            {"limt": 3, "limit": true, "ids": [1, 2.5], "zebra": null, "kind": "rowz", "context": {"tz": 1, "langue": "fr_FR"}}
        )));
    }

    #[test]
    fn null_is_an_argument_that_is_not_given() {
        let given = serde_json::json!({"model": "res.partner", "limit": null, "ids": [1]});
        check(&schema_of::<Sample>(), &object(given.clone())).unwrap();
        let sample: Sample = read(object(given)).unwrap();
        assert_eq!((sample.model.as_str(), sample.limit, sample.ids), ("res.partner", None, vec![1]));
        assert!(sample.kind.is_none());
        insta::assert_snapshot!(problems(serde_json::json!({"model": null, "ids": [1]})));
    }

    #[test]
    fn the_shared_arguments_are_those_the_tool_takes() {
        let schema = with_common(schema_of::<Sample>(), &["context"]);
        assert_eq!(schema["properties"]["context"]["additionalProperties"], false);
        assert!(schema["properties"].get("dry_run").is_none());
        insta::assert_json_snapshot!(schema);
    }
}
