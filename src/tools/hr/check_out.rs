//! `check_out`: the user's attendance ends now.

use jiff::Timestamp;
use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attendance::{self, EMPLOYEE, MODEL};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::find::{on_the_clock, stored, zone_name};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// The tool.
pub(crate) struct CheckOut;

/// It has none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {}

impl TypedTool for CheckOut {
    const NAME: &'static str = "check_out";
    const TITLE: &'static str = "Check out";
    const DESCRIPTION: &'static str = "End your own attendance now; says how long it was.";
    const RETURNS: Returns = &[("attendance", "object", true), ("check_out", "string", true), ("time_zone", "string", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Overwrites, Toolset::Hr).with([Use::Records]).needing_models(&[MODEL, EMPLOYEE])
    }

    async fn run(context: &ToolContext, _: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let open = attendance::open(odoo).await.map_err(attendance::explained)?;
        let open = open.ok_or_else(|| own::wrong("", "you are not checked in".to_owned()))?;
        let (now, zone) = (Timestamp::now(), odoo.zone().await?);
        let local = on_the_clock(&now.to_string(), &zone);
        let mut answer = json!({"attendance": open, "check_out": local, "time_zone": zone_name(&zone)});
        if context.call.dry_run() {
            shape::set(&mut answer, "dry_run", json!(true));
            return Ok(ToolOutput::new(answer, format!("would check out at {local}")));
        }
        let id = own::id_of(&open);
        let values = Map::from_iter([("check_out".to_owned(), json!(stored(now)))]);
        odoo.send(Call::write(MODEL, [id], values)).await.map_err(attendance::explained)?;
        let ended: Option<Value> = attendance::of_user(odoo, vec![json!(["id", "=", id])], 1).await?.into_iter().next();
        if let Some(ended) = ended {
            shape::set(&mut answer, "attendance", ended);
        }
        Ok(ToolOutput::new(answer, format!("checked out at {local}")))
    }
}
