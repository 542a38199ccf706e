//! Contacts that are the same one: everything that points to the others points to the one that stays, and the others go.

use odoo_sdk::schema::{FieldSchema, FieldType};
use serde_json::{Value, json};

use super::{active_of, exactly};
use crate::business::{link, linked, text};
use crate::error::{OdooError, Outcome};
use crate::orm::{Env, ids_of};
use crate::python::is_none;

const WIZARD: &str = "base.partner.merge.automatic.wizard";
const PARTNER: &str = "res.partner";
/// More are not merged at once.
const MOST: usize = 3;

/// The contacts that were selected; the oldest of them stays.
pub(super) fn defaults(env: &Env<'_>) -> Value {
    let selected = active_of(env, PARTNER);
    let age = |id: &i64| text(env, PARTNER, *id, "create_date");
    let oldest = selected.iter().rev().min_by_key(|id| age(id)).copied();
    match oldest {
        Some(oldest) => json!({ "state": "selection", "partner_ids": exactly(&selected), "dst_partner_id": oldest }),
        None => json!({ "state": "option" }),
    }
}

pub(super) fn merge(env: &mut Env<'_>, id: i64) -> Outcome<Value> {
    let all = linked(env, WIZARD, id, "partner_ids");
    let target = link(env, WIZARD, id, "dst_partner_id").or_else(|| all.iter().min().copied());
    let (Some(target), true) = (target, all.len() > 1) else { return Err(OdooError::user("Select at least two contacts to merge.")) };
    if all.len() > MOST {
        return Err(OdooError::user(format!("At most {MOST} contacts can be merged at once.")));
    }
    if !env.account.has_group("base.group_system") && !have_one_email(env, &all) {
        return Err(OdooError::user("Only an administrator can merge contacts with different e-mail addresses."));
    }
    let others: Vec<i64> = all.into_iter().filter(|id| *id != target).collect();
    others.iter().for_each(|other| complete(env, target, *other));
    others.iter().for_each(|other| point_to(env, *other, target));
    let schema = env.schema(PARTNER)?;
    env.as_server(|env| env.unlink(&schema, &others))?;
    Ok(json!({ "type": "ir.actions.act_window", "res_model": WIZARD, "res_id": id, "view_mode": "form", "target": "new" }))
}

fn have_one_email(env: &Env<'_>, all: &[i64]) -> bool {
    let mut emails: Vec<String> = all.iter().map(|id| text(env, PARTNER, *id, "email")).collect();
    emails.dedup();
    emails.len() <= 1
}

/// What the contact that stays lacks comes from the other.
fn complete(env: &mut Env<'_>, target: i64, other: i64) {
    let (Some(own), Some(theirs)) = (env.db.row(PARTNER, target), env.db.row(PARTNER, other)) else { return };
    let is_missing = |name: &str| name != "parent_id" && own.get(name).is_none_or(is_none);
    let values: Vec<_> = theirs.iter().filter(|(name, value)| is_missing(name) && !is_none(value)).collect();
    let values: Vec<_> = values.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    env.db.update(PARTNER, target, values);
}

/// Every link to one contact leads to another from now on.
fn point_to(env: &mut Env<'_>, from: i64, to: i64) {
    for model in env.db.filled_models() {
        let Some(schema) = env.find_schema(&model) else { continue };
        let is_link = |field: &FieldSchema| field.store && field.relation.as_deref() == Some(PARTNER);
        let names: Vec<String> = schema.fields.iter().filter(|(_, field)| is_link(field)).map(|(name, _)| name.clone()).collect();
        let rows: Vec<i64> = env.db.rows(&model).map(|(id, _)| id).collect();
        for (row, name) in rows.into_iter().flat_map(|row| names.iter().map(move |name| (row, name))) {
            let kind = schema.fields.get(name).map(|field| field.field_type);
            let Some(value) = env.db.row(&model, row).and_then(|row| row.get(name)).filter(|value| ids_of(value).contains(&from)) else {
                continue;
            };
            let mut ids: Vec<i64> = ids_of(value).into_iter().map(|id| if id == from { to } else { id }).collect();
            ids.dedup();
            let value: Value = if kind == Some(FieldType::Many2many) { json!(ids) } else { json!(to) };
            env.db.update(&model, row, [(name.clone(), value)]);
        }
    }
}
