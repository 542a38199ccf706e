//! Models whose workflow is known, as far as they are there.

use serde_json::{Map, Value};

use super::Asked;
use super::matching::matching;
use crate::tools::{Failure, ToolContext, ToolOutput, has_workflow};

/// The models that have a workflow, by name or label.
pub(super) async fn workflows(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let models = context.odoo.visible_models().await?;
    let models = models.iter().filter(|model| has_workflow(&model.name));
    Ok(matching(Asked::of(&given).typed, models.map(|model| (model.name.as_str(), model.label.as_str()))).into_output())
}
