//! Reading a declaration: every fault at once, each with its path.

use std::collections::BTreeSet;
use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::validate::orm_method;
use serde_json::{Map, Value, json};

use super::template::{self, Piece};
use super::{DeclaredTool, Found, Parameter, ParameterType, Part, Schemas, Step, StepKind, built_in, check};
use crate::nearest::nearest;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::definition::{Member, ToolDefinition};
use crate::tools::settings::Toolset;
use crate::tools::shape;

/// What a declared tool answers: what each step brought, and where it ended early.
const RETURNS: [(&str, &str, bool); 4] =
    [("steps", "object", true), ("error", "object", false), ("stopped_at", "string", false), ("not_tried", "array", false)];

/// Keys of a declaration.
const KEYS: &[&str] = &["name", "title", "description", "parameters", "steps", "series"];

/// Keys of a parameter.
const OF_PARAMETER: &[&str] = &["type", "description", "default", "choices"];

/// Types of parameters.
const TYPES: &[(&str, ParameterType)] = &[
    ("string", ParameterType::String),
    ("integer", ParameterType::Integer),
    ("number", ParameterType::Number),
    ("boolean", ParameterType::Boolean),
    ("date", ParameterType::Date),
    ("strings", ParameterType::Strings),
    ("integers", ParameterType::Integers),
];

/// Arguments that every tool has of itself.
const COMMON: &[&str] = &["confirm_token", "context", "dry_run", "idempotency_key"];

/// Arguments of a step in which placeholders may stand.
const WITH_PLACEHOLDERS: &[&str] = &["answers", "args", "domain", "having", "kwargs", "limit", "record_ids", "values"];

/// What a step's result can be asked for.
const OF_RESULT: &str = "`.ids`, `.id`, `.count` or `.first.FIELD`";

/// Steps of one tool.
const MOST_STEPS: usize = 20;

/// What is known while a declaration is read.
struct Reader<'a> {
    found: Vec<Found>,
    schemas: &'a Schemas,
}

/// Reads a declaration. `taken` are the names of other tools.
pub(crate) fn read(value: &Value, taken: &BTreeSet<String>, schemas: &Schemas) -> (Option<Arc<DeclaredTool>>, Vec<Found>) {
    let mut reader = Reader { found: Vec::new(), schemas };
    let tool = reader.tool(value, taken);
    let is_whole = !reader.found.iter().any(|found| found.is_error);
    (tool.filter(|_| is_whole).map(Arc::new), reader.found)
}

fn key(path: &[Part], name: &str) -> Vec<Part> {
    path.iter().cloned().chain([Part::Key(name.to_owned())]).collect()
}

fn item(path: &[Part], at: usize) -> Vec<Part> {
    path.iter().cloned().chain([Part::Item(at)]).collect()
}

fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    let near = nearest(name, known.clone()).map(|meant| format!("did you mean `{meant}`?"));
    near.or_else(|| Some(format!("expected one of {}", listed(known))))
}

fn is_name(name: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    name.starts_with(|letter: char| letter.is_ascii_lowercase()) && name.len() <= 64 && name.chars().all(is_part)
}

