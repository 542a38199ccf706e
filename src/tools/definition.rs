//! The definition of a tool: its names, its class and its schemas, owned, so that tools can also be made while the program runs.

use std::sync::Arc;

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
    /// As clients see it.
    pub(crate) input_schema: Arc<Map<String, Value>>,
    /// As arguments are checked.
    pub(crate) argument_schema: Arc<Map<String, Value>>,
    pub(crate) output_schema: Arc<Map<String, Value>>,
    pub(crate) returns: Vec<Member>,
}

impl ToolDefinition {
    /// With the arguments of a type.
    pub(crate) fn typed<A: JsonSchema>(name: &str, title: &str, description: &str, class: ToolClass, returns: Vec<Member>) -> Self {
        let own = arguments::schema_of::<A>();
        Self::new(name, title, description, class, own, returns)
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
        let argument_schema = arguments::with_common(own_arguments, class.common_arguments());
        let input_schema = arguments::listed(&argument_schema, class.toolset.is_core());
        Self {
            name: name.into(),
            title: title.to_owned(),
            description: description.to_owned(),
            class,
            input_schema: Arc::new(input_schema),
            argument_schema: Arc::new(argument_schema),
            output_schema: Arc::new(output_schema(&returns)),
            returns,
        }
    }

    /// The arguments as clients see them who may choose between several Odoos, the default first.
    pub(crate) fn input_schema_for(&self, instances: &[&str]) -> Arc<Map<String, Value>> {
        let chooses = self.class.connection != Connection::Several;
        let Some(default) = instances.first().filter(|_| chooses) else { return Arc::clone(&self.input_schema) };
        let mut schema = Map::clone(&self.input_schema);
        let argument = json!({"type": "string", "enum": instances, "description": format!("Which Odoo; default {default}.")});
        let properties = schema.entry("properties").or_insert_with(|| json!({}));
        if let Value::Object(properties) = properties {
            properties.insert(INSTANCE.to_owned(), argument);
        }
        Arc::new(schema)
    }

    /// Whether it takes an argument of this name.
    pub(crate) fn takes(&self, argument: &str) -> bool {
        self.argument_schema.get("properties").is_some_and(|properties| properties.get(argument).is_some())
    }

    /// Whether an argument must be given.
    pub(crate) fn has_required(&self) -> bool {
        self.argument_schema.get("required").and_then(Value::as_array).is_some_and(|names| !names.is_empty())
    }

    /// Whether it takes any argument.
    pub(crate) fn has_arguments(&self) -> bool {
        self.argument_schema.get("properties").and_then(Value::as_object).is_some_and(|properties| !properties.is_empty())
    }
}

/// Which members are always there stands in the reference only: clients check the answers of failed calls against this schema too, and
/// those have an `error` instead.
fn output_schema(returns: &[Member]) -> Map<String, Value> {
    let properties: Map<String, Value> = returns.iter().map(|member| (member.name.clone(), json!({"type": member.kind}))).collect();
    Map::from_iter([("type".to_owned(), json!("object")), ("properties".to_owned(), Value::Object(properties))])
}
