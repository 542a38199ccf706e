//! `get_create_requirements`: what a create must give, by the very check that a create passes.

use odoo_sdk::schema::{FieldSchema, ModelSchema};
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::describe;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::{Operation, has_records};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct GetCreateRequirements;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
}

impl TypedTool for GetCreateRequirements {
    const NAME: &'static str = "get_create_requirements";
    const TITLE: &'static str = "Get create requirements";
    const DESCRIPTION: &'static str =
        "Use before `create_record`: which fields must be given, and which required ones Odoo fills in by itself.";
    const RETURNS: Returns = &[("model", "string", true), ("required", "object", true), ("filled_in", "array", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Schema).with([Use::Schema])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let schema = context.odoo.model(&arguments.model).await?;
        has_records(&schema)?;
        let missing = required_fields(context, &arguments.model).await?;
        let required: Map<String, Value> = missing.iter().map(|name| (name.clone(), describe_field(&schema, name))).collect();
        let is_filled_in = |name: &str, field: &FieldSchema| field.required && field.store && !required.contains_key(name);
        let filled_in: Vec<&String> =
            schema.fields.iter().filter(|(name, field)| is_filled_in(name, field)).map(|(name, _)| name).collect();
        let summary = format!("{} fields must be given to create {}", required.len(), arguments.model);
        Ok(ToolOutput::new(json!({"model": arguments.model, "required": required, "filled_in": filled_in}), summary))
    }
}

/// The fields that the check of a create of nothing misses.
pub(crate) async fn required_fields(context: &ToolContext, model: &str) -> Result<Vec<String>, Failure> {
    let issues = context.odoo.issues(Operation::Create, model, &json!({"values": {}})).await?;
    let missing = issues.into_iter().filter(|issue| issue.code == IssueCode::MissingRequired);
    Ok(missing.filter_map(|issue| issue.path.strip_prefix("values.").map(str::to_owned)).collect())
}

fn describe_field(schema: &ModelSchema, name: &str) -> Value {
    schema.fields.get(name).map_or(json!({}), |field| Value::Object(describe::field(name, field)))
}
