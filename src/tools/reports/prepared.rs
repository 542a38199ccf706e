//! Documents that Odoo prints by itself, and that a key may read: the one that the template of a message attaches, before the message is
//! sent, and the one that an invoice keeps once it was sent.

use odoo_sdk::Call;
use serde_json::Value;

use crate::tools::context::{base64_of, content_of};
use crate::tools::failure::Failure;
use crate::tools::wizard::{self, Called};
use crate::tools::{Attached, ToolContext, own, write};

/// The field in which an invoice keeps its document.
const OF_INVOICE: &str = "invoice_pdf_report_file";

/// The document of a record; `None` where Odoo prepares none.
pub(super) async fn document(context: &ToolContext, model: &str, id: i64) -> Result<Option<Attached>, Failure> {
    context.odoo.check_printed(model).await?;
    match model {
        "sale.order" => of_message(context, model, "action_quotation_send", id).await,
        "purchase.order" => of_message(context, model, "action_rfq_send", id).await,
        "account.move" => of_invoice(context, model, id).await,
        _ => Ok(None),
    }
}

/// The file of a message that is written and not sent: Odoo sweeps both after a while.
async fn of_message(context: &ToolContext, model: &str, method: &str, id: i64) -> Result<Option<Attached>, Failure> {
    let called = Called { model: model.to_owned(), method: method.to_owned(), ids: vec![id] };
    let (handle, waiting) = write::dialog_of(context, called).await?;
    let dialog = waiting.opening.model.as_str();
    let message = wizard::made(context, &waiting).await?;
    context.call.dialogs().forget(&handle);
    let rows = context.odoo.send(Call::read_records(dialog, [message], ["attachment_ids"])).await?;
    let ids = rows.pointer("/0/attachment_ids").and_then(Value::as_array).cloned().unwrap_or_default();
    let ids: Vec<i64> = ids.iter().filter_map(Value::as_i64).collect();
    let files = context.odoo.files_of_dialog(dialog, &ids).await?;
    let file = files.iter().find_map(|file| Some((file.get("name")?.as_str()?, content_of(file)?)));
    Ok(file.map(|(name, base64)| attached(name.to_owned(), base64)))
}

async fn of_invoice(context: &ToolContext, model: &str, id: i64) -> Result<Option<Attached>, Failure> {
    let schema = context.odoo.model(model).await?;
    if !schema.fields.contains_key(OF_INVOICE) {
        return Ok(None);
    }
    let rows = context.odoo.send(Call::read_records(model, [id], ["name", OF_INVOICE])).await?;
    let text = |name: &str| rows.get(0)?.get(name)?.as_str().map(str::to_owned);
    let name = text("name").unwrap_or_else(|| own::id_of(&rows).to_string());
    let content = rows.get(0).and_then(|row| base64_of(row.get(OF_INVOICE)?));
    Ok(content.map(|base64| attached(format!("{name}.pdf"), base64)))
}

/// Odoo may break base64 into lines; a client does not expect it.
fn attached(name: String, base64: &str) -> Attached {
    let packed = base64.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    Attached { name, mime_type: "application/pdf".to_owned(), base64: packed }
}
