//! `search_count`: how many records match a domain.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::tools::arguments::{Domain, any_list};
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::shared::{READING, Takes};
use crate::tools::tool::Returns;
use crate::tools::{Answer, Hints, Tool, ToolContext, shape};

/// The tool.
pub(crate) struct SearchCount;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model name, for example `res.partner`.
    model: String,
    /// Odoo domain; default: all records.
    #[schemars(schema_with = "any_list")]
    #[serde(default)]
    domain: Option<Domain>,
}

impl Tool for SearchCount {
    const NAME: &'static str = "search_count";
    const TITLE: &'static str = "Count records";
    const DESCRIPTION: &'static str = "Count the records that match, without reading them.";
    const HINTS: Hints = Hints::Reads;
    const TOOLSET: Toolset = Toolset::Records;
    const TAKES: Takes = READING;
    const RETURNS: Returns = &[("count", "integer", true)];
    type Arguments = Arguments;

    async fn run(context: ToolContext, arguments: Arguments) -> Result<Answer, Failure> {
        context.model(&arguments.model).await?;
        let mut call = json!({"domain": arguments.domain.unwrap_or_default()});
        let remarks = context.check(Operation::Search, &arguments.model, &mut call).await?;
        let domain = call.get("domain").cloned().unwrap_or_default();
        let count = context.send(Call::search_count(&arguments.model, domain)).await?;
        let summary = format!("{count} records of {}", arguments.model);
        let mut answer = json!({"model": arguments.model, "count": count});
        shape::tell(&mut answer, &remarks);
        Ok(Answer::new(answer, summary))
    }
}
