//! The stages of a model's records: those that its `stage_id` links to, or the values of its `state`.

use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value};

use super::matching::matching;
use super::records::found;
use super::{Asked, Completions};
use crate::tools::{Failure, ToolContext, ToolOutput};

/// The stages that what was typed may mean, by name; one call of Odoo at most.
pub(super) async fn stages(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let asked = Asked::of(&given);
    if asked.model.is_empty() {
        return Ok(Completions::default().into_output());
    }
    let schema = context.odoo.model(asked.model).await?;
    if let Some(stages) = of_records(&schema) {
        let values = names(&found(context, stages, asked.typed).await?);
        return Ok(Completions { values, has_more: false }.into_output());
    }
    let values = states(&schema).map(|(value, label)| (value.as_str(), label.as_str()));
    Ok(matching(asked.typed, values).into_output())
}

/// All stages of a model: their names, or the values of its `state` with their labels.
pub(crate) async fn stage_names(context: &ToolContext, schema: &ModelSchema) -> Result<Vec<String>, Failure> {
    match of_records(schema) {
        Some(stages) => Ok(names(&found(context, stages, "").await?)),
        None => Ok(states(schema).map(|(value, label)| format!("`{value}` ({label})")).collect()),
    }
}

/// The model of the stages.
fn of_records(schema: &ModelSchema) -> Option<&str> {
    schema.fields.get("stage_id").and_then(|field| field.relation.as_deref())
}

fn states(schema: &ModelSchema) -> impl Iterator<Item = (&String, &String)> {
    let states = schema.fields.get("state").and_then(|field| field.selection.as_ref());
    states.into_iter().flat_map(|selection| selection.values.iter().map(|(value, label)| (value, label)))
}

fn names(pairs: &[Value]) -> Vec<String> {
    pairs.iter().filter_map(|pair| pair.get(1)?.as_str()).map(str::to_owned).collect()
}