impl Reader<'_> {
    fn wrong(&mut self, path: Vec<Part>, message: impl Into<String>, hint: Option<String>) {
        self.found.push(Found::error(path, message).hint(hint));
    }

    /// An object with these keys and no others.
    fn object<'v>(&mut self, path: &[Part], value: &'v Value, known: &[&str]) -> Option<&'v Map<String, Value>> {
        let Some(object) = value.as_object() else {
            self.wrong(path.to_vec(), "expected a mapping", Some(format!("its keys are {}", listed(known.iter().copied()))));
            return None;
        };
        for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
            self.wrong(key(path, name), format!("unknown key `{name}`"), meant(name, known.iter().copied()));
        }
        Some(object)
    }

    /// A text that must be there.
    fn text<'v>(&mut self, path: &[Part], object: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
        match object.get(name) {
            Some(Value::String(text)) if !text.trim().is_empty() => Some(text.trim()),
            Some(_) => {
                self.wrong(key(path, name), format!("`{name}` must be a text"), None);
                None
            }
            None => {
                self.wrong(path.to_vec(), format!("the key `{name}` is missing"), None);
                None
            }
        }
    }

    fn tool(&mut self, value: &Value, taken: &BTreeSet<String>) -> Option<DeclaredTool> {
        let object = self.object(&[], value, KEYS)?;
        let name = self.text(&[], object, "name");
        if let Some(name) = name.filter(|name| !is_name(name)) {
            self.wrong(key(&[], "name"), format!("`{name}` is not a name: expected small letters, digits and `_`, at most 64"), None);
        }
        if let Some(name) = name.filter(|name| taken.contains(*name)) {
            self.wrong(key(&[], "name"), format!("there is a tool `{name}` already"), None);
        }
        let description = self.text(&[], object, "description");
        let title = object.get("title").map(|_| self.text(&[], object, "title")).unwrap_or(name);
        let series = self.series(object.get("series"));
        let (parameters, schema) = self.parameters(object.get("parameters"));
        let steps = self.steps(object.get("steps"), &parameters);
        let (name, title, description) = (name?, title?, description?);
        check::steps(&steps, &parameters, &series, self.schemas, &mut self.found);
        let returns = RETURNS.map(|(name, kind, always)| Member { name: name.to_owned(), kind: kind.to_owned(), always }).to_vec();
        let definition = ToolDefinition::new(name, title, description, class(&steps), schema, returns);
        Some(DeclaredTool { definition, parameters, steps })
    }

    /// The series that it is for; all where it says nothing.
    fn series(&mut self, value: Option<&Value>) -> Vec<Series> {
        let Some(value) = value else { return Series::ALL.to_vec() };
        let texts: Vec<String> = match value {
            Value::Array(items) => items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect(),
            single => vec![single.as_str().map_or_else(|| single.to_string(), str::to_owned)],
        };
        let mut series = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            match text.parse() {
                Ok(known) => series.push(known),
                Err(_) => self.wrong(item(&key(&[], "series"), at), format!("`{text}` is not a series, expected 17, 18 or 19"), None),
            }
        }
        series
    }

    /// The parameters, and the JSON Schema of them all.
    fn parameters(&mut self, value: Option<&Value>) -> (Vec<Parameter>, Map<String, Value>) {
        let (mut parameters, mut properties, mut required) = (Vec::new(), Map::new(), Vec::new());
        let path = key(&[], "parameters");
        let declared = value.filter(|value| !value.is_null());
        if let Some(value) = declared.filter(|value| !value.is_object()) {
            self.wrong(path.clone(), format!("expected a mapping of names, found `{value}`"), None);
        }
        for (name, value) in declared.and_then(Value::as_object).into_iter().flatten() {
            let at = key(&path, name);
            if !is_name(name) || COMMON.contains(&name.as_str()) {
                self.wrong(at.clone(), format!("`{name}` is not a name of a parameter"), None);
            }
            if let Some((parameter, schema)) = self.parameter(&at, name, value) {
                if parameter.default.is_none() {
                    required.push(json!(name));
                }
                properties.insert(name.clone(), schema);
                parameters.push(parameter);
            }
        }
        let mut schema = Map::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
        schema.insert("additionalProperties".to_owned(), json!(false));
        if !required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(required));
        }
        (parameters, schema)
    }

    fn parameter(&mut self, path: &[Part], name: &str, value: &Value) -> Option<(Parameter, Value)> {
        let object = self.object(path, value, OF_PARAMETER)?;
        let description = self.text(path, object, "description")?;
        let type_name = self.text(path, object, "type")?;
        let Some((_, kind)) = TYPES.iter().find(|(known, _)| *known == type_name) else {
            let hint = meant(type_name, TYPES.iter().map(|(known, _)| *known));
            self.wrong(key(path, "type"), format!("`{type_name}` is not a type of parameters"), hint);
            return None;
        };
        let mut schema = kind.schema(description);
        let default = object.get("default").cloned();
        if let Some(default) = default.as_ref().filter(|default| !default.is_null() && !kind.takes(default)) {
            self.wrong(key(path, "default"), format!("the default `{default}` is not of the type `{type_name}`"), None);
        }
        if let Some(choices) = object.get("choices") {
            let are_texts = choices.as_array().is_some_and(|choices| !choices.is_empty() && choices.iter().all(Value::is_string));
            match are_texts && *kind == ParameterType::String {
                true => shape::set(&mut schema, "enum", choices.clone()),
                false => self.wrong(key(path, "choices"), "`choices` is a list of texts, of a parameter of the type `string`", None),
            }
        }
        Some((Parameter { name: name.to_owned(), kind: *kind, default }, schema))
    }

    fn steps(&mut self, value: Option<&Value>, parameters: &[Parameter]) -> Vec<Step> {
        let path = key(&[], "steps");
        let Some(items) = value.and_then(Value::as_array).filter(|items| (1..=MOST_STEPS).contains(&items.len())) else {
            let path = if value.is_some() { path } else { Vec::new() };
            self.wrong(path, format!("`steps` is a list of 1 to {MOST_STEPS} steps"), None);
            return Vec::new();
        };
        let mut steps: Vec<Step> = Vec::new();
        for (at, value) in items.iter().enumerate() {
            let at = item(&path, at);
            let Some(step) = self.step(&at, value, steps.len()) else { continue };
            if steps.iter().any(|other| other.id == step.id) || parameters.iter().any(|parameter| parameter.name == step.id) {
                self.wrong(at.clone(), format!("the name `{}` is taken by a parameter or another step", step.id), None);
            }
            self.placeholders(&key(&at, step.kind.name()), &step, &steps, parameters);
            steps.push(step);
        }
        // An Odoo dialog is gone through once in a call.
        if steps.iter().filter(|step| step.kind == StepKind::Wizard).count() > 1 {
            self.wrong(path, "more than one step is a `wizard`", Some("make two tools of it".to_owned()));
        }
        steps
    }

    fn step(&mut self, path: &[Part], value: &Value, number: usize) -> Option<Step> {
        let kinds: Vec<&str> = StepKind::ALL.iter().map(|(name, _)| *name).collect();
        let known: Vec<&str> = kinds.iter().copied().chain(["id"]).collect();
        let object = self.object(path, value, &known)?;
        let id = match object.get("id") {
            Some(Value::String(id)) if is_name(id) => id.clone(),
            Some(other) => {
                self.wrong(key(path, "id"), format!("`{other}` is not a name of a step"), None);
                return None;
            }
            None => format!("step_{}", number + 1),
        };
        let mut named = StepKind::ALL.iter().filter(|(name, _)| object.contains_key(*name));
        let (Some((name, kind)), None) = (named.next(), named.next()) else {
            self.wrong(path.to_vec(), "a step does one thing", Some(format!("give one of {}", listed(kinds))));
            return None;
        };
        let arguments = self.arguments(&key(path, name), *kind, object.get(*name)?)?;
        Some(Step { id, kind: *kind, arguments })
    }

    /// The arguments of a step: those of its tool.
    fn arguments(&mut self, path: &[Part], kind: StepKind, value: &Value) -> Option<Map<String, Value>> {
        let schema = built_in(kind.tool())?.definition().argument_schema();
        let names = schema.get("properties").and_then(Value::as_object)?;
        let own = |name: &&str| !COMMON.contains(name) && *name != "dialog";
        let known: Vec<&str> = names.keys().map(String::as_str).filter(own).collect();
        let object = self.object(path, value, &known)?;
        let of_tool = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let of_wizard: &[&str] = if kind == StepKind::Wizard { &["model", "method", "press"] } else { &[] };
        for name in of_tool.chain(of_wizard.iter().copied()).filter(|name| !object.contains_key(*name)) {
            self.wrong(path.to_vec(), format!("the key `{name}` is missing"), None);
        }
        let method = object.get("method").and_then(Value::as_str).unwrap_or_default();
        if kind == StepKind::Call && orm_method(&method.to_ascii_lowercase()).is_some() {
            let hint = "use the step that reads, searches or writes".to_owned();
            self.wrong(key(path, "method"), format!("`{method}` has a step of its own"), Some(hint));
        }
        Some(object.clone())
    }

    /// Placeholders stand in values only, and name a parameter or the result of an earlier step.
    fn placeholders(&mut self, path: &[Part], step: &Step, before: &[Step], parameters: &[Parameter]) {
        for (name, value) in &step.arguments {
            let mut seen = Vec::new();
            let mut at = key(path, name);
            let depth = at.len();
            template::placeholders(value, &mut at, &mut |path, text, is_key| seen.push((path.to_vec(), text, is_key)));
            for (path, text, is_key) in seen {
                let below = path.get(depth..).unwrap_or_default();
                if is_key || !WITH_PLACEHOLDERS.contains(&name.as_str()) || !is_value(name, below) {
                    self.wrong(path, format!("`{text}` stands where no placeholder may stand"), Some("only a value may be one".to_owned()));
                    continue;
                }
                let Some(pieces) = template::pieces(text) else {
                    let hint = format!("`{{{{ name }}}}` is a parameter; of a step, {OF_RESULT}");
                    self.wrong(path, format!("`{text}` is not a placeholder"), Some(hint));
                    continue;
                };
                for piece in pieces {
                    if let Piece::Reference(name) = piece {
                        self.reference(&path, name, before, parameters);
                    }
                }
            }
        }
    }

    fn reference(&mut self, path: &[Part], name: &str, before: &[Step], parameters: &[Parameter]) {
        let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
        let is_step = before.iter().any(|step| step.id == first);
        let is_parameter = parameters.iter().any(|parameter| parameter.name == first);
        match rest {
            None if is_parameter => {}
            Some(rest) if is_step && is_of_result(rest) => {}
            _ if is_step => self.wrong(path.to_vec(), format!("`{name}` is not a result of a step"), Some(format!("expected {OF_RESULT}"))),
            _ => {
                let known: Vec<&str> =
                    parameters.iter().map(|one| one.name.as_str()).chain(before.iter().map(|one| one.id.as_str())).collect();
                let hint = if known.is_empty() { Some("there are no parameters".to_owned()) } else { meant(first, known.iter().copied()) };
                self.wrong(path.to_vec(), format!("there is no parameter and no earlier step `{first}`"), hint);
            }
        }
    }
}

