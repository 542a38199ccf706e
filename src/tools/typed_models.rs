//! Typed tools: `create_crm_lead` and `update_crm_lead` for models that the operator names, with the fields of the connected series as
//! their arguments. They are `create_record` and `update_record` with the model filled in.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelKind, ModelSchema, SchemaSource};
use odoo_sdk::validate::json_schema;
use serde_json::{Map, Value, json};

use super::class::{Effect, ToolClass, Use};
use super::context::ToolContext;
use super::declared::Schemas;
use super::definition::ToolDefinition;
use super::failure::Failure;
use super::inner;
use super::output::ToolOutput;
use super::registry;
use super::settings::Toolset;
use super::shape;
use super::tool::Tool;
use crate::catalog::Catalog;
use crate::policy::{is_always_blocked, is_never_writable};

/// Arguments that the built-in tools have beside the values.
const OF_TOOL: [&str; 6] = ["confirm_token", "context", "dry_run", "idempotency_key", "record_id", "model"];

/// A typed tool.
struct ModelTool {
    definition: ToolDefinition,
    model: String,
    creates: bool,
    /// The same with the fields of each series.
    of_series: Vec<(Series, Arc<ModelTool>)>,
}

/// The two tools of a model; `None` where no series has it, or nobody may write it.
pub(crate) fn of_model(model: &str, schemas: &Schemas) -> Option<[Arc<dyn Tool>; 2]> {
    let schemas: Vec<(Series, Arc<ModelSchema>)> =
        schemas.catalogs().iter().filter_map(|catalog| Some((catalog.series(), schema(catalog, model)?))).collect();
    let is_written = !schemas.is_empty() && !is_always_blocked(model);
    is_written.then(|| [true, false].map(|creates| Arc::new(whole(model, creates, &schemas)) as Arc<dyn Tool>))
}

fn schema(catalog: &Catalog, model: &str) -> Option<Arc<ModelSchema>> {
    match catalog.lookup(model) {
        odoo_sdk::schema::Lookup::Found(schema) if schema.kind == ModelKind::Regular => Some(schema),
        _ => None,
    }
}

/// The tool as it is without an Odoo: it takes the fields of every series, and the tool behind it says which there are.
fn whole(model: &str, creates: bool, schemas: &[(Series, Arc<ModelSchema>)]) -> ModelTool {
    let label = schemas.last().map_or(model, |(_, schema)| schema.label.as_str());
    let names = schemas.iter().flat_map(|(_, schema)| settable(schema).map(|(name, _)| (name.clone(), json!({}))).collect::<Vec<_>>());
    let definition = |properties, required| definition(model, label, creates, properties, required);
    let of_series = schemas.iter().map(|(series, schema)| {
        let properties = settable(schema).map(|(name, field)| (name.clone(), property(field))).collect();
        let definition = definition(properties, if creates { demanded(*series, schema) } else { Vec::new() });
        (*series, Arc::new(ModelTool { definition, model: model.to_owned(), creates, of_series: Vec::new() }))
    });
    let of_series = of_series.collect();
    ModelTool { definition: definition(names.collect(), Vec::new()), model: model.to_owned(), creates, of_series }
}

fn definition(model: &str, label: &str, creates: bool, mut properties: Map<String, Value>, mut required: Vec<String>) -> ToolDefinition {
    let verb = if creates { "create" } else { "update" };
    let name = format!("{verb}_{}", model.replace('.', "_"));
    if !creates {
        properties.insert("record_id".to_owned(), json!({"type": "integer", "description": "Id of the record."}));
        required.push("record_id".to_owned());
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("additionalProperties".to_owned(), json!(false));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    let effect = if creates { Effect::Adds } else { Effect::Overwrites };
    let class = ToolClass::new(effect, Toolset::Declared).with([Use::Records, Use::Values, Use::Confirmation]).needing_models(&[model]);
    let (title, description) = match creates {
        true => (format!("Create: {label}"), format!("Create a record of `{model}` ({label}) with these fields.")),
        false => (format!("Update: {label}"), format!("Change these fields of a record of `{model}` ({label}).")),
    };
    let found = registry::built_in().iter().find(|tool| *tool.definition().name == *behind(creates));
    let returns = found.map(|tool| tool.definition().returns.clone()).unwrap_or_default();
    ToolDefinition::new(&name, &title, &description, class, schema, returns)
}

/// The built-in tool that does it.
fn behind(creates: bool) -> &'static str {
    if creates { "create_record" } else { "update_record" }
}

/// The fields that a caller may set.
fn settable(schema: &ModelSchema) -> impl Iterator<Item = (&String, &FieldSchema)> {
    let takes = |field: &FieldSchema| {
        !matches!(field.field_type, FieldType::Binary | FieldType::Json | FieldType::Properties | FieldType::PropertiesDefinition)
    };
    let is_kept = |name: &str| ["create_uid", "create_date", "write_uid", "write_date", "display_name", "id"].contains(&name);
    schema.fields.iter().filter(move |(name, field)| {
        let is_settable = field.store && !field.readonly && takes(field) && !is_kept(name) && !OF_TOOL.contains(&name.as_str());
        is_settable && !is_never_writable(&schema.model, name, Some(field))
    })
}

