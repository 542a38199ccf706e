//! `search_count`: how many records match a domain.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::tools::arguments::{Domain, domain};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct SearchCount;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Odoo domain; default: all records.
    #[schemars(schema_with = "domain")]
    #[serde(default)]
    domain: Option<Domain>,
}

impl TypedTool for SearchCount {
    const NAME: &'static str = "search_count";
    const TITLE: &'static str = "Count records";
    const DESCRIPTION: &'static str = "Count the records that match, without reading them.";
    const RETURNS: Returns = &[("model", "string", true), ("count", "integer", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Records).with([Use::Records, Use::Domain])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        context.odoo.model(&arguments.model).await?;
        let mut call = json!({"domain": arguments.domain.unwrap_or_default()});
        let remarks = context.odoo.check(Operation::Search, &arguments.model, &mut call).await?;
        let domain = call.get("domain").cloned().unwrap_or_default();
        let count = context.odoo.send(Call::search_count(&arguments.model, domain)).await?;
        let summary = format!("{count} records of {}", arguments.model);
        let mut answer = json!({"model": arguments.model, "count": count});
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, summary))
    }
}
