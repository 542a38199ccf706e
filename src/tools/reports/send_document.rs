//! `send_document`: a quotation, a purchase order or an invoice by e-mail, through the dialog that Odoo has for it: its template, its
//! printed document, and the contact of the record, unless others are named.

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::{Failure, Origin};
use crate::tools::find::Find;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::wizard::{self, Called, Waiting};
use crate::tools::{ToolContext, ToolOutput, TypedTool, outcome, own, shape, write};

/// The model of those who get it.
const CONTACT: &str = "res.partner";

/// Contacts of one message.
const MOST_CONTACTS: u32 = 50;

/// The tool.
pub(crate) struct SendDocument;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// `sale.order`, `purchase.order` or `account.move`.
    model: String,
    /// Id of the record.
    record_id: u32,
    /// Contacts; default: the template's, as below.
    partner_ids: Option<Vec<u32>>,
    /// Of the e-mail.
    subject: Option<String>,
    /// Plain text.
    body: Option<String>,
}

impl TypedTool for SendDocument {
    const NAME: &'static str = "send_document";
    const TITLE: &'static str = "E-mail a document";
    const DESCRIPTION: &'static str = "E-mail a quotation, an order or an invoice with its PDF, by its template.";
    const RETURNS: Returns = &[("record", "object", true), ("to", "array", true), ("subject", "string", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        let class = ToolClass::new(Effect::Executes, Toolset::Reports).with([Use::Records, Use::Confirmation]);
        class.needing_models(&["mail.compose.message"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let series = context.odoo.series().await?;
        let document = Document::of(&arguments.model, series)?;
        let id = i64::from(arguments.record_id);
        let record = record(context, &arguments, id).await?;
        context.odoo.check_printed(&arguments.model).await?;
        let called = Called { model: arguments.model.clone(), method: document.opened_by.to_owned(), ids: vec![id] };
        let (handle, waiting) = write::dialog_of(context, called).await?;
        let schema = context.odoo.model(&waiting.opening.model).await?;
        let answers = answers(context, &waiting, &schema, &arguments).await?;
        let shown = wizard::filled_in(context, &waiting, answers.clone()).await?;
        let to = recipients(context, &shown, &schema).await?;
        let subject = of_fields(&schema, SUBJECT).and_then(|name| shown.get(name)).cloned().unwrap_or_default();
        let mut answer = json!({"record": record, "to": to, "subject": subject});
        let name = record.get("display_name").or_else(|| record.get("name")).and_then(Value::as_str).unwrap_or_default().to_owned();
        if context.call.dry_run() {
            shape::set(&mut answer, "dry_run", json!(true));
            return Ok(ToolOutput::new(answer, format!("would send {name} to {}", addresses(&to))));
        }
        wizard::press(context, &waiting, answers, document.sent_by).await?;
        context.call.dialogs().forget(&handle);
        let now = outcome::named(&context.odoo, &arguments.model, &[id]).await;
        if let Some(record) = now.get("records").and_then(|records| records.get(0)) {
            shape::set(&mut answer, "record", record.clone());
        }
        Ok(ToolOutput::new(answer, format!("sent {name} to {}", addresses(&to))))
    }
}

/// How the document of a model is sent.
struct Document {
    opened_by: &'static str,
    sent_by: &'static str,
}

impl Document {
    fn of(model: &str, series: Series) -> Result<Self, Failure> {
        match (model, series) {
            ("sale.order", _) => Ok(Self { opened_by: "action_quotation_send", sent_by: "action_send_mail" }),
            ("purchase.order", _) => Ok(Self { opened_by: "action_rfq_send", sent_by: "action_send_mail" }),
            ("account.move", Series::V17) => Ok(Self { opened_by: "action_invoice_sent", sent_by: "action_send_and_print" }),
            ("account.move", Series::V18 | Series::V19) => {
                Ok(Self { opened_by: "action_send_and_print", sent_by: "action_send_and_print" })
            }
            _ => {
                let message = "`model` has no document that this tool sends, expected `sale.order`, `purchase.order` or `account.move`";
                Err(own::wrong("model", message.to_owned()))
            }
        }
    }
}

/// Names of the same thing in the dialogs of orders and of invoices.
const CONTACTS: [&str; 2] = ["mail_partner_ids", "partner_ids"];
const SUBJECT: [&str; 2] = ["mail_subject", "subject"];
const BODY: [&str; 2] = ["mail_body", "body"];

fn of_fields(schema: &ModelSchema, names: [&'static str; 2]) -> Option<&'static str> {
    names.into_iter().find(|name| schema.fields.contains_key(*name))
}

/// The record by name and state. A draft of an invoice has no document yet.
async fn record(context: &ToolContext, arguments: &Arguments, id: i64) -> Result<Value, Failure> {
    let named = format!("record {id} of {}", arguments.model);
    let record = context.odoo.find_one(&arguments.model, &["display_name", "state"], json!([["id", "=", id]]), &named).await?;
    if arguments.model == "account.move" && record.get("state").and_then(Value::as_str) != Some("posted") {
        return Err(own::wrong("record_id", format!("{named} is not posted, and only a posted invoice is sent")));
    }
    Ok(record)
}

/// What is set in the dialog.
async fn answers(
    context: &ToolContext,
    waiting: &Waiting,
    schema: &ModelSchema,
    arguments: &Arguments,
) -> Result<Map<String, Value>, Failure> {
    let mut answers = Map::new();
    let contacts = match arguments.partner_ids.as_deref().unwrap_or_default() {
        [] => None,
        ids => Some(json!([[6, 0, known(context, ids).await?]])),
    };
    let body = arguments.body.as_deref().map(|text| json!(shape::paragraphs(text)));
    for (names, value) in [(CONTACTS, contacts), (SUBJECT, arguments.subject.as_ref().map(|text| json!(text))), (BODY, body)] {
        answers.extend(of_fields(schema, names).zip(value).map(|(name, value)| (name.to_owned(), value)));
    }
    // A customer who gets invoices in another way gets this one by e-mail.
    if schema.fields.contains_key("sending_methods") {
        let shown = wizard::filled_in(context, waiting, Map::new()).await?;
        let methods = shown.get("sending_methods").and_then(Value::as_array);
        if methods.is_some_and(|methods| !methods.contains(&json!("email"))) {
            answers.insert("sending_method_checkboxes".to_owned(), json!({"email": {"checked": true, "label": "by Email"}}));
        }
    }
    Ok(answers)
}

/// The contacts that a caller names, all of them there.
async fn known(context: &ToolContext, ids: &[u32]) -> Result<Vec<i64>, Failure> {
    let domain = json!([["id", "in", ids]]);
    let found = context.odoo.find(&Find { model: CONTACT, fields: &["display_name"], domain, order: "id", limit: MOST_CONTACTS }).await?;
    let is_found = |id: &&u32| found.iter().any(|contact| own::id_of(contact) == i64::from(**id));
    match ids.iter().find(|id| !is_found(id)) {
        Some(unknown) => Err(own::wrong("partner_ids", format!("there is no contact {unknown} that this user may see"))),
        None => Ok(ids.iter().copied().map(i64::from).collect()),
    }
}

/// Who gets it, each with an address.
async fn recipients(context: &ToolContext, shown: &Map<String, Value>, schema: &ModelSchema) -> Result<Vec<Value>, Failure> {
    let listed = of_fields(schema, CONTACTS).and_then(|name| shown.get(name)).map(wizard::linked).unwrap_or_default();
    let ids: Vec<i64> = listed.iter().map(own::id_of).collect();
    if ids.is_empty() {
        let message = "the document has no contact to go to";
        return Err(Failure::new(ErrorCode::WrongValue, Origin::Caller, message).hint("name contacts in `partner_ids`"));
    }
    let find =
        Find { model: CONTACT, fields: &["display_name", "email"], domain: json!([["id", "in", ids]]), order: "id", limit: MOST_CONTACTS };
    let found = context.odoo.find(&find).await?;
    match found.iter().find(|contact| contact.get("email").is_none()) {
        Some(contact) => {
            let name = contact.get("display_name").and_then(Value::as_str).unwrap_or_default();
            let message = format!("the contact {name} has no e-mail address");
            Err(Failure::new(ErrorCode::WrongValue, Origin::Caller, message)
                .hint("write it on the contact, or name others in `partner_ids`"))
        }
        None if found.len() < ids.len() => Err(own::wrong("partner_ids", "a contact is not there or not for this user to see".to_owned())),
        None => {
            Ok(found.iter().map(|one| json!({"id": one.get("id"), "name": one.get("display_name"), "email": one.get("email")})).collect())
        }
    }
}

fn addresses(to: &[Value]) -> String {
    to.iter().filter_map(|contact| contact.get("email")?.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_series_has_its_own_way_to_send() {
        let of = |model: &str, series| Document::of(model, series).map(|document| document.opened_by).ok();
        assert_eq!(of("account.move", Series::V17), Some("action_invoice_sent"));
        assert_eq!(of("account.move", Series::V19), Some("action_send_and_print"));
        assert_eq!(of("purchase.order", Series::V18), Some("action_rfq_send"));
        assert_eq!(of("res.partner", Series::V19), None);
    }
}
