//! Writing to customers: a quotation, a purchase order or an invoice is sent. The message is kept with the record; no mail leaves.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Value, json};

use super::{active_ids, create, exactly, set};
use crate::business::thread::{Message, post};
use crate::business::{action, link, linked, text};
use crate::error::{Kind, OdooError, Outcome};
use crate::orm::access::Operation;
use crate::orm::{Env, ids_of};
use crate::python::is_true;
use crate::wire::document;

const COMPOSER: &str = "mail.compose.message";
const ORDER: &str = "sale.order";
const PURCHASE: &str = "purchase.order";
const MOVE: &str = "account.move";

/// The dialog that sends a quotation.
pub(super) fn open(_: &Env<'_>, order: i64) -> Value {
    let context = json!({
        "default_model": ORDER, "default_res_ids": [order], "default_composition_mode": "comment", "force_email": true,
        "email_notification_allow_footer": true, "proforma": false, "mark_so_as_sent": true,
    });
    action::dialog("Send", COMPOSER, &context)
}

pub(super) fn defaults(env: &Env<'_>) -> Value {
    let ids = ids_of(env.context.get("default_res_ids").unwrap_or(&Value::Null));
    let known = if ids.is_empty() { json!({}) } else { json!({ "res_ids": json!(ids).to_string() }) };
    let mut values = known.as_object().cloned().unwrap_or_default();
    values.extend([("composition_mode".to_owned(), json!("comment")), ("message_type".to_owned(), json!("comment"))]);
    Value::Object(values)
}

/// The dialog that sends a request for quotation or a purchase order.
pub(super) fn open_purchase(_: &Env<'_>, order: i64) -> Value {
    let context = json!({
        "default_model": PURCHASE, "default_res_ids": [order], "default_composition_mode": "comment", "force_email": true,
        "mark_rfq_as_sent": true,
    });
    action::dialog("Compose Email", COMPOSER, &context)
}

/// The records that a message is about: a text that holds a list.
fn about(env: &Env<'_>, id: i64) -> Vec<i64> {
    serde_json::from_str(&text(env, COMPOSER, id, "res_ids")).map(|ids| ids_of(&ids)).unwrap_or_default()
}

/// The document of a template, printed for the message: a file of the dialog's, until it is sent.
pub(super) fn print(env: &mut Env<'_>, id: i64) -> Vec<i64> {
    let model = text(env, COMPOSER, id, "model");
    let record = about(env, id).first().copied().filter(|_| matches!(model.as_str(), ORDER | PURCHASE));
    let (Some(schema), Some(record)) = (env.find_schema(&model), record) else { return Vec::new() };
    let name = env.display_name(&schema, record);
    let datas = STANDARD.encode(document(std::slice::from_ref(&name)));
    let values = json!({
        "name": format!("{} - {name}.pdf", schema.label), "datas": datas, "mimetype": "application/pdf", "type": "binary", "res_model": COMPOSER,
        "res_id": 0,
    });
    create(env, "ir.attachment", &values).into_iter().collect()
}

pub(super) fn computed(env: &Env<'_>, id: i64, printed: Vec<i64>) -> Value {
    let model = text(env, COMPOSER, id, "model");
    let (Some(schema), Some(record)) = (env.find_schema(&model), about(env, id).first().copied()) else { return json!({}) };
    let name = env.display_name(&schema, record);
    let partner = if model == "res.partner" { Some(record) } else { link(env, &model, record, "partner_id") };
    json!({
        "subject": format!("My Company {} (Ref {name})", schema.label), "partner_ids": partner.into_iter().collect::<Vec<_>>(),
        "author_id": env.account.partner_id, "body": format!("<p>Please find attached {name}.</p>"),
        "attachment_ids": printed,
    })
}

