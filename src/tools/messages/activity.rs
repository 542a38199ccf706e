//! Activities as an answer shows them: what is to be done, by when, and on which record.

use serde_json::{Value, json};

use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::Find;
use crate::tools::shape;

/// The model of activities.
pub(super) const MODEL: &str = "mail.activity";

const FIELDS: [&str; 9] = ["activity_type_id", "summary", "note", "date_deadline", "state", "res_model", "res_id", "res_name", "user_id"];

/// The activities of a domain, the most urgent first.
pub(super) async fn of(odoo: &Odoo, domain: Value, limit: u32) -> Result<Vec<Value>, Failure> {
    let find = Find { model: MODEL, fields: &FIELDS, domain, order: "date_deadline, id", limit };
    Ok(odoo.find(&find).await?.into_iter().map(reported).collect())
}

/// With its record in one place.
fn reported(mut activity: Value) -> Value {
    let Some(members) = activity.as_object_mut() else { return activity };
    let on = [("model", "res_model"), ("id", "res_id"), ("name", "res_name")];
    let on: serde_json::Map<String, Value> =
        on.into_iter().filter_map(|(name, field)| Some((name.to_owned(), members.remove(field)?))).collect();
    // One's own to-do is about nothing.
    let is_about_something = on.contains_key("model");
    let kind = members.remove("activity_type_id").and_then(|kind| kind.get("name").cloned());
    members.extend(kind.map(|kind| ("type".to_owned(), kind)));
    if is_about_something {
        shape::set(&mut activity, "on", json!(on));
    }
    activity
}
