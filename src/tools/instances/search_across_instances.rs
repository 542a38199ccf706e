//! `search_across_instances`: the same search on several Odoos. Here is what is done on one of them; the application runs it on each and
//! puts the answers together.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::tools::arguments::{Domain, domain};
use crate::tools::class::{Connection, Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::records::{SearchArguments, SearchRead};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct SearchAcrossInstances;

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
    /// Fields to read; default: the important ones.
    fields: Option<Vec<String>>,
    /// Maximum number of records of each Odoo, 1 to 1000; default 80.
    limit: Option<u32>,
    /// Sort order, for example `name desc`.
    order: Option<String>,
    /// Names of the Odoos; default: all.
    #[serde(default, rename = "instances")]
    _instances: Option<Vec<String>>,
}

impl TypedTool for SearchAcrossInstances {
    const NAME: &'static str = "search_across_instances";
    const TITLE: &'static str = "Search several Odoos";
    const DESCRIPTION: &'static str =
        "The same `search_read` on all or some of the Odoos; results by Odoo, an error of one beside the results of the others.";
    const RETURNS: Returns = &[("results", "array", true), ("failed", "array", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        let class = ToolClass::new(Effect::Reads, Toolset::Instances).connecting(Connection::Several);
        class.with([Use::Records, Use::Fields, Use::Domain, Use::Order, Use::Choice])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, domain, fields, limit, order, .. } = arguments;
        SearchRead::run(context, SearchArguments::new(model, domain, fields, limit, order)).await
    }
}
