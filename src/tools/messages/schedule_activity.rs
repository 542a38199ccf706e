//! `schedule_activity`: something to be done about a record, for oneself unless it says for whom.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::activity;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// The tool.
pub(crate) struct ScheduleActivity;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `crm.lead`.
    model: String,
    /// Id of the record.
    record_id: u32,
    /// What is to be done, in a few words.
    summary: String,
    /// What kind of activity; default `todo`.
    #[serde(default)]
    kind: Kind,
    /// Day it is due, for example `2026-11-27`; default today.
    due: Option<String>,
    /// More about it.
    note: Option<String>,
    /// Id of the user who does it; default the caller.
    user_id: Option<u32>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[default]
    Todo,
    Call,
    Meeting,
    Email,
    Upload,
}

impl Kind {
    fn external_id(self) -> &'static str {
        match self {
            Self::Todo => "mail.mail_activity_data_todo",
            Self::Call => "mail.mail_activity_data_call",
            Self::Meeting => "mail.mail_activity_data_meeting",
            Self::Email => "mail.mail_activity_data_email",
            Self::Upload => "mail.mail_activity_data_upload_document",
        }
    }
}

impl TypedTool for ScheduleActivity {
    const NAME: &'static str = "schedule_activity";
    const TITLE: &'static str = "Schedule an activity";
    const DESCRIPTION: &'static str = "Plan a call, meeting or task on a record, for oneself unless `user_id` says for whom.";
    const RETURNS: Returns = &[("activity", "object", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::Messages).with([Use::Records]).needing_models(&[activity::MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id, summary, kind, due, note, user_id } = arguments;
        let due = match due {
            Some(text) => own::day("due", &text)?,
            None => context.odoo.now().await?.date(),
        };
        let named = format!("record {record_id} of {model}");
        let record = context.odoo.find_one(&model, &["display_name"], json!([["id", "=", record_id]]), &named).await?;
        let name = record.get("display_name").and_then(Value::as_str).unwrap_or(&named).to_owned();
        let user = user_id.map_or(context.odoo.own_id().await?, i64::from);
        if context.call.dry_run() {
            let on = json!({"model": model, "id": record_id, "name": name});
            let activity = json!({"summary": summary, "date_deadline": due.to_string(), "on": on, "user_id": {"id": user}});
            return Ok(ToolOutput::new(json!({"dry_run": true, "activity": activity}), format!("would plan {summary} on {name}")));
        }
        let mut call = Call::new(&model, "activity_schedule")
            .ids([i64::from(record_id)])
            .named("act_type_xmlid", kind.external_id())
            .named("date_deadline", due.to_string())
            .named("summary", summary.as_str())
            .named("user_id", user);
        if let Some(note) = note {
            call = call.named("note", note);
        }
        context.odoo.send(call).await?;
        // Series and APIs name the new activity differently, one of them not at all: it is the newest of those on the record.
        let domain = json!([["res_model", "=", model], ["res_id", "=", record_id], ["user_id", "=", user], ["summary", "=", summary]]);
        let made = activity::of(&context.odoo, domain, 80).await?.into_iter().max_by_key(own::id_of).unwrap_or_default();
        let mut answer = json!({"activity": made});
        if made_nothing(&answer) {
            shape::set(&mut answer, "note", json!("it is planned; this user may not read it"));
            shape::set(&mut answer, "activity", json!({"summary": summary, "date_deadline": due.to_string()}));
        }
        Ok(ToolOutput::new(answer, format!("planned {summary} on {name} for {due}")))
    }
}

fn made_nothing(answer: &Value) -> bool {
    answer.get("activity").is_none_or(Value::is_null)
}
