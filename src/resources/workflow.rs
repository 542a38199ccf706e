//! `odoo://workflow/{model}`: the states of a model's records, and by which calls they leave each, as the connected series has them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::{Freshness, Resource};
use crate::completions::Completion;
use crate::tools::{Effect, Failure, Judged, ToolClass, ToolContext, ToolOutput, Toolset, described_workflow};

/// The tool whose rules hold.
const TOOL: &str = "get_record_actions";

/// The kind.
pub(super) fn resource() -> Resource {
    let class = ToolClass::new(Effect::Reads, Toolset::Workflow);
    Resource {
        template: "odoo://workflow/{model}",
        name: "workflow",
        title: "Workflow of a model",
        description: "The states of a document such as `sale.order`, what can be done in each, by which call, and what that needs.",
        mime_type: "application/json",
        freshness: Freshness::For(Duration::from_secs(600)),
        tool: TOOL,
        own: Some(Arc::new(Judged::new(TOOL, class, &["model"], |context, given| Box::pin(answer(context, given))))),
        completions: &[("model", Completion::Workflow)],
        arguments: |given| Ok(given.as_arguments(&[("model", "model")])),
    }
}

async fn answer(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let model = given.get("model").and_then(Value::as_str).unwrap_or_default();
    Ok(ToolOutput::new(described_workflow(context, model).await?, format!("workflow of {model}")))
}
