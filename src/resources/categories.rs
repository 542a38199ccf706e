//! `odoo://categories`: the first parts of model names, with how many models each has.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Freshness, Resource};
use crate::tools::{Effect, Failure, Judged, ToolClass, ToolContext, ToolOutput, Toolset};

/// The tool whose rules hold.
const TOOL: &str = "list_models";

/// The kind.
pub(super) fn resource() -> Resource {
    let class = ToolClass::new(Effect::Reads, Toolset::Schema);
    Resource {
        template: "odoo://categories",
        name: "categories",
        title: "Categories of models",
        description: "The first parts of model names, for example `sale`, with the number of models of each.",
        mime_type: "application/json",
        freshness: Freshness::For(Duration::from_secs(600)),
        tool: TOOL,
        own: Some(Arc::new(Judged::new(TOOL, class, &[], |context, _| Box::pin(answer(context))))),
        completions: &[],
        arguments: |_| Ok(Map::new()),
    }
}

async fn answer(context: &ToolContext) -> Result<ToolOutput, Failure> {
    let models = context.odoo.visible_models().await?;
    let mut categories: BTreeMap<&str, usize> = BTreeMap::new();
    for model in &models {
        *categories.entry(model.name.split('.').next().unwrap_or_default()).or_default() += 1;
    }
    let listed: Vec<Value> = categories.iter().map(|(category, count)| json!({"category": category, "models": count})).collect();
    Ok(ToolOutput::new(json!({"categories": listed}), format!("{} categories", listed.len())))
}