/// The fields that nothing fills in.
fn demanded(series: Series, schema: &ModelSchema) -> Vec<String> {
    let document = json_schema(series, schema);
    let names = document.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_settable = |name: &String| settable(schema).any(|(known, _)| known == name);
    names.into_iter().filter_map(|name| name.as_str().map(str::to_owned)).filter(is_settable).collect()
}

/// What a field takes, in one type: some clients read no other.
fn property(field: &FieldSchema) -> Value {
    let relation = || field.relation.as_deref().unwrap_or_default();
    let choices = field.selection.as_ref().filter(|selection| !selection.dynamic && !selection.values.is_empty());
    let mut property = match field.field_type {
        FieldType::Integer => json!({"type": "integer"}),
        FieldType::Many2one | FieldType::Many2oneReference => json!({"type": "integer", "description": format!("Id of `{}`.", relation())}),
        FieldType::Float | FieldType::Monetary => json!({"type": "number"}),
        FieldType::Boolean => json!({"type": "boolean"}),
        FieldType::Date => json!({"type": "string", "description": "A day, for example `2026-12-31`."}),
        FieldType::Datetime => json!({"type": "string", "description": "UTC, for example `2026-12-31 14:00:00`."}),
        FieldType::Many2many => {
            json!({"type": "array", "items": {"type": "integer"}, "description": format!("All ids of `{}`.", relation())})
        }
        FieldType::One2many => {
            json!({"type": "array", "items": {"type": "object"}, "description": format!("New records of `{}`, by their values.", relation())})
        }
        _ => json!({"type": "string"}),
    };
    if let Some(choices) = choices {
        shape::set(&mut property, "enum", choices.values.iter().map(|(value, _)| json!(value)).collect());
    }
    if !field.label.is_empty() {
        shape::set(&mut property, "title", json!(field.label));
    }
    property
}

impl Tool for ModelTool {
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    fn of_series(&self, series: Series) -> Option<Arc<dyn Tool>> {
        self.of_series.iter().find(|(known, _)| *known == series).map(|(_, tool)| Arc::clone(tool) as Arc<dyn Tool>)
    }

    fn run<'a>(&'a self, context: &'a ToolContext, arguments: Map<String, Value>) -> BoxFuture<'a, Result<ToolOutput, Failure>> {
        Box::pin(self.write(context, arguments))
    }
}

impl ModelTool {
    /// The built-in tool with the model filled in.
    async fn write(&self, context: &ToolContext, mut given: Map<String, Value>) -> Result<ToolOutput, Failure> {
        let id = given.remove("record_id");
        let schema = context.odoo.model(&self.model).await?;
        let values: Map<String, Value> = given
            .into_iter()
            .map(|(name, value)| {
                let value = written(schema.fields.get(&name), value);
                (name, value)
            })
            .collect();
        let mut arguments = Map::from_iter([("model".to_owned(), json!(self.model)), ("values".to_owned(), Value::Object(values))]);
        arguments.extend(id.map(|id| ("record_ids".to_owned(), json!([id]))));
        inner::run(context, behind(self.creates), arguments).await.map_err(|failure| failure.moved("values", ""))
    }
}

/// New lines by their values are the command that makes them.
fn written(field: Option<&FieldSchema>, value: Value) -> Value {
    let is_lines = field.is_some_and(|field| field.field_type == FieldType::One2many);
    match value {
        Value::Array(lines) if is_lines => {
            lines.into_iter().map(|line| if line.is_object() { json!([0, 0, line]) } else { line }).collect()
        }
        value => value,
    }
}

impl fmt::Debug for ModelTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ModelTool").field(&self.definition.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tools(model: &str) -> Option<[Arc<dyn Tool>; 2]> {
        of_model(model, &Schemas::new(&crate::catalog::UserSchemas::default()))
    }

    #[test]
    fn the_fields_are_those_of_the_series_that_a_caller_may_set() {
        let [create, update] = tools("crm.lead").unwrap();
        assert_eq!((&*create.definition().name, &*update.definition().name), ("create_crm_lead", "update_crm_lead"));
        for series in Series::ALL {
            let of_series = create.of_series(series).unwrap();
            let properties = &of_series.definition().input_schema()["properties"];
            assert_eq!(properties["partner_id"]["type"], "integer");
            assert_eq!(properties["type"]["enum"], json!(["lead", "opportunity"]));
            assert_eq!(properties.get("mobile").is_some(), series != Series::V19, "{series}");
            assert!(properties.get("create_date").is_none() && properties.get("day_open").is_none());
            assert!(properties.as_object().unwrap().values().all(|property| property["type"].is_string()));
        }
        let of_19 = update.of_series(Series::V19).unwrap();
        assert_eq!(of_19.definition().input_schema()["required"], json!(["record_id"]));
    }

    #[test]
    fn what_is_blocked_or_not_there_has_none() {
        assert!(tools("res.users").is_none() && tools("ir.rule").is_none() && tools("no.such").is_none());
        assert!(tools("mail.thread").is_none(), "an abstract model has no records");
    }
}
