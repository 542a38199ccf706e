//! `get_views`: forms, as short as they can be. Of a dialog known here the fields worth asking for and the buttons, of any other model the
//! fields that can be written.

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, ModelSchema};
use serde_json::{Map, Value, json};

use crate::call::Arguments;
use crate::error::Outcome;
use crate::orm::Env;

/// A button: method, label, the question that is asked before.
type Button = (&'static str, &'static str, Option<&'static str>);

/// A dialog: model, fields, buttons.
type Dialog = (&'static str, &'static [&'static str], &'static [Button]);

const DIALOGS: [Dialog; 10] = [
    (
        "sale.advance.payment.inv",
        &["sale_order_ids", "advance_payment_method", "amount", "fixed_amount", "consolidated_billing"],
        &[("create_invoices", "Create Draft", None)],
    ),
    (
        "account.payment.register",
        &["line_ids", "journal_id", "amount", "currency_id", "payment_date", "communication", "payment_difference_handling"],
        &[("action_create_payments", "Create Payment", None)],
    ),
    (
        "account.move.reversal",
        &["move_ids", "reason", "date", "journal_id"],
        &[("refund_moves", "Reverse", None), ("modify_moves", "Reverse and Create Invoice", None)],
    ),
    (
        "stock.backorder.confirmation",
        &["pick_ids", "show_transfers", "backorder_confirmation_line_ids"],
        &[("process", "Create Backorder", None), ("process_cancel_backorder", "No Backorder", None)],
    ),
    (
        "crm.lead2opportunity.partner",
        &["lead_id", "name", "action", "partner_id", "user_id", "team_id"],
        &[("action_apply", "Create Opportunity", None)],
    ),
    (
        "sale.order.cancel",
        &["order_id", "recipient_ids", "subject", "body"],
        &[("action_send_mail_and_cancel", "Send and Cancel", None), ("action_cancel", "Cancel", Some("The order is cancelled for good."))],
    ),
    (
        "base.partner.merge.automatic.wizard",
        &["state", "partner_ids", "dst_partner_id"],
        &[("action_merge", "Merge Contacts", Some("This cannot be undone."))],
    ),
    ("mail.compose.message", &["model", "res_ids", "partner_ids", "subject", "body"], &[("action_send_mail", "Send", None)]),
    ("account.move.send", &["move_ids", "mail_partner_ids", "mail_subject", "mail_body"], &[("action_send_and_print", "Send", None)]),
    (
        "account.move.send.wizard",
        &["move_id", "mail_partner_ids", "subject", "mail_subject", "body", "mail_body"],
        &[("action_send_and_print", "Send", None)],
    ),
];

/// The views that were asked for, and the fields of the model.
pub(crate) fn views(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let (mut shown, mut names) = (Map::new(), vec![json!("id")]);
    for kind in call.get(&["views"]).as_array().into_iter().flatten().filter_map(|view| view.get(1)?.as_str()) {
        shown.insert(kind.to_owned(), json!({ "arch": arch(schema, kind), "id": false, "model": schema.model }));
        names.extend(fields_of(schema, kind).into_iter().map(|name| json!(name)));
    }
    let fields = env.fields_get(schema, &Value::Array(names), &Value::Null)?;
    let fields = if env.series() == Series::V17 { fields } else { json!({ "fields": fields }) };
    Ok(json!({ "views": shown, "models": { schema.model.as_str(): fields } }))
}

fn dialog(schema: &ModelSchema, kind: &str) -> Option<&'static Dialog> {
    DIALOGS.iter().find(|(model, _, _)| *model == schema.model).filter(|_| kind == "form")
}

fn fields_of<'a>(schema: &'a ModelSchema, kind: &str) -> Vec<&'a str> {
    match dialog(schema, kind) {
        Some((_, names, _)) => names.iter().filter(|name| schema.fields.contains_key(**name)).copied().collect(),
        None => writable(schema),
    }
}

fn arch(schema: &ModelSchema, kind: &str) -> String {
    let dialog = dialog(schema, kind);
    let (names, buttons) = (fields_of(schema, kind), dialog.map(|(_, _, buttons)| *buttons).unwrap_or_default());
    let fields: String = names.into_iter().map(|name| format!("<field name=\"{name}\"/>")).collect();
    let buttons: String = buttons.iter().map(button).collect();
    let footer =
        if dialog.is_some() { format!("<footer>{buttons}<button string=\"Discard\" special=\"cancel\"/></footer>") } else { buttons };
    format!("<{kind} string=\"{}\"><group>{fields}</group>{footer}</{kind}>", schema.label.replace('&', "&amp;").replace('"', "&quot;"))
}

fn button((method, label, question): &Button) -> String {
    let confirm = question.map(|question| format!(" confirm=\"{question}\"")).unwrap_or_default();
    format!("<button name=\"{method}\" string=\"{label}\" type=\"object\"{confirm}/>")
}

fn writable(schema: &ModelSchema) -> Vec<&str> {
    let is_shown = |field: &FieldSchema| !field.readonly && field.store;
    schema.fields.iter().filter(|(_, field)| is_shown(field)).map(|(name, _)| name.as_str()).collect()
}
