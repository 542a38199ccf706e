//! `read_group`: sums and counts by group, in one shape whatever the series calls its method.

mod answer;
mod covers;
mod having;
mod plan;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error_code::ErrorCode;
use crate::tools::arguments::{Domain, domain, having};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::{Odoo, Operation};
use crate::tools::failure::{Failure, Origin};
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, paging};
use plan::Plan;

/// Most groups in one answer.
const LARGEST_LIMIT: u32 = 1_000;

/// The tool.
pub(crate) struct ReadGroup;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Fields to group by; dates with `:day`, `:week`, `:month`, `:quarter` or `:year`.
    groupby: Vec<String>,
    /// For example `amount_total:sum`; avg, min, max, count_distinct.
    aggregates: Option<Vec<String>>,
    /// Odoo domain; default: all records.
    #[schemars(schema_with = "domain")]
    #[serde(default)]
    domain: Option<Domain>,
    /// For example `[["amount_total:sum", ">", 100]]`.
    #[schemars(schema_with = "having")]
    #[serde(default)]
    having: Option<Domain>,
    /// Sort order, for example `amount_total:sum desc`.
    order: Option<String>,
    /// Maximum number of groups, 1 to 1000; default 80.
    limit: Option<u32>,
    /// Groups to skip: `next_offset` of the previous page.
    offset: Option<u32>,
}

impl TypedTool for ReadGroup {
    const NAME: &'static str = "read_group";
    const TITLE: &'static str = "Group and sum records";
    const DESCRIPTION: &'static str = "Count and sum records by group. A date group has `from`, `to` and `label`; no value is `null`.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("groups", "array", true),
        ("has_more", "boolean", true),
        ("next_offset", "integer", false),
        ("user_timezone", "string", false),
        ("currency", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Records).with([Use::Records, Use::Domain, Use::Groups, Use::Order])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let schema = context.odoo.model(&arguments.model).await?;
        let mut call = call(&arguments);
        let mut remarks = context.odoo.check(Operation::Group, &arguments.model, &mut call).await?;
        let plan = Plan::new(&schema, context.odoo.connected().await?.catalog(), context.odoo.series().await?, &call);
        let limit = paging::limit(arguments.limit, context.call.settings().default_limit, LARGEST_LIMIT)?;
        let offset = arguments.offset.unwrap_or(0);
        let mut groups = answer::groups(&plan, context.odoo.send(plan.request(limit, offset)).await?);
        if plan.is_filtered_here() {
            groups = here(&plan, groups, offset)?;
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut has_more = groups.len() > most;
        groups.truncate(most);
        has_more |= shape::fit_records(&mut groups, context.call.settings().budget) > 0;
        let next = offset.saturating_add(u32::try_from(groups.len()).unwrap_or(u32::MAX));
        let summary = format!("{} groups of {}", groups.len(), arguments.model);
        let mut answer = json!({"model": arguments.model, "groups": groups, "has_more": has_more});
        if has_more {
            shape::set(&mut answer, "next_offset", json!(next));
        }
        if let Some(zone) = plan.has_times().then_some(context.odoo.time_zone().await?).flatten() {
            shape::set(&mut answer, "user_timezone", json!(zone));
        }
        remarks.notes.extend(covers::note(&context.odoo, &schema, &call, &mut answer).await?);
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, summary))
    }
}

/// The groups of a call of the gateway's own, with `groupby`, `aggregates`, `domain` and `order`.
pub(in crate::tools) async fn grouped(odoo: &Odoo, model: &str, mut call: Value, limit: u32) -> Result<Vec<Value>, Failure> {
    let schema = odoo.model(model).await?;
    odoo.check(Operation::Group, model, &mut call).await?;
    let plan = Plan::new(&schema, odoo.connected().await?.catalog(), odoo.series().await?, &call);
    let mut groups = answer::groups(&plan, odoo.send(plan.request(limit, 0)).await?);
    groups.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(groups)
}

/// The call as it is checked.
fn call(arguments: &Arguments) -> Value {
    let mut call = json!({
        "groupby": arguments.groupby,
        "aggregates": arguments.aggregates.clone().unwrap_or_default(),
        "domain": arguments.domain.clone().unwrap_or_default(),
    });
    if let Some(having) = arguments.having.clone().filter(|having| !having.is_empty()) {
        shape::set(&mut call, "having", Value::Array(having));
    }
    if let Some(order) = &arguments.order {
        shape::set(&mut call, "order", json!(order));
    }
    call
}

/// The groups that `having` keeps, where Odoo before 19 cannot say so itself.
fn here(plan: &Plan<'_>, groups: Vec<Value>, offset: u32) -> Result<Vec<Value>, Failure> {
    if groups.len() >= plan::MOST_FILTERED {
        return Err(Failure::new(ErrorCode::TooManyGroups, Origin::Caller, "there are too many groups for `having`")
            .hint("narrow the domain, or leave `having` out"));
    }
    let kept = groups.into_iter().filter(|group| having::keeps(plan.having(), group));
    let kept = kept.skip(usize::try_from(offset).unwrap_or(usize::MAX));
    Ok(kept.map(|group| plan.without_unasked(group)).collect())
}
