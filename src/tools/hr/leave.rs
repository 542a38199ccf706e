//! Kinds of time off with what is left of them, and the user's requests.

use serde_json::{Value, json};

use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::Find;

/// The model of requests.
pub(super) const MODEL: &str = "hr.leave";

/// The model of kinds.
pub(super) const KIND: &str = "hr.leave.type";

/// Most records.
const MOST: u32 = 80;

/// Every kind that the user may ask for, as Odoo reports it to this user: what is left is the user's own.
pub(super) async fn kinds(odoo: &Odoo) -> Result<Vec<Value>, Failure> {
    let fields = ["name", "request_unit", "requires_allocation", "max_leaves", "virtual_remaining_leaves"];
    odoo.find(&Find { model: KIND, fields: &fields, domain: json!([]), order: "sequence, id", limit: MOST }).await
}

/// Whether days of the kind are given out first: a word before 19, a truth value from then on.
pub(super) fn is_limited(kind: &Value) -> bool {
    matches!(kind.get("requires_allocation"), Some(Value::Bool(true))) || kind.get("requires_allocation").is_some_and(|word| word == "yes")
}

/// What is left of a kind, in its own unit; `None` where there is no limit.
pub(super) fn balance(kind: &Value) -> Option<Value> {
    if !is_limited(kind) {
        return None;
    }
    let unit = if kind.get("request_unit").is_some_and(|unit| unit == "hour") { "hours" } else { "days" };
    Some(json!({"kind": kind.get("name"), "left": kind.get("virtual_remaining_leaves"), "of": kind.get("max_leaves"), "unit": unit}))
}

/// The requests of a domain, the newest first.
pub(super) async fn requests(odoo: &Odoo, domain: Vec<Value>) -> Result<Vec<Value>, Failure> {
    let fields = [
        "holiday_status_id",
        "request_date_from",
        "request_date_to",
        "request_date_from_period",
        "request_unit_half",
        "duration_display",
        "number_of_days",
        "state",
        "name",
    ];
    let find = Find { model: MODEL, fields: &fields, domain: json!(domain), order: "request_date_from desc, id desc", limit: MOST };
    let reported = |mut leave: Value| {
        if let Some(members) = leave.as_object_mut() {
            // Morning or afternoon says something of a half day alone.
            if members.remove("request_unit_half") != Some(json!(true)) {
                members.remove("request_date_from_period");
            }
        }
        leave
    };
    Ok(odoo.find(&find).await?.into_iter().map(reported).collect())
}
