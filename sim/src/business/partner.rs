//! Contacts: names with the company before them, the commercial partner, person or company.

use serde_json::{Value, json};

use super::{Compute, link, text};
use crate::orm::Env;

const MODEL: &str = "res.partner";

pub(super) fn compute(field: &str) -> Option<Compute> {
    Some(match field {
        "complete_name" => |env, id| json!(name(env, id)),
        "commercial_partner_id" => |env, id| json!(commercial(env, id)),
        "commercial_company_name" => |env, id| company_name(env, id),
        "company_type" => |env, id| json!(if is_company(env, id) { "company" } else { "person" }),
        "email_formatted" => |env, id| email(env, id),
        _ => return None,
    })
}

/// `Azure Interior, Brandon Freeman`.
pub(super) fn name(env: &Env<'_>, id: i64) -> String {
    let own = text(env, MODEL, id, "name");
    match link(env, MODEL, id, "parent_id").filter(|_| !is_company(env, id)) {
        Some(parent) => format!("{}, {own}", text(env, MODEL, parent, "name")),
        None => own,
    }
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
