//! `finish_activity`: one's own activity is done, with what came of it.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::activity;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::find::missing;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct FinishActivity;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Id of the activity, as `get_my_day` shows it.
    activity_id: u32,
    /// What came of it; it stays on the record.
    feedback: Option<String>,
}

impl TypedTool for FinishActivity {
    const NAME: &'static str = "finish_activity";
    const TITLE: &'static str = "Finish an activity";
    const DESCRIPTION: &'static str = "Mark one of your own activities as done.";
    const RETURNS: Returns = &[("done", "boolean", true), ("activity", "object", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Executes, Toolset::Messages).with([Use::Records]).needing_models(&[activity::MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { activity_id, feedback } = arguments;
        let own = json!([["id", "=", activity_id], ["user_id", "=", context.odoo.own_id().await?]]);
        let found = activity::of(&context.odoo, own, 1).await?.into_iter().next();
        let activity = found.ok_or_else(|| missing(&format!("activity {activity_id} of yours")))?;
        let mut answer = json!({"done": !context.call.dry_run(), "activity": activity});
        if context.call.dry_run() {
            shape::set(&mut answer, "dry_run", json!(true));
            return Ok(ToolOutput::new(answer, format!("would finish activity {activity_id}")));
        }
        let mut call = Call::new(activity::MODEL, "action_feedback").ids([i64::from(activity_id)]);
        if let Some(feedback) = feedback {
            call = call.named("feedback", feedback);
        }
        context.odoo.send(call).await?;
        Ok(ToolOutput::new(answer, format!("finished activity {activity_id}")))
    }
}
