//! `search_read`: records that match a domain.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tools::arguments::{Domain, any_list};
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
use crate::tools::{Answer, Hints, Tool, ToolContext, shape};

/// Records in one answer where no limit is given.
const DEFAULT_LIMIT: u32 = 80;

/// Most records in one answer.
const LARGEST_LIMIT: u32 = 1_000;

/// The tool.
pub(crate) struct SearchRead;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Technical name of the model, such as `res.partner`.
    model: String,
    /// Odoo domain, such as `[["country_id.code", "=", "BE"]]`. Without it every record matches.
    #[schemars(schema_with = "any_list")]
    #[serde(default)]
    domain: Option<Domain>,
    /// Names of the fields to return. Without it a few that people look at first.
    fields: Option<Vec<String>>,
    /// Most records to return, 80 unless given, 1000 at most.
    limit: Option<u32>,
    /// How many records to skip: `next_offset` of the answer before.
    offset: Option<u32>,
    /// Order, such as `date_order desc, id`.
    order: Option<String>,
}

impl Tool for SearchRead {
    const NAME: &'static str = "search_read";
    const TITLE: &'static str = "Search and read records";
    const DESCRIPTION: &'static str = "Find records and read some of their fields in one call. Returns `records`, and `next_offset` where \
                                       there are more.";
    const HINTS: Hints = Hints::Reads;
    type Arguments = Arguments;

    async fn run(context: ToolContext, arguments: Arguments) -> Result<Answer, Failure> {
        let schema = context.model(&arguments.model).await?;
        let limit = arguments.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LARGEST_LIMIT);
        let offset = arguments.offset.unwrap_or(0);
        let fields = arguments.fields.filter(|fields| !fields.is_empty()).unwrap_or_else(|| shape::default_fields(&schema));
        let mut call = json!({"domain": arguments.domain.unwrap_or_default(), "fields": fields});
        if let Some(order) = arguments.order {
            call["order"] = json!(order);
        }
        let changes = context.check(Operation::Search, &arguments.model, &mut call).await?;
        let found = context.send(request(&arguments.model, &call, limit, offset)).await?;
        let mut records = shape::records(&schema, found);
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = records.len() > most;
        records.truncate(most);
        let mut answer = json!({"model": arguments.model, "count": records.len(), "has_more": has_more, "records": records});
        if has_more {
            answer["next_offset"] = json!(offset.saturating_add(limit));
        }
        shape::tell(&mut answer, &changes);
        Ok(Answer::new(answer))
    }
}

/// The request. One record more than wanted tells whether there are more, without a second call.
fn request(model: &str, call: &Value, limit: u32, offset: u32) -> Call {
    let argument = |name: &str| call.get(name).cloned().unwrap_or_default();
    let request = Call::new(model, "search_read")
        .positional("domain", argument("domain"))
        .named("fields", argument("fields"))
        .named("limit", limit.saturating_add(1))
        .named("offset", offset)
        .context(shape::reading_context())
        .read();
    match call.get("order") {
        Some(order) => request.named("order", order.clone()),
        None => request,
    }
}
