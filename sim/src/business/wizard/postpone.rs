//! The dialog of the sample company's add-on: another date for the routes in the context it is opened with.

use serde_json::{Value, json};

use super::{exactly, set};
use crate::business::{action, text};
use crate::error::Outcome;
use crate::orm::{Env, ids_of};
use crate::python::is_none;

const WIZARD: &str = "delivery.postpone.custom";
const ROUTE: &str = "delivery.route.custom";

/// The routes are in the context alone.
fn routes(env: &Env<'_>) -> Vec<i64> {
    ids_of(env.context.get("postponed_route_ids").unwrap_or(&Value::Null))
}

pub(super) fn open(ids: &[i64]) -> Value {
    action::dialog("Postpone Routes", WIZARD, &json!({ "postponed_route_ids": ids }))
}

pub(super) fn defaults(env: &Env<'_>) -> Value {
    match routes(env) {
        routes if routes.is_empty() => json!({}),
        routes => json!({ "route_ids": exactly(&routes) }),
    }
}

/// Without routes in its context it does nothing, and says that all is well.
pub(super) fn postpone(env: &mut Env<'_>, id: i64) -> Outcome<Value> {
    let routes = routes(env);
    let schema = env.schema(WIZARD)?;
    let (date, reason) = (env.value(&schema, id, "planned_date"), text(env, WIZARD, id, "reason"));
    set(env, ROUTE, &routes, &json!({ "planned_date": date }))?;
    if !is_none(&json!(reason)) && !reason.is_empty() {
        set(env, ROUTE, &routes, &json!({ "note": reason }))?;
    }
    Ok(json!({ "type": "ir.actions.act_window_close" }))
}
