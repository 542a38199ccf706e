//! Names that the schema knows: models, fields, methods, series.

use odoo_sdk::Series;
use serde_json::{Map, Value};

use super::matching::matching;
use super::{Asked, Completions};
use crate::tools::{Failure, ToolContext, ToolOutput};

/// Models by name or label.
pub(super) async fn models(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let models = context.odoo.visible_models().await?;
    let names = models.iter().map(|model| (model.name.as_str(), model.label.as_str()));
    Ok(matching(Asked::of(&given).typed, names).into_output())
}

/// Fields of the model by name or label.
pub(super) async fn fields(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let asked = Asked::of(&given);
    if asked.model.is_empty() {
        return Ok(Completions::default().into_output());
    }
    let schema = context.odoo.model(asked.model).await?;
    let names = schema.fields.iter().map(|(name, field)| (name.as_str(), field.label.as_str()));
    Ok(matching(asked.typed, names).into_output())
}

/// Methods of the model that its buttons call, and where it has none those that are known.
pub(super) async fn methods(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let asked = Asked::of(&given);
    if asked.model.is_empty() {
        return Ok(Completions::default().into_output());
    }
    let schema = context.odoo.model(asked.model).await?;
    let completed = match schema.buttons.as_ref().filter(|buttons| !buttons.is_empty()) {
        Some(buttons) => matching(asked.typed, buttons.keys().map(|name| (name.as_str(), ""))),
        None => matching(asked.typed, schema.methods.keys().map(|name| (name.as_str(), ""))),
    };
    Ok(completed.into_output())
}

/// The series that are supported.
pub(super) fn series(given: &Map<String, Value>) -> ToolOutput {
    matching(Asked::of(given).typed, Series::ALL.iter().map(|series| (series.name(), ""))).into_output()
}
