//! `get_my_day`: what the user has to do: activities that are due, meetings, open tasks.

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::activity;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::{Find, stored, zone_name};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// Most records of one kind.
const MOST: u32 = 40;

/// The tool.
pub(crate) struct GetMyDay;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// The day, for example `2026-11-20`; default today.
    day: Option<String>,
}

impl TypedTool for GetMyDay {
    const NAME: &'static str = "get_my_day";
    const TITLE: &'static str = "Get my day";
    const DESCRIPTION: &'static str = "What you have to do: activities that are due or late, meetings of the day, open tasks.";
    const RETURNS: Returns = &[
        ("day", "string", true),
        ("time_zone", "string", true),
        ("activities", "array", true),
        ("meetings", "array", false),
        ("tasks", "array", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Messages).with([Use::Records]).needing_models(&[activity::MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let day = match arguments.day {
            Some(text) => own::day("day", &text)?,
            None => odoo.now().await?.date(),
        };
        let user = odoo.own_id().await?;
        let due = json!([["user_id", "=", user], ["date_deadline", "<=", day.to_string()]]);
        let activities = activity::of(odoo, due, MOST).await?;
        let zone = odoo.zone().await?;
        let mut answer = json!({"day": day.to_string(), "time_zone": zone_name(&zone), "activities": activities});
        let catalog = odoo.connected().await?.catalog();
        if catalog.has("calendar.event") {
            shape::set(&mut answer, "meetings", json!(meetings(odoo, day).await?));
        }
        if catalog.has("project.task") {
            shape::set(&mut answer, "tasks", json!(tasks(odoo, user).await?));
        }
        Ok(ToolOutput::new(answer, format!("the day of {day}")))
    }
}

/// Meetings that the user takes part in and that touch the day where the user is.
async fn meetings(odoo: &Odoo, day: Date) -> Result<Vec<Value>, Failure> {
    let partner = own::id_of(&odoo.own_partner().await?);
    let zone = odoo.zone().await?;
    let bound = |day: Date| day.to_zoned(zone.clone()).map(|start| stored(start.timestamp())).unwrap_or_default();
    let domain = json!([["partner_ids", "in", [partner]], ["start", "<", bound(day.saturating_add(1.day()))], ["stop", ">", bound(day)],]);
    let fields = ["name", "start", "stop", "allday", "location", "videocall_location", "user_id"];
    odoo.find(&Find { model: "calendar.event", fields: &fields, domain, order: "start, id", limit: MOST }).await
}

async fn tasks(odoo: &Odoo, user: i64) -> Result<Vec<Value>, Failure> {
    let domain = json!([["user_ids", "in", [user]], ["state", "not in", ["1_done", "1_canceled"]]]);
    let fields = ["name", "project_id", "stage_id", "date_deadline", "priority"];
    odoo.find(&Find { model: "project.task", fields: &fields, domain, order: "date_deadline, priority desc, id", limit: MOST }).await
}
