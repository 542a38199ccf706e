//! Invoices: journal and name, posting. Entries on accounts, due dates by terms and payments are left out.

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::{count, text};
use crate::call::Arguments;
use crate::clock::date_text;
use crate::database::Row;
use crate::error::{OdooError, Outcome};
use crate::orm::Env;
use crate::python::is_none;

const MOVE: &str = "account.move";

/// A draft has no number yet; its journal is the first of the right kind.
pub(super) fn complete(env: &Env<'_>, row: &mut Row) {
    let move_type = row.get("move_type").and_then(Value::as_str).unwrap_or("entry");
    let kind = match move_type.split('_').next() {
        Some("out") => "sale",
        Some("in") => "purchase",
        _ => "general",
    };
    let journals = || env.db.rows("account.journal").map(|(id, row)| (id, row.get("type").and_then(Value::as_str).unwrap_or_default()));
    let journal = journals().find(|(_, found)| *found == kind).or_else(|| journals().next()).map(|(id, _)| id);
    let mut set = |field: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|_| row.get(field).is_none_or(is_none)) {
            row.insert(field.to_owned(), value);
        }
    };
    set("journal_id", journal.map(Value::from));
    set("name", (env.series() != Series::V19).then(|| json!("/")));
    set("date", Some(json!(date_text(env.db.clock.today()))));
    set("payment_state", Some(json!("not_paid")));
}

/// Posts drafts: each needs a customer and a line, and gets a number and a date.
pub(super) fn post(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_access(schema, crate::orm::access::Operation::Write)?;
    env.check_exist(schema, &call.ids)?;
    for id in &call.ids {
        check_ready(env, *id)?;
        let mut values = Map::from_iter([("state".to_owned(), json!("posted")), ("name".to_owned(), json!(next_name(env)))]);
        if text(env, MOVE, *id, "invoice_date").is_empty() {
            values.insert("invoice_date".to_owned(), json!(date_text(env.db.clock.today())));
        }
        env.write(schema, &[*id], &values)?;
    }
    Ok(Value::Bool(false))
}

fn check_ready(env: &Env<'_>, id: i64) -> Outcome<()> {
    let is_invoice = text(env, MOVE, id, "move_type") != "entry";
    match text(env, MOVE, id, "state").as_str() {
        "draft" => {}
        _ => return Err(OdooError::user("Only a draft can be posted.")),
    }
    if is_invoice && super::link(env, MOVE, id, "partner_id").is_none() {
        return Err(OdooError::user("An invoice without a customer cannot be posted."));
    }
    if count(env, MOVE, id, "invoice_line_ids") == 0 {
        return Err(OdooError::user("An invoice without lines cannot be posted."));
    }
    Ok(())
}

/// `INV/2026/00009`.
fn next_name(env: &Env<'_>) -> String {
    let posted = env.db.rows(MOVE).filter(|(_, row)| row.get("state") == Some(&json!("posted"))).count();
    format!("INV/{}/{:05}", env.db.clock.today().year(), posted + 1)
}
