//! The reports of the model that is given beside them.

use serde_json::{Map, Value};

use super::matching::matching;
use super::{Asked, Completions};
use crate::tools::{Failure, ToolContext, ToolOutput, reports_of};

/// Reports by name or title; one call of Odoo.
pub(super) async fn reports(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let asked = Asked::of(&given);
    if asked.model.is_empty() {
        return Ok(Completions::default().into_output());
    }
    context.odoo.model(asked.model).await?;
    let reports = reports_of(context, asked.model).await?;
    let text = |report: &'_ Value, name: &str| report.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let names: Vec<(String, String)> = reports.iter().map(|report| (text(report, "name"), text(report, "title"))).collect();
    Ok(matching(asked.typed, names.iter().map(|(name, title)| (name.as_str(), title.as_str()))).into_output())
}