/// Whether a place below an argument is that of a value: of a leaf of a domain, its third part.
fn is_value(argument: &str, below: &[Part]) -> bool {
    match (argument, below) {
        ("domain" | "having", [Part::Item(_), Part::Item(2), rest @ ..]) => match rest {
            // A domain inside of `any`, whose leaves are leaves again.
            [Part::Item(_), Part::Item(at), ..] => *at == 2,
            _ => true,
        },
        ("domain" | "having", _) => false,
        _ => true,
    }
}

fn is_of_result(rest: &str) -> bool {
    matches!(rest, "ids" | "id" | "count") || rest.strip_prefix("first.").is_some_and(|field| !field.is_empty() && !field.contains('.'))
}

/// Its class follows from its steps.
fn class(steps: &[Step]) -> ToolClass {
    let has = |kind: StepKind| steps.iter().any(|step| step.kind == kind);
    let effect = match () {
        () if has(StepKind::Call) || has(StepKind::Wizard) => Effect::Executes,
        () if has(StepKind::Write) => Effect::Overwrites,
        () if has(StepKind::Create) => Effect::Adds,
        () => Effect::Reads,
    };
    let models: Vec<&str> = steps.iter().filter_map(|step| step.arguments.get("model")?.as_str()).collect();
    let class = ToolClass::new(effect, Toolset::Declared).with([Use::Records]).needing_models(&models);
    if effect == Effect::Reads { class } else { class.with([Use::Confirmation]) }
}

