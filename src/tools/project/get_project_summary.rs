//! `get_project_summary`: how a project stands: tasks by stage, what is late, hours.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::task::{self, MODEL};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::{Find, stored, zone_name};
use crate::tools::records::grouped;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, arguments, own};

const PROJECT: &str = "project.project";

/// Most stages, and most late tasks that are named.
const MOST: u32 = 40;

/// The tool.
pub(crate) struct GetProjectSummary;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Name of the project or a part of it, or its id.
    project: String,
}

impl TypedTool for GetProjectSummary {
    const NAME: &'static str = "get_project_summary";
    const TITLE: &'static str = "Get a summary of a project";
    const DESCRIPTION: &'static str = "How a project stands: tasks by stage, overdue tasks, planned and spent hours.";
    const RETURNS: Returns = &[
        ("project", "object", true),
        ("by_stage", "array", true),
        ("open", "integer", true),
        ("overdue", "array", true),
        ("hours", "object", true),
        ("time_zone", "string", true),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Project).with([Use::Records, Use::Choice]).needing_models(&[PROJECT, MODEL])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let project = project(odoo, &arguments.project).await?;
        let of_project = json!(["project_id", "=", own::id_of(&project)]);
        let sums = sums(odoo).await?;
        let by_stage = json!({"groupby": ["stage_id"], "aggregates": sums, "domain": [of_project], "order": "stage_id"});
        let groups = grouped(odoo, MODEL, by_stage, MOST).await?;
        let open = json!({"groupby": [], "aggregates": [], "domain": [of_project, task::open()]});
        let open = grouped(odoo, MODEL, open, 1).await?.first().and_then(|all| all.get("count")?.as_u64()).unwrap_or_default();
        let zone = odoo.zone().await?;
        let name = project.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let answer = json!({
            "project": project,
            "by_stage": groups.iter().map(|group| json!({"stage": group.get("stage_id"), "tasks": group.get("count")})).collect::<Vec<_>>(),
            "open": open,
            "overdue": overdue(odoo, of_project).await?,
            "hours": hours(&groups, &sums),
            "time_zone": zone_name(&zone),
        });
        Ok(ToolOutput::new(answer, format!("project {name}")))
    }
}

/// The project that was named; where several are, they are named in turn.
async fn project(odoo: &Odoo, named: &str) -> Result<Value, Failure> {
    let named = named.trim();
    let domain = match named.parse::<u32>() {
        Ok(id) => json!([["id", "=", id]]),
        Err(_) => json!([["name", "ilike", named]]),
    };
    let fields = ["name", "user_id", "partner_id", "date_start", "date", "last_update_status"];
    let found = odoo.find(&Find { model: PROJECT, fields: &fields, domain, order: "id", limit: MOST }).await?;
    let name = |project: &Value| project.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let exact = found.iter().find(|project| name(project).to_lowercase() == named.to_lowercase());
    match (exact, found.as_slice()) {
        (Some(project), _) | (None, [project]) => Ok(project.clone()),
        (None, []) => Err(crate::tools::find::missing(&format!("project `{}`", arguments::short(named)))),
        (None, several) => {
            let names: Vec<String> = several.iter().map(|project| format!("`{}`", name(project))).collect();
            Err(own::wrong("project", format!("several projects have that in their name: {}", names.join(", "))))
        }
    }
}

/// Hours are planned everywhere, and spent where timesheets are installed.
async fn sums(odoo: &Odoo) -> Result<Vec<String>, Failure> {
    let schema = odoo.model(MODEL).await?;
    let is_summed = |name: &&str| schema.fields.get(*name).is_some_and(|field| field.store && field.aggregator.is_some());
    Ok(["allocated_hours", "effective_hours"].into_iter().filter(is_summed).map(|name| format!("{name}:sum")).collect())
}

fn hours(groups: &[Value], sums: &[String]) -> Value {
    let total = |sum: &String| groups.iter().filter_map(|group| group.get(sum)?.as_f64()).fold(0.0, |all, hours| all + hours);
    let named = |sum: &String| (sum.trim_end_matches("_hours:sum").replace("effective", "spent"), json!(total(sum)));
    Value::Object(sums.iter().map(named).collect())
}

async fn overdue(odoo: &Odoo, of_project: Value) -> Result<Vec<Value>, Failure> {
    // A deadline is a moment here, in every series.
    let domain = json!([of_project, task::open(), ["date_deadline", "<", stored(odoo.now().await?.timestamp())]]);
    let fields = ["name", "date_deadline", "stage_id", "user_ids"];
    odoo.find(&Find { model: MODEL, fields: &fields, domain, order: "date_deadline, id", limit: MOST }).await
}
