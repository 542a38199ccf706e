//! `get_model_fields`: the fields of a model, with what a caller must know to use them rightly.

use odoo_sdk::schema::FieldSchema;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::tools::failure::Failure;
use crate::tools::{Answer, Hints, Tool, ToolContext};

/// The tool.
pub(crate) struct GetModelFields;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Technical name of the model, such as `sale.order`.
    model: String,
    /// Only fields whose name or label has this text.
    filter: Option<String>,
}

impl Tool for GetModelFields {
    const NAME: &'static str = "get_model_fields";
    const TITLE: &'static str = "Get model fields";
    const DESCRIPTION: &'static str = "Use before the first search or write on a model. Returns each field's type, label, relation, allowed \
                                       selection values, and whether it is required, readonly or not searchable.";
    const HINTS: Hints = Hints::Reads;
    type Arguments = Arguments;

    async fn run(context: ToolContext, arguments: Arguments) -> Result<Answer, Failure> {
        let schema = context.model(&arguments.model).await?;
        let wanted = arguments.filter.as_deref().unwrap_or_default().to_lowercase();
        let matches = |name: &str, field: &FieldSchema| name.contains(&wanted) || field.label.to_lowercase().contains(&wanted);
        let fields: Map<String, Value> = schema
            .fields
            .iter()
            .filter(|(name, field)| matches(name, field))
            .map(|(name, field)| (name.clone(), describe(field)))
            .collect();
        Ok(Answer::new(json!({"model": schema.model, "label": schema.label, "count": fields.len(), "fields": fields})))
    }
}

/// A field in few words: what is as usual is left out.
fn describe(field: &FieldSchema) -> Value {
    let mut map = Map::new();
    map.insert("type".to_owned(), json!(field.field_type));
    map.insert("label".to_owned(), json!(field.label));
    let marks = [
        ("required", field.required),
        ("readonly", field.readonly),
        ("has_default", field.has_default),
        ("not_searchable", !field.searchable),
        ("not_sortable", !field.sortable),
        ("not_stored", !field.store),
    ];
    map.extend(marks.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| (name.to_owned(), json!(true))));
    map.extend(field.relation.as_ref().map(|relation| ("relation".to_owned(), json!(relation))));
    map.extend(field.size.map(|size| ("size".to_owned(), json!(size))));
    if let Some(selection) = &field.selection {
        let values: Map<String, Value> = selection.values.iter().map(|(value, label)| (value.clone(), json!(label))).collect();
        map.insert("selection".to_owned(), Value::Object(values));
    }
    Value::Object(map)
}
