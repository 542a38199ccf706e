//! `search_read`: records that match a domain, in one upstream call.

mod page;

use odoo_sdk::Call;
use odoo_sdk::schema::ModelSchema;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tools::arguments::{Domain, domain};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::shape::{self, Shaper};
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, paging};
use page::Page;

/// Most records in one answer.
const LARGEST_LIMIT: u32 = 1_000;

/// The tool.
pub(crate) struct SearchRead;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Odoo domain, for example `[["country_id.code", "=", "BE"]]`; default: all records.
    #[schemars(schema_with = "domain")]
    #[serde(default)]
    domain: Option<Domain>,
    /// Fields to read; default: the important ones.
    fields: Option<Vec<String>>,
    /// Maximum number of records, 1 to 1000; default 80.
    limit: Option<u32>,
    /// Records to skip: `next_offset` of the previous page.
    offset: Option<u32>,
    /// Sort order, for example `date_order desc, id`.
    order: Option<String>,
    /// `columns` needs fewer tokens.
    #[serde(default)]
    format: Format,
    /// Also count all matches.
    #[serde(default)]
    total: bool,
}

impl Arguments {
    /// The first page, in rows.
    pub(crate) fn new(
        model: String,
        domain: Option<Domain>,
        fields: Option<Vec<String>>,
        limit: Option<u32>,
        order: Option<String>,
    ) -> Self {
        Self { model, domain, fields, limit, order, offset: None, format: Format::Rows, total: false }
    }
}

/// How records are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Rows,
    Columns,
}

impl TypedTool for SearchRead {
    const NAME: &'static str = "search_read";
    const TITLE: &'static str = "Search and read records";
    const DESCRIPTION: &'static str = "Find records and read some of their fields in one call.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("records", "array", false),
        ("columns", "array", false),
        ("rows", "array", false),
        ("count", "integer", true),
        ("has_more", "boolean", true),
        ("next_offset", "integer", false),
        ("total", "integer", false),
        ("user_timezone", "string", false),
        ("html_as_text", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Records).with([Use::Records, Use::Fields, Use::Domain, Use::Order, Use::Choice])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let schema = context.odoo.model(&arguments.model).await?;
        let mut call = call(&arguments, fields(context, &schema, arguments.fields.as_deref()).await?);
        let remarks = context.odoo.check(Operation::Search, &arguments.model, &mut call).await?;
        let limit = paging::limit(arguments.limit, context.call.settings().default_limit, LARGEST_LIMIT)?;
        let offset = arguments.offset.unwrap_or(0);
        let mut found = context.odoo.send_in_part(request(&arguments.model, &call, limit, offset)).await?;
        let mut shaper = Shaper::new(&schema, shape::SHORT_TEXT);
        let was_asked = arguments.limit.is_some() || arguments.fields.as_ref().is_some_and(|fields| !fields.is_empty());
        let budget = if was_asked { context.call.settings().budget } else { context.call.settings().default_budget };
        let records = shaper.records(found.value.take());
        let is_counted = arguments.total || page::needs_count(&arguments.model, records.len(), offset, limit);
        let domain = || call.get("domain").cloned().unwrap_or_default();
        let total = if is_counted { Some(context.odoo.send(Call::search_count(&arguments.model, domain())).await?) } else { None };
        let page = Page { records, dropped: found.left_out, limit, offset, budget, total: total.as_ref().and_then(Value::as_u64) };
        let mut answer = page.lay_out(&arguments.model, arguments.format == Format::Columns);
        if let Some(total) = total {
            shape::set(&mut answer, "total", total);
        }
        shaper.finish(&mut answer, context.odoo.time_zone().await?.as_deref());
        shape::add_remarks(&mut answer, &remarks);
        let summary = page::summary(&answer, &arguments.model);
        Ok(ToolOutput::new(answer, summary))
    }
}

/// The fields that are asked for, or the default ones.
async fn fields(context: &ToolContext, schema: &ModelSchema, given: Option<&[String]>) -> Result<Vec<String>, Failure> {
    match given.filter(|fields| !fields.is_empty()) {
        Some(given) => Ok(given.to_vec()),
        None => context.odoo.with_company(schema, shape::default_fields(schema)).await,
    }
}

/// The call as it is checked.
fn call(arguments: &Arguments, fields: Vec<String>) -> Value {
    let mut call = json!({"domain": arguments.domain.clone().unwrap_or_default(), "fields": fields});
    if let Some(order) = &arguments.order {
        shape::set(&mut call, "order", json!(order));
    }
    call
}

/// The request. One record more than wanted shows whether there are more, without a second call.
fn request(model: &str, call: &Value, limit: u32, offset: u32) -> Call {
    let argument = |name: &str| call.get(name).cloned().unwrap_or_default();
    let request = Call::new(model, "search_read")
        .positional("domain", argument("domain"))
        .named("fields", argument("fields"))
        .named("limit", limit.saturating_add(1))
        .named("offset", offset)
        .context(shape::reading_context())
        .read();
    match call.get("order").and_then(Value::as_str).filter(|order| !order.trim().is_empty()) {
        Some(order) => request.named("order", total_order(order)),
        None => request,
    }
}

/// The order with the id behind it: among records that it leaves even, the database gives each page another order, and pages that
/// follow each other would show some records twice and others never.
fn total_order(order: &str) -> String {
    let is_id = |term: &str| term.split_whitespace().next().is_some_and(|name| name.trim_matches('"') == "id");
    if order.split(',').any(is_id) { order.to_owned() } else { format!("{order}, id") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_leaves_no_two_records_even() {
        assert_eq!(total_order("name desc"), "name desc, id");
        assert_eq!(total_order("country_id.id, name nulls last"), "country_id.id, name nulls last, id");
        assert_eq!(total_order("name, id desc"), "name, id desc");
        assert_eq!(total_order("ID"), "ID, id");
    }
}
