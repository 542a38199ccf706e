//! `get_my_attendance`: the user's own attendances of a month, and how many hours they make.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::attendance::{self, EMPLOYEE, MODEL};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::find::{stored, zone_name};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own};

/// Most attendances of a month.
const MOST: u32 = 200;

/// The tool.
pub(crate) struct GetMyAttendance;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Month, for example `2026-11`; default the current one.
    month: Option<String>,
}

impl TypedTool for GetMyAttendance {
    const NAME: &'static str = "get_my_attendance";
    const TITLE: &'static str = "Get my attendance";
    const DESCRIPTION: &'static str = "Your own attendances of a month, with the hours of the month and of this week.";
    const RETURNS: Returns = &[
        ("month", "string", true),
        ("checked_in", "boolean", true),
        ("hours_of_month", "number", true),
        ("hours_of_week", "number", true),
        ("attendances", "array", true),
        ("time_zone", "string", true),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Hr).with([Use::Records, Use::Choice]).needing_models(&[MODEL, EMPLOYEE])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let (now, zone) = (odoo.now().await?, odoo.zone().await?);
        let first = match arguments.month {
            Some(month) => own::day("month", &format!("{}-01", month.trim())).map_err(|_| no_month(&month))?,
            None => now.date().first_of_month(),
        };
        let attendances = between(context, first, first.saturating_add(1.month()), &zone).await?;
        let monday = now.date().saturating_sub(i32::from(now.weekday().to_monday_zero_offset()).days());
        let week = between(context, monday, monday.saturating_add(7.days()), &zone).await?;
        let month = first.strftime("%Y-%m").to_string();
        let answer = json!({
            "month": month,
            "checked_in": attendance::open(odoo).await?.is_some(),
            "hours_of_month": hours(&attendances),
            "hours_of_week": hours(&week),
            "attendances": attendances,
            "time_zone": zone_name(&zone),
        });
        Ok(ToolOutput::new(answer, format!("attendances of {month}")))
    }
}

/// Those that begin on the days of the user from one on and before another.
async fn between(context: &ToolContext, from: Date, before: Date, zone: &TimeZone) -> Result<Vec<Value>, Failure> {
    let moment = |day: Date| day.to_zoned(zone.clone()).map(|start| stored(start.timestamp())).unwrap_or_default();
    let domain = vec![json!(["check_in", ">=", moment(from)]), json!(["check_in", "<", moment(before)])];
    attendance::of_user(&context.odoo, domain, MOST).await
}

/// Of those that are over.
fn hours(attendances: &[Value]) -> f64 {
    let worked = attendances.iter().filter_map(|attendance| attendance.get("worked_hours")?.as_f64());
    // The sum of nothing is minus zero.
    (worked.fold(0.0, |sum, hours| sum + hours) * 100.0).round() / 100.0
}

fn no_month(month: &str) -> Failure {
    own::wrong("month", format!("`month` is `{month}`, expected a month such as `2026-11`"))
}