impl ParameterType {
    fn schema(self, description: &str) -> Value {
        match self {
            Self::String => json!({"type": "string", "description": description}),
            Self::Integer => json!({"type": "integer", "description": description}),
            Self::Number => json!({"type": "number", "description": description}),
            Self::Boolean => json!({"type": "boolean", "description": description}),
            Self::Date => json!({"type": "string", "description": format!("{description} A day such as `2026-12-31`.")}),
            Self::Strings => json!({"type": "array", "items": {"type": "string"}, "description": description}),
            Self::Integers => json!({"type": "array", "items": {"type": "integer"}, "description": description}),
        }
    }

    /// Whether a value is of the type.
    pub(super) fn takes(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Date => value.as_str().is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok()),
            Self::Strings => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            Self::Integers => value.as_array().is_some_and(|items| items.iter().all(|item| item.is_i64() || item.is_u64())),
        }
    }

    /// A value of the type, to check with.
    pub(super) fn sample(self) -> Value {
        match self {
            Self::String => json!("x"),
            Self::Integer => json!(1),
            Self::Number => json!(1.5),
            Self::Boolean => json!(true),
            Self::Date => json!("2026-12-31"),
            Self::Strings => json!(["x"]),
            Self::Integers => json!([1]),
        }
    }
}
