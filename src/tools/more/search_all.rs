//! `search_all`: a text in the main models of the installed apps, and the documents of the contacts that it finds.

use futures_util::future::join_all;
use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error_code::ErrorCode;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::{Failure, Problem};
use crate::tools::outcome::state_fields;
use crate::tools::settings::Toolset;
use crate::tools::shape::{self, Shaper};
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// What people look for, app by app. Only those that the connected Odoo has are asked.
const MODELS: &[&str] = &[
    "crm.lead",
    "sale.order",
    "purchase.order",
    "account.move",
    "stock.picking",
    "project.project",
    "project.task",
    "helpdesk.ticket",
    "repair.order",
    "calendar.event",
    "product.template",
    "hr.employee",
    "event.event",
    "mrp.production",
];

/// The link from a document to a contact.
const PARTNER: &str = "partner_id";

/// Records that are shown of one model.
const DEFAULT_LIMIT: u32 = 5;

/// Most of them.
const LARGEST_LIMIT: u32 = 50;

/// The tool.
pub(crate) struct SearchAll;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// What to look for: a name, a number, an e-mail address.
    text: String,
    /// Maximum number of records of each model, 1 to 50; default 5.
    limit: Option<u32>,
}

impl TypedTool for SearchAll {
    const NAME: &'static str = "search_all";
    const TITLE: &'static str = "Search everywhere";
    const DESCRIPTION: &'static str = "Everything about a customer or a number in one call: contacts by name, e-mail or reference, their newest documents, and records of that name in every app.";
    const RETURNS: Returns = &[
        ("text", "string", true),
        ("contacts", "array", true),
        ("documents", "object", true),
        ("named", "object", true),
        ("not_searched", "array", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More).with([Use::Records])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { text, limit } = arguments;
        let text = checked(&text)?;
        let limit = limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LARGEST_LIMIT);
        let catalog = context.odoo.connected().await?.catalog();
        let models: Vec<&str> = MODELS.iter().copied().filter(|model| catalog.has(model)).collect();
        let by_name = |model| async move { (model, named(context, model, text, limit).await) };
        let (contacts, named) = tokio::join!(contacts(context, text, limit), join_all(models.iter().copied().map(by_name)));
        let contacts = contacts?;
        let ids: Vec<Value> = contacts.iter().filter_map(|contact| contact.get("id").cloned()).collect();
        let of_contacts = |model| documents(context, model, &ids, limit);
        let documents = join_all(models.iter().copied().map(|model| async move { (model, of_contacts(model).await) })).await;
        let mut answer = json!({"text": text, "contacts": contacts, "documents": {}, "named": {}});
        collect(&mut answer, "documents", documents)?;
        collect(&mut answer, "named", named)?;
        let summary = summary(&answer, text);
        Ok(ToolOutput::new(answer, summary))
    }
}

fn checked(text: &str) -> Result<&str, Failure> {
    let text = text.trim();
    let wrong = |code: ErrorCode, message: &str| Err(Failure::invalid(vec![Problem::new(code, "text", message)]));
    match text {
        "" => wrong(ErrorCode::WrongValue, "`text` is empty, expected something to look for"),
        text if text.contains('\0') => wrong(IssueCode::BadText.into(), "`text` has a NUL character, which the database refuses"),
        text => Ok(text),
    }
}

/// Contacts that have the text in their name, e-mail or reference, as a form finds them.
async fn contacts(context: &ToolContext, text: &str, limit: u32) -> Result<Vec<Value>, Failure> {
    let schema = context.odoo.model("res.partner").await?;
    let has = |name: &&str| schema.fields.contains_key(*name);
    let sought: Vec<&str> = ["complete_name", "name", "email", "phone", "ref", "vat"].into_iter().filter(has).collect();
    let mut domain: Vec<Value> = vec![json!("|"); sought.len().saturating_sub(1)];
    domain.extend(sought.into_iter().map(|name| json!([name, "ilike", text])));
    let fields: Vec<&str> = ["display_name", "email", "phone", "city", "country_id"].into_iter().filter(has).collect();
    let request = Call::search_read("res.partner", domain, fields).named("limit", limit).named("order", "id");
    Ok(Shaper::new(&schema, shape::SHORT_TEXT).records(context.odoo.send(request).await?))
}

/// Records whose name has the text.
async fn named(context: &ToolContext, model: &str, text: &str, limit: u32) -> Result<Vec<Value>, Failure> {
    let found = context.odoo.send(Call::name_search(model, text).named("limit", limit)).await?;
    Ok(found.as_array().cloned().unwrap_or_default().into_iter().map(shape::many2one).collect())
}

/// The newest documents of contacts and of those below them.
async fn documents(context: &ToolContext, model: &str, contacts: &[Value], limit: u32) -> Result<Vec<Value>, Failure> {
    let schema = context.odoo.model(model).await?;
    let is_linked = schema.fields.get(PARTNER).is_some_and(|field| field.relation.as_deref() == Some("res.partner") && field.store);
    if contacts.is_empty() || !is_linked {
        return Ok(Vec::new());
    }
    let domain = json!([[PARTNER, "child_of", contacts]]);
    let request = Call::search_read(model, domain, state_fields(&schema, &[PARTNER.to_owned()]));
    let request = request.named("limit", limit).named("order", "id desc").context(shape::reading_context());
    Ok(Shaper::new(&schema, shape::SHORT_TEXT).records(context.odoo.send(request).await?))
}

/// What was found, by model. What this user may not read, a rule blocks or Odoo
/// fails on is named, not silently empty.
fn collect(answer: &mut Value, place: &str, found: Vec<(&str, Result<Vec<Value>, Failure>)>) -> Result<(), Failure> {
    for (model, records) in found {
        match records {
            Ok(records) if records.is_empty() => {}
            Ok(records) => shape::set(&mut answer[place], model, Value::Array(records)),
            Err(failure) if failure.is_of_policy() || matches!(failure.code(), ErrorCode::AccessDenied | ErrorCode::OdooFailed) => {
                let is_noted = answer.get("not_searched").and_then(Value::as_array).is_some_and(|names| names.contains(&json!(model)));
                if !is_noted {
                    shape::push(answer, "not_searched", json!(model));
                }
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

fn summary(answer: &Value, text: &str) -> String {
    let of = |place: &str| -> usize {
        let lists = answer.get(place).and_then(Value::as_object).into_iter().flatten();
        lists.filter_map(|(_, records)| records.as_array().map(Vec::len)).sum()
    };
    let contacts = answer.get("contacts").and_then(Value::as_array).map_or(0, Vec::len);
    format!("{contacts} contacts, {} documents and {} other records match `{text}`", of("documents"), of("named"))
}
