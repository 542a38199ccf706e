//! `get_my_profile`: the employee that the user is: job, department, manager, how to be reached.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::attendance::EMPLOYEE;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own};

const FIELDS: [&str; 14] = [
    "name",
    "job_title",
    "job_id",
    "department_id",
    "company_id",
    "parent_id",
    "coach_id",
    "work_email",
    "work_phone",
    "mobile_phone",
    "work_location_id",
    "resource_calendar_id",
    "tz",
    "hr_presence_state",
];

/// The tool.
pub(crate) struct GetMyProfile;

/// It has none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {}

impl TypedTool for GetMyProfile {
    const NAME: &'static str = "get_my_profile";
    const TITLE: &'static str = "Get my profile";
    const DESCRIPTION: &'static str =
        "You as an employee: job, department, manager, working hours, contact data. For the account use `whoami`.";
    const RETURNS: Returns = &[("employee", "object", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Hr).with([Use::Records]).needing_models(&[EMPLOYEE])
    }

    async fn run(context: &ToolContext, _: Arguments) -> Result<ToolOutput, Failure> {
        let id = own::id_of(&context.odoo.own_employee().await?);
        let mut employee = context.odoo.find_one(EMPLOYEE, &FIELDS, json!([["id", "=", id]]), "employee of yours").await?;
        if let Some(members) = employee.as_object_mut() {
            let manager = members.remove("parent_id");
            members.extend(manager.map(|manager| ("manager".to_owned(), manager)));
        }
        let name = employee.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(ToolOutput::new(json!({"employee": employee}), name))
    }
}
