//! Contacts: names with the company before them, the commercial partner, person or company.

use serde_json::{Value, json};

use super::{Compute, link, text};
use crate::database::Row;
use crate::orm::Env;
use crate::python::is_none;

const MODEL: &str = "res.partner";

pub(super) fn compute(field: &str) -> Option<Compute> {
    Some(match field {
        "complete_name" => |env, id| json!(name(env, id)),
        "commercial_partner_id" => |env, id| json!(commercial(env, id)),
        "commercial_company_name" => |env, id| company_name(env, id),
        "company_type" => |env, id| json!(if is_company(env, id) { "company" } else { "person" }),
        "partner_share" => |env, id| json!(is_shared(env, id)),
        "email_formatted" => |env, id| email(env, id),
        _ => return None,
    })
}

/// `Azure Interior, Brandon Freeman`.
pub(super) fn name(env: &Env<'_>, id: i64) -> String {
    let own = text(env, MODEL, id, "name");
    if is_company(env, id) || link(env, MODEL, id, "parent_id").is_none() {
        return own;
    }
    let own = if own.is_empty() { address_type(env, id) } else { own };
    format!("{}, {own}", text(env, MODEL, commercial(env, id), "name"))
}

/// What stands for the name of an address without one.
fn address_type(env: &Env<'_>, id: i64) -> String {
    let written = text(env, MODEL, id, "type");
    let schema = env.find_schema(MODEL);
    let choices = schema.as_ref().and_then(|schema| schema.fields.get("type")?.selection.as_ref());
    let label = choices.and_then(|choices| choices.values.iter().find(|(choice, _)| *choice == written));
    label.map(|(_, label)| label.trim_end_matches(" Address").to_owned()).unwrap_or_default()
}

/// A contact without an address of its own has that of the record above it.
pub(super) fn complete(env: &Env<'_>, row: &mut Row) {
    const ADDRESS: [&str; 6] = ["street", "street2", "zip", "city", "state_id", "country_id"];
    let is_given = |field: &&str| row.get(*field).is_some_and(|value| !is_none(value));
    let is_contact = row.get("type").and_then(Value::as_str).unwrap_or("contact") == "contact";
    let Some(parent) = row.get("parent_id").and_then(Value::as_i64).filter(|_| is_contact && !ADDRESS.iter().any(|field| is_given(&field)))
    else {
        return;
    };
    let Some(above) = env.db.row(MODEL, parent) else { return };
    row.extend(ADDRESS.iter().filter_map(|field| Some(((*field).to_owned(), above.get(*field)?.clone()))));
}

/// Shared with the outside: no internal user is behind it.
fn is_shared(env: &Env<'_>, id: i64) -> bool {
    let is_internal = |user: i64| crate::accounts::Account::by_id(user).is_some_and(|account| account.has_group("base.group_user"));
    !env.db.rows("res.users").any(|(user, row)| row.get("partner_id").and_then(Value::as_i64) == Some(id) && is_internal(user))
}

fn is_company(env: &Env<'_>, id: i64) -> bool {
    env.find_schema(MODEL).is_some_and(|schema| env.value(&schema, id, "is_company") == Value::Bool(true))
}

/// The company a contact belongs to: the first company upwards, or whoever is at the top.
fn commercial(env: &Env<'_>, id: i64) -> i64 {
    let mut current = id;
    for _ in 0..20 {
        match link(env, MODEL, current, "parent_id").filter(|_| !is_company(env, current)) {
            Some(parent) => current = parent,
            None => break,
        }
    }
    current
}

fn company_name(env: &Env<'_>, id: i64) -> Value {
    let commercial = commercial(env, id);
    if is_company(env, commercial) { json!(text(env, MODEL, commercial, "name")) } else { Value::Bool(false) }
}

fn email(env: &Env<'_>, id: i64) -> Value {
    match text(env, MODEL, id, "email") {
        email if email.is_empty() => Value::Bool(false),
        email => json!(format!("\"{}\" <{email}>", text(env, MODEL, id, "name"))),
    }
}
