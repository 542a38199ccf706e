//! `name_search`: ids for a name, as a form's many2one field finds them.

use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tools::arguments::{Domain, domain};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, paging};

/// Matches in one answer where no limit is given.
const DEFAULT_LIMIT: u32 = 8;

/// Most matches in one answer.
const LARGEST_LIMIT: u32 = 200;

/// The tool.
pub(crate) struct NameSearch;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Part of the name to search for.
    name: String,
    /// Odoo domain that narrows the search.
    #[schemars(schema_with = "domain")]
    #[serde(default)]
    domain: Option<Domain>,
    /// Maximum number of matches, 1 to 200; default 8.
    limit: Option<u32>,
}

impl TypedTool for NameSearch {
    const NAME: &'static str = "name_search";
    const TITLE: &'static str = "Find a record by name";
    const DESCRIPTION: &'static str = "Turn a name into record ids, for many2one values and domains.";
    const RETURNS: Returns = &[("model", "string", true), ("matches", "array", true), ("has_more", "boolean", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Records).with([Use::Records, Use::Domain])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, name, domain, limit } = arguments;
        if name.contains('\0') {
            let problem = Problem::new(IssueCode::BadText, "name", "`name` has a NUL character, which the database refuses");
            return Err(Failure::invalid(vec![problem]));
        }
        let mut call = json!({"domain": domain.unwrap_or_default()});
        let remarks = context.odoo.check(Operation::Names, &model, &mut call).await?;
        let limit = paging::limit(limit, DEFAULT_LIMIT, LARGEST_LIMIT)?;
        let domain = call.get("domain").cloned().unwrap_or_default();
        let request = Call::name_search(&model, &name).positional("domain", domain).named("limit", limit.saturating_add(1));
        let found = context.odoo.send(request).await?;
        let mut matches: Vec<Value> = found.as_array().cloned().unwrap_or_default().into_iter().map(shape::many2one).collect();
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = matches.len() > most;
        matches.truncate(most);
        let summary = format!("{} records of {model} match `{name}`", matches.len());
        let mut answer = json!({"model": model, "matches": matches, "has_more": has_more});
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, summary))
    }
}
