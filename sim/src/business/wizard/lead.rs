//! A lead becomes an opportunity, with a customer that is there, a new one, or none.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::{active_ids, create, set};
use crate::business::{link, text};
use crate::error::{OdooError, Outcome};
use crate::orm::Env;

const WIZARD: &str = "crm.lead2opportunity.partner";
const LEAD: &str = "crm.lead";

pub(super) fn defaults(env: &Env<'_>) -> Value {
    match active_ids(env).first() {
        Some(lead) => json!({ "force_assignment": true, "lead_id": lead }),
        None => json!({ "force_assignment": true }),
    }
}

pub(super) fn computed(env: &Env<'_>, id: i64) -> Value {
    let Some(lead) = link(env, WIZARD, id, "lead_id") else { return json!({}) };
    let known = link(env, LEAD, lead, "partner_id").or_else(|| known_customer(env, &text(env, LEAD, lead, "email_from")));
    let may_create = !text(env, LEAD, lead, "contact_name").is_empty() || !text(env, LEAD, lead, "partner_name").is_empty();
    json!({
        "name": "convert", "partner_id": known, "user_id": link(env, LEAD, lead, "user_id").unwrap_or(env.account.user_id),
        "team_id": link(env, LEAD, lead, "team_id"),
        "action": match (known, may_create) {
            (Some(_), _) => "exist",
            (None, true) => "create",
            (None, false) if env.series() == Series::V19 => "exist",
            (None, false) => "nothing",
        },
    })
}

fn known_customer(env: &Env<'_>, email: &str) -> Option<i64> {
    let same = |row: &crate::database::Row| row.get("email").and_then(Value::as_str) == Some(email);
    env.db.rows("res.partner").find(|(_, row)| !email.is_empty() && same(row)).map(|(id, _)| id)
}

pub(super) fn apply(env: &mut Env<'_>, id: i64) -> Outcome<Value> {
    let lead = link(env, WIZARD, id, "lead_id").ok_or_else(|| OdooError::user("The lead is gone."))?;
    if text(env, WIZARD, id, "name") == "merge" {
        return Err(OdooError::no_business_code(WIZARD, "action_apply with a merge"));
    }
    let customer = match text(env, WIZARD, id, "action").as_str() {
        "exist" => link(env, WIZARD, id, "partner_id").or_else(|| link(env, LEAD, lead, "partner_id")),
        "create" => Some(new_customer(env, lead)?),
        _ => link(env, LEAD, lead, "partner_id"),
    };
    let values = json!({
        "type": "opportunity", "date_conversion": env.db.clock.now_text(), "partner_id": customer,
        "user_id": link(env, WIZARD, id, "user_id"),
    });
    set(env, LEAD, &[lead], &values)?;
    Ok(json!({
        "name": "Lead or Opportunity", "type": "ir.actions.act_window", "res_model": LEAD, "view_mode": "form", "view_id": false,
        "res_id": lead, "domain": [["type", "=", "opportunity"]], "context": { "default_type": "opportunity" },
    }))
}

/// The contact that the lead names, below the company that it names.
fn new_customer(env: &mut Env<'_>, lead: i64) -> Outcome<i64> {
    let of = |field: &str| text(env, LEAD, lead, field);
    let (company, person, email) = (of("partner_name"), of("contact_name"), of("email_from"));
    let name = if person.is_empty() { of("name") } else { person.clone() };
    let above = if company.is_empty() { None } else { Some(create(env, "res.partner", &json!({ "name": company, "is_company": true }))?) };
    match above.filter(|_| person.is_empty()) {
        Some(company) => Ok(company),
        None => create(env, "res.partner", &json!({ "name": name, "email": email, "parent_id": above })),
    }
}
