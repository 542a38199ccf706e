//! Forms of dialogs, as short as they can be: the fields worth asking for and the buttons.

use odoo_sdk::schema::ModelSchema;
use quick_xml::escape::escape;

/// A button: method, label, the question that is asked before.
type Button = (&'static str, &'static str, Option<&'static str>);

/// A dialog: model, fields, buttons.
type Dialog = (&'static str, &'static [&'static str], &'static [Button]);

/// The columns of lists whose lines are answered.
const LISTS: [(&str, &[&str]); 1] = [("product_return_moves", &["product_id", "quantity", "move_id"])];

const DIALOGS: [Dialog; 12] = [
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
        "stock.return.picking",
        &["picking_id", "product_return_moves"],
        &[("create_returns", "Return", None), ("action_create_returns", "Return", None), ("action_create_returns_all", "Return All", None)],
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
    ("delivery.postpone.custom", &["route_ids", "planned_date", "reason"], &[("action_postpone", "Postpone", None)]),
    ("mail.compose.message", &["model", "res_ids", "partner_ids", "subject", "body"], &[("action_send_mail", "Send", None)]),
    ("account.move.send", &["move_ids", "mail_partner_ids", "mail_subject", "mail_body"], &[("action_send_and_print", "Send", None)]),
    (
        "account.move.send.wizard",
        &["move_id", "mail_partner_ids", "subject", "mail_subject", "body", "mail_body"],
        &[("action_send_and_print", "Send", None)],
    ),
];

fn dialog(schema: &ModelSchema) -> Option<&'static Dialog> {
    DIALOGS.iter().find(|(model, _, _)| *model == schema.model)
}

/// The fields of a dialog's form that the series has; `None` of a model that is not a dialog known here.
pub(crate) fn fields(schema: &ModelSchema) -> Option<Vec<&'static str>> {
    dialog(schema).map(|(_, names, _)| names.iter().filter(|name| schema.fields.contains_key(**name)).copied().collect())
}

/// The form of a dialog.
pub(crate) fn form(schema: &ModelSchema) -> Option<String> {
    let (_, _, buttons) = dialog(schema)?;
    let fields: String = fields(schema)?.into_iter().map(field).collect();
    // A series shows the buttons that it has.
    let buttons: String = buttons.iter().filter(|(method, _, _)| schema.methods.contains_key(*method)).map(button).collect();
    let cancel = "<button string=\"Discard\" special=\"cancel\"/>";
    Some(format!("<form string=\"{}\"><group>{fields}</group><footer>{buttons}{cancel}</footer></form>", escape(&schema.label)))
}

fn field(name: &str) -> String {
    let columns = LISTS.iter().find(|(list, _)| *list == name).map(|(_, columns)| *columns).unwrap_or_default();
    let columns: String = columns.iter().map(|column| format!("<field name=\"{column}\"/>")).collect();
    if columns.is_empty() { format!("<field name=\"{name}\"/>") } else { format!("<field name=\"{name}\"><list>{columns}</list></field>") }
}

fn button((method, label, question): &Button) -> String {
    let confirm = question.map(|question| format!(" confirm=\"{question}\"")).unwrap_or_default();
    format!("<button name=\"{method}\" string=\"{label}\" type=\"object\"{confirm}/>")
}
