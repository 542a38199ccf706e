//! `preview_batch`: what several writes would change, together, before any of them is done.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::batch::{self, Write};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct PreviewBatch;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// 1 to 50 writes.
    writes: Vec<Write>,
}

impl TypedTool for PreviewBatch {
    const NAME: &'static str = "preview_batch";
    const TITLE: &'static str = "Preview several writes";
    const DESCRIPTION: &'static str = "What several writes would change, before and after; `apply_batch` with the same `writes` does them.";
    const RETURNS: Returns = &[("writes", "array", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Extra).with([Use::Records, Use::Values, Use::Method])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let previews = batch::tried(context, &arguments.writes).await?;
        let summary = format!("{} writes would be done", previews.len());
        Ok(ToolOutput::new(json!({"writes": previews}), summary))
    }
}
