//! Tickets in the fields of either kind of helpdesk.

use serde_json::{Value, json};

use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::Find;
use crate::tools::own;

/// The model of both.
pub(super) const MODEL: &str = "helpdesk.ticket";

/// What is said of a ticket, in the names of both.
pub(super) const FIELDS: [&str; 10] =
    ["number", "ticket_ref", "name", "stage_id", "team_id", "user_id", "partner_id", "partner_name", "priority", "create_date"];

/// The model of stages, as the schema names it.
pub(super) async fn stages(odoo: &Odoo) -> Result<String, Failure> {
    let schema = odoo.model(MODEL).await?;
    let relation = schema.fields.get("stage_id").and_then(|field| field.relation.as_deref().map(str::to_owned));
    relation.ok_or_else(|| own::wrong("stage", format!("`{MODEL}` has no stages here")))
}

/// Tickets whose stage is not the end of the way: `closed` in the add-on, `fold` in Enterprise.
pub(super) async fn open(odoo: &Odoo) -> Result<Option<Value>, Failure> {
    let stages = odoo.model(&stages(odoo).await?).await?;
    let end = ["closed", "is_close", "fold"].into_iter().find(|name| stages.fields.contains_key(*name));
    Ok(end.map(|end| json!([format!("stage_id.{end}"), "=", false])))
}

/// The tickets of a domain, the newest first.
pub(super) async fn find(odoo: &Odoo, domain: Value, limit: u32) -> Result<Vec<Value>, Failure> {
    odoo.find(&Find { model: MODEL, fields: &FIELDS, domain, order: "id desc", limit }).await
}

/// The ticket of an id, as far as the user may see it.
pub(super) async fn one(odoo: &Odoo, id: i64) -> Result<Value, Failure> {
    odoo.find_one(MODEL, &FIELDS, json!([["id", "=", id]]), &format!("ticket {id}")).await
}
