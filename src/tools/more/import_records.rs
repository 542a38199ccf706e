//! `import_records`: many rows into a model, matched by fields, so that a second import of the same rows changes nothing.

mod links;
mod plan;
mod report;
mod rows;
mod sending;

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::tools::arguments::objects;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};
use plan::Plan;
use report::Report;

/// The tool.
pub(crate) struct ImportRecords;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Rows as objects of field values; or give `csv`.
    #[schemars(schema_with = "objects")]
    #[serde(default)]
    rows: Option<Vec<Map<String, Value>>>,
    /// Rows as CSV, the first line with the names of fields.
    csv: Option<String>,
    /// Fields that together name one record, for example `["ref"]`, or `["id"]` with external ids.
    #[serde(rename = "match")]
    matching: Vec<String>,
}

impl TypedTool for ImportRecords {
    const NAME: &'static str = "import_records";
    const TITLE: &'static str = "Import records";
    const DESCRIPTION: &'static str = "Create or update a record for each row, up to 10000. A link takes an id, a unique name or, in a column such as `country_id/id`, an external id. Refused rows are reported with reasons. After an interruption call it again: nothing is done twice.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("created", "integer", true),
        ("updated", "integer", true),
        ("unchanged", "integer", true),
        ("refused", "integer", true),
        ("reasons", "array", false),
        ("ids", "array", false),
        ("not_written", "integer", false),
        ("error", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Overwrites, Toolset::More).with([Use::Records, Use::Values, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, rows, csv, matching } = arguments;
        let schema = context.odoo.model(&model).await?;
        let rows = rows::read(rows, csv, &matching)?;
        let total = rows.len();
        let mut report = Report::default();
        let rows = links::resolved(context, &schema, rows, &mut report).await?;
        let plan = plan::planned(context, &schema, rows, &matching, &mut report).await?;
        permitted(context, &model, &plan).await?;
        let mut answer = json!({"model": model});
        if context.call.dry_run() {
            report.planned(&plan);
            shape::set(&mut answer, "dry_run", json!(true));
        } else {
            let count = plan.creates.len() + plan.updates.len() + plan.beside.made.saturating_sub(plan.creates.len());
            context.confirm_write(count, &plan.beside, &format!("Import into {model}:")).await?;
            sending::send(context, &model, plan, total, &mut report).await?;
        }
        Ok(report.into_output(answer, total))
    }
}

/// What a rule refuses is said before anything is written: whose records they are is asked of the rows that change one.
async fn permitted(context: &ToolContext, model: &str, plan: &Plan) -> Result<(), Failure> {
    for (id, row) in &plan.updates {
        let judged = context.odoo.precheck(&Call::write(model, [*id], row.values.clone())).await;
        judged.map_err(|failure| failure.moved("values", &format!("rows[{}]", row.number - 1)))?;
    }
    Ok(())
}
