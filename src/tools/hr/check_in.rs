//! `check_in`: the user's attendance begins now.

use jiff::Timestamp;
use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attendance::{self, EMPLOYEE, MODEL};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::find::{on_the_clock, stored, zone_name};
use crate::tools::outcome::ids_of;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// The tool.
pub(crate) struct CheckIn;

/// It has none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {}

impl TypedTool for CheckIn {
    const NAME: &'static str = "check_in";
    const TITLE: &'static str = "Check in";
    const DESCRIPTION: &'static str = "Begin your own attendance, as of now.";
    const RETURNS: Returns =
        &[("employee", "object", true), ("check_in", "string", true), ("time_zone", "string", true), ("attendance_id", "integer", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::Hr).with([Use::Records]).needing_models(&[MODEL, EMPLOYEE])
    }

    async fn run(context: &ToolContext, _: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let employee = odoo.own_employee().await?;
        if let Some(open) = attendance::open(odoo).await.map_err(attendance::explained)? {
            let since = open.get("check_in").and_then(Value::as_str).unwrap_or_default();
            return Err(own::wrong("", format!("you are checked in since {since}")));
        }
        let (now, zone) = (Timestamp::now(), odoo.zone().await?);
        let local = on_the_clock(&now.to_string(), &zone);
        let mut answer = json!({"employee": employee, "check_in": local, "time_zone": zone_name(&zone)});
        if context.call.dry_run() {
            shape::set(&mut answer, "dry_run", json!(true));
            return Ok(ToolOutput::new(answer, format!("would check in at {local}")));
        }
        let values = [("employee_id", json!(own::id_of(&employee))), ("check_in", json!(stored(now)))];
        let values: Map<String, Value> = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let made = odoo.send(Call::create(MODEL, [values])).await.map_err(attendance::explained)?;
        if let Some(id) = ids_of(&made, Vec::new()).first() {
            shape::set(&mut answer, "attendance_id", json!(id));
        }
        Ok(ToolOutput::new(answer, format!("checked in at {local}")))
    }
}
