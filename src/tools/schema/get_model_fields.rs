//! `get_model_fields`: the fields of a model, with what a caller must know to use them rightly.

use odoo_sdk::schema::FieldSchema;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{describe, telling};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct GetModelFields;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Only fields whose name or label contains this text.
    filter: Option<String>,
    /// `compact` (default), or `full` for all attributes of a few fields.
    #[serde(default)]
    detail: Detail,
}

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Detail {
    #[default]
    Compact,
    Full,
}

impl TypedTool for GetModelFields {
    const NAME: &'static str = "get_model_fields";
    const TITLE: &'static str = "Get model fields";
    const DESCRIPTION: &'static str =
        "Types, relations, selection values, required and readonly of the important fields; any other field with `filter`.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("label", "string", true),
        ("fields", "object", true),
        ("other_fields", "string", false),
        ("count", "integer", true),
        ("total", "integer", true),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Schema).with([Use::Schema, Use::Choice])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let schema = context.odoo.model(&arguments.model).await?;
        let wanted = arguments.filter.as_deref().unwrap_or_default().to_lowercase();
        let matches = |name: &str, field: &FieldSchema| name.contains(&wanted) || field.label.to_lowercase().contains(&wanted);
        let describe = if arguments.detail == Detail::Full { describe::whole } else { describe::field };
        let fields = schema.fields.iter().filter(|(name, field)| matches(name, field));
        let mut fields: Map<String, Value> = fields.map(|(name, field)| (name.clone(), Value::Object(describe(name, field)))).collect();
        let total = fields.len();
        let is_narrowed = arguments.filter.is_some() || arguments.detail == Detail::Full;
        let mut answer = json!({"model": schema.model, "label": schema.label});
        if is_narrowed {
            let left_out = fit(&mut fields, &schema.fields, context.call.settings().budget);
            if !left_out.is_empty() {
                let what = "names only, the answer would be too large";
                shape::push(&mut answer, "left_out", json!({"what": what, "fields": left_out, "get": "the same call with `filter`"}));
            }
        } else if let Some(others) = telling::keep(&mut fields, &schema) {
            shape::set(&mut answer, "other_fields", others);
        }
        shape::set(&mut answer, "count", json!(fields.len()));
        shape::set(&mut answer, "total", json!(total));
        let summary = format!("{} of {total} fields of {}", fields.len(), schema.model);
        shape::set(&mut answer, "fields", Value::Object(fields));
        Ok(ToolOutput::new(answer, summary))
    }
}

/// Where not all fields fit, those that callers write or search by stay, and of the rest only the names.
fn fit(fields: &mut Map<String, Value>, known: &std::collections::BTreeMap<String, FieldSchema>, budget: usize) -> Vec<String> {
    let weight = |name: &String| {
        known.get(name).map_or(9, |field| u8::from(!field.required) + u8::from(field.readonly) + 2 * u8::from(!field.store))
    };
    let mut names: Vec<String> = fields.keys().cloned().collect();
    names.sort_by_key(weight);
    let mut used = 0;
    let left_out = names.into_iter().filter(|name| {
        used += name.len() + 4 + fields.get(name).map_or(0, shape::size_of);
        used > budget
    });
    let mut left_out: Vec<String> = left_out.collect();
    left_out.sort();
    left_out.iter().for_each(|name| drop(fields.remove(name)));
    left_out
}
