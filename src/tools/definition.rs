//! The definition of a tool: its names, its class and its schemas, owned, so that tools can also be made while the program runs.

use std::sync::{Arc, LazyLock};

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::arguments;
use super::class::{Connection, ToolClass};

/// The argument that says which of several Odoos a call is for.
pub(crate) const INSTANCE: &str = "instance";

/// One member of an answer that succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// Its JSON type.
    pub(crate) kind: String,
    /// Whether it is always there.
    pub(crate) always: bool,
}

/// How the call was read, what there is to say about it, and what did not fit.
pub(crate) const OF_ALL: [(&str, &str); 3] = [("normalised", "array"), ("notes", "array"), ("left_out", "array")];

/// Whether nothing was written, and whether this is the answer to an earlier call.
pub(crate) const OF_WRITES: [(&str, &str); 2] = [("dry_run", "boolean"), ("repeated", "boolean")];

/// The schemas of a tool's arguments, made when first asked for: most calls of a session are of few tools.
type Arguments = LazyLock<Schemas, Box<dyn FnOnce() -> Schemas + Send>>;

/// The arguments of a tool as JSON Schema.
#[derive(Debug)]
struct Schemas {
    /// As clients see them.
    listed: Arc<Map<String, Value>>,
    /// As they are checked.
    checked: Map<String, Value>,
}

/// A tool, without what it does.
#[derive(Debug, Clone)]
pub(crate) struct ToolDefinition {
    /// Its name on MCP.
    pub(crate) name: Arc<str>,
    /// Its name for people.
    pub(crate) title: String,
    /// When to use it and what comes back.
    pub(crate) description: String,
    pub(crate) class: ToolClass,
    arguments: Arc<Arguments>,
    /// The members of its own answers; those that many tools have follow from the class.
    pub(crate) returns: Vec<Member>,
}

impl ToolDefinition {
    /// With the arguments of a type.
    pub(crate) fn typed<A: JsonSchema + 'static>(
        name: &str,
        title: &str,
        description: &str,
        class: ToolClass,
        returns: Vec<Member>,
    ) -> Self {
        Self::with_schema(name, title, description, class, arguments::schema_of::<A>, returns)
    }

    /// With arguments of this JSON Schema, a closed object; the common arguments of its class are added.
    pub(crate) fn new(
        name: &str,
        title: &str,
        description: &str,
        class: ToolClass,
        own_arguments: Map<String, Value>,
        returns: Vec<Member>,
    ) -> Self {
        Self::with_schema(name, title, description, class, || own_arguments, returns)
    }

    fn with_schema(
        name: &str,
        title: &str,
        description: &str,
        class: ToolClass,
        own: impl FnOnce() -> Map<String, Value> + Send + 'static,
        returns: Vec<Member>,
    ) -> Self {
        let (common, is_core) = (class.common_arguments(), class.toolset.is_core());
        let schemas = move || {
            let checked = arguments::with_common(own(), common);
            Schemas { listed: Arc::new(arguments::listed(&checked, is_core)), checked }
        };
        Self {
            name: name.into(),
            title: title.to_owned(),
            description: description.to_owned(),
            class,
            arguments: Arc::new(LazyLock::new(Box::new(schemas))),
            returns,
        }
    }

    /// The arguments as clients see them.
    pub(crate) fn input_schema(&self) -> &Arc<Map<String, Value>> {
        &self.arguments.listed
    }

    /// The arguments as they are checked.
    pub(crate) fn argument_schema(&self) -> &Map<String, Value> {
        &self.arguments.checked
    }

    /// The arguments as clients see them who may choose between several Odoos, the default first.
    pub(crate) fn input_schema_for(&self, instances: &[&str]) -> Arc<Map<String, Value>> {
        let chooses = self.class.connection != Connection::Several;
        let Some(default) = instances.first().filter(|_| chooses) else { return Arc::clone(self.input_schema()) };
        let mut schema = Map::clone(self.input_schema());
        let argument = json!({"type": "string", "enum": instances, "description": format!("Which Odoo; default {default}.")});
        let properties = schema.entry("properties").or_insert_with(|| json!({}));
        if let Value::Object(properties) = properties {
            properties.insert(INSTANCE.to_owned(), argument);
        }
        Arc::new(schema)
    }

    /// Every member that an answer can have, made when asked for: few clients have it listed.
    ///
    /// Which members are always there stands in the reference only: clients check the answers of failed calls against this schema too, and
    /// those have an `error` instead.
    pub(crate) fn output_schema(&self) -> Map<String, Value> {
        let of_class = common_members(&self.class);
        let properties: Map<String, Value> = self.returns.iter().cloned().chain(of_class).map(schema_of).collect();
        Map::from_iter([("type".to_owned(), json!("object")), ("properties".to_owned(), Value::Object(properties))])
    }

    /// A member of an answer that is not of the plain type it is said to be of: Odoo answered something else than Odoo does.
    pub(crate) fn misfit(&self, answer: &Map<String, Value>) -> Option<&Member> {
        let fits = |kind: &str, value: &Value| match kind {
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "string" => value.is_string(),
            _ => true,
        };
        self.returns.iter().find(|member| answer.get(&member.name).is_some_and(|value| !fits(&member.kind, value)))
    }

    /// Whether it takes an argument of this name.
    pub(crate) fn takes(&self, argument: &str) -> bool {
        self.argument_schema().get("properties").is_some_and(|properties| properties.get(argument).is_some())
    }

    /// Whether an argument must be given.
    pub(crate) fn has_required(&self) -> bool {
        self.argument_schema().get("required").and_then(Value::as_array).is_some_and(|names| !names.is_empty())
    }

    /// Whether it takes any argument.
    pub(crate) fn has_arguments(&self) -> bool {
        self.argument_schema().get("properties").and_then(Value::as_object).is_some_and(|properties| !properties.is_empty())
    }
}

/// Members that any answer of a class can have, beside those of the tool.
pub(crate) fn common_members(class: &ToolClass) -> impl Iterator<Item = Member> {
    let of_writes: &[_] = if class.writes() { &OF_WRITES } else { &[] };
    OF_ALL.iter().chain(of_writes).map(|(name, kind)| Member { name: (*name).to_owned(), kind: (*kind).to_owned(), always: false })
}

fn schema_of(member: Member) -> (String, Value) {
    let schema = if member.kind == "any" { json!({}) } else { json!({"type": member.kind}) };
    (member.name, schema)
}