/// The button: the message is posted on every record it is about.
pub(super) fn send(env: &mut Env<'_>, id: i64) -> Outcome<Value> {
    let model = text(env, COMPOSER, id, "model");
    let schema = env.schema(&model)?;
    // A message on a record is for those who may change it.
    env.check_access(&schema, Operation::Write)?;
    let (body, subject) = (text(env, COMPOSER, id, "body"), text(env, COMPOSER, id, "subject"));
    for record in about(env, id) {
        let partners = linked(env, COMPOSER, id, "partner_ids");
        let message = Message { body: &body, is_html: true, subject: json!(subject), kind: "comment", partners, files: Vec::new() };
        post(env, &schema, record, &message)?;
        let marks = env.context.get("mark_so_as_sent").is_some_and(is_true);
        if marks && model == ORDER && text(env, ORDER, record, "state") == "draft" {
            set(env, ORDER, &[record], &json!({ "state": "sent" }))?;
        }
        let marks = env.context.get("mark_rfq_as_sent").is_some_and(is_true);
        if marks && model == PURCHASE && text(env, PURCHASE, record, "state") == "draft" {
            set(env, PURCHASE, &[record], &json!({ "state": "sent" }))?;
        }
    }
    Ok(action::close())
}

/// The dialog that sends invoices; 17 has one model for one and for many.
pub(super) fn open_invoice(env: &Env<'_>, invoices: &[i64]) -> Value {
    let context = json!({ "active_model": MOVE, "active_ids": invoices });
    let model = match (env.series(), invoices) {
        (Series::V17, _) => "account.move.send",
        (Series::V18 | Series::V19, [_]) => "account.move.send.wizard",
        (Series::V18 | Series::V19, _) => "account.move.send.batch.wizard",
    };
    action::dialog("Send", model, &context)
}

pub(super) fn batch_defaults(env: &Env<'_>) -> Value {
    json!({ "move_ids": exactly(&active_ids(env)) })
}

pub(super) fn invoice_defaults(env: &Env<'_>) -> Outcome<Value> {
    let given = env.context.get("default_move_id").and_then(Value::as_i64);
    let first = given.or_else(|| active_ids(env).first().copied());
    first.map(|id| json!({ "move_id": id })).ok_or_else(|| OdooError::new(Kind::IndexError, "list index out of range"))
}

fn invoices(env: &Env<'_>, schema: &ModelSchema, id: i64) -> Vec<i64> {
    let field = if schema.fields.contains_key("move_ids") { "move_ids" } else { "move_id" };
    ids_of(&env.value(schema, id, field))
}

pub(super) fn invoice_computed(env: &Env<'_>, schema: &ModelSchema, id: i64) -> Value {
    let invoices = invoices(env, schema, id);
    let names: Vec<String> = invoices.iter().map(|id| text(env, MOVE, *id, "name")).collect();
    let partners: Vec<i64> = invoices.iter().filter_map(|id| link(env, MOVE, *id, "partner_id")).collect();
    let (subject, body) =
        (format!("My Company Invoice (Ref {})", names.join(", ")), format!("<p>Please find attached {}.</p>", names.join(", ")));
    json!({
        "company_id": 1, "mail_partner_ids": partners, "subject": subject, "mail_subject": subject, "body": body, "mail_body": body,
        "mode": if invoices.len() > 1 { "invoice_multi" } else { "invoice_single" }, "checkbox_send_mail": true, "lang": "en_US",
        "mail_lang": "en_US", "sending_methods": ["email"],
    })
}

/// The button: each invoice is marked as sent, and the message is kept with it.
pub(super) fn send_invoices(env: &mut Env<'_>, schema: &ModelSchema, id: i64) -> Outcome<Value> {
    let target = env.schema(MOVE)?;
    let either = |names: [&str; 2]| names.into_iter().map(|name| text(env, &schema.model, id, name)).find(|text| !text.is_empty());
    let (subject, body) = (either(["subject", "mail_subject"]).unwrap_or_default(), either(["body", "mail_body"]).unwrap_or_default());
    for invoice in invoices(env, schema, id) {
        if text(env, MOVE, invoice, "state") != "posted" {
            return Err(OdooError::user("Only posted invoices can be sent."));
        }
        let partners = linked(env, &schema.model, id, "mail_partner_ids");
        let message = Message { body: &body, is_html: true, subject: json!(subject), kind: "comment", partners, files: Vec::new() };
        post(env, &target, invoice, &message)?;
        set(env, MOVE, &[invoice], &json!({ "is_move_sent": true }))?;
    }
    Ok(action::close())
}
