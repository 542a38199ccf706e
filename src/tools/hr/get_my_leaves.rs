//! `get_my_leaves`: the user's own requests of time off, and what is left.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::attendance::EMPLOYEE;
use super::leave;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own};

/// The tool.
pub(crate) struct GetMyLeaves;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Only those that wait, were approved or were refused; default `all`.
    #[serde(default)]
    state: State,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    All,
    Waiting,
    Approved,
    Refused,
}

impl State {
    /// The states of every series: a draft is there in 17 only.
    fn domain(self) -> Option<Value> {
        match self {
            Self::All => None,
            Self::Waiting => Some(json!(["state", "not in", ["validate", "refuse", "cancel"]])),
            Self::Approved => Some(json!(["state", "=", "validate"])),
            Self::Refused => Some(json!(["state", "=", "refuse"])),
        }
    }
}

impl TypedTool for GetMyLeaves {
    const NAME: &'static str = "get_my_leaves";
    const TITLE: &'static str = "Get my leaves";
    const DESCRIPTION: &'static str = "Your own time off: requests with their state, and what is left of each kind.";
    const RETURNS: Returns = &[("employee", "object", true), ("leaves", "array", true), ("left", "array", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Hr).with([Use::Records, Use::Choice]).needing_models(&[leave::MODEL, EMPLOYEE])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let employee = odoo.own_employee().await?;
        let mut domain = vec![json!(["employee_id", "=", own::id_of(&employee)])];
        domain.extend(arguments.state.domain());
        let leaves = leave::requests(odoo, domain).await?;
        let left: Vec<Value> = leave::kinds(odoo).await?.iter().filter_map(leave::balance).collect();
        let summary = format!("{} leaves of yours", leaves.len());
        Ok(ToolOutput::new(json!({"employee": employee, "leaves": leaves, "left": left}), summary))
    }
}
