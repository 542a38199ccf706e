//! `apply_batch`: several writes after one question, in order, with what happened to each.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::batch::{self, Write};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct ApplyBatch;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// 1 to 50 writes, in order.
    writes: Vec<Write>,
}

impl TypedTool for ApplyBatch {
    const NAME: &'static str = "apply_batch";
    const TITLE: &'static str = "Do several writes";
    const DESCRIPTION: &'static str = "Do several writes after one confirmation. All are checked first; one that fails ends the batch, and the answer says what was done.";
    const RETURNS: Returns =
        &[("done", "integer", true), ("writes", "array", true), ("error", "object", false), ("not_done", "array", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Executes, Toolset::Extra).with([Use::Records, Use::Values, Use::Method, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let (writes, only_tries) = (arguments.writes, context.call.dry_run());
        let previews = batch::tried(context, &writes).await?;
        if only_tries {
            return Ok(ToolOutput::new(
                json!({"dry_run": true, "done": 0, "writes": previews}),
                format!("{} writes would be done", writes.len()),
            ));
        }
        context.call.only_try(false);
        let words: Vec<String> = writes.iter().map(Write::in_words).collect();
        if context.call.must_confirm() {
            let mut named = Vec::with_capacity(writes.len());
            for write in &writes {
                named.push(write.named(context).await);
            }
            context.confirm(&format!("Do {} writes: {}?", writes.len(), named.join("; "))).await?;
        }
        context.call.confirmation().cover_all();
        apply(context, &writes, words).await
    }
}

async fn apply(context: &ToolContext, writes: &[Write], words: Vec<String>) -> Result<ToolOutput, Failure> {
    let mut done = Vec::new();
    for (at, write) in writes.iter().enumerate() {
        match write.run(context).await {
            Ok(output) => done.push(json!({"write": write.in_words(), "result": Value::Object(output.content)})),
            Err(failure) if at == 0 => return Err(failure.of_write(at)),
            Err(failure) => {
                let not_done: Vec<String> = words.into_iter().skip(at).collect();
                let summary = format!("did {at} of {} writes, then one failed", writes.len());
                let answer = json!({"done": at, "writes": done, "error": failure.of_write(at).to_json(), "not_done": not_done});
                return Ok(ToolOutput { incomplete: true, ..ToolOutput::new(answer, summary) });
            }
        }
        context.call.progress(at + 1, writes.len(), &format!("{} of {} writes done", at + 1, writes.len())).await;
    }
    Ok(ToolOutput::new(json!({"done": writes.len(), "writes": done}), format!("did {} writes", writes.len())))
}
