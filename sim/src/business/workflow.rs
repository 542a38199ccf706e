//! Documents that move from state to state: which method leads from where to where. What else Odoo does on the way (moves, entries,
//! mails) is left out.

use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::text;
use crate::call::Arguments;
use crate::error::{OdooError, Outcome};
use crate::orm::Env;

/// One step of a workflow.
struct Step {
    model: &'static str,
    method: &'static str,
    from: &'static [&'static str],
    to: &'static str,
    /// What is said of records in another state; where nothing is said they stay as they are.
    refusal: Option<&'static str>,
}

const fn step(
    model: &'static str,
    method: &'static str,
    from: &'static [&'static str],
    to: &'static str,
    refusal: Option<&'static str>,
) -> Step {
    Step { model, method, from, to, refusal }
}

const STEPS: [Step; 17] = [
    step("sale.order", "action_cancel", &["draft", "sent", "sale"], "cancel", None),
    step("sale.order", "action_draft", &["cancel", "sent"], "draft", None),
    step("sale.order", "action_quotation_sent", &["draft"], "sent", Some("Only a draft can be marked as sent.")),
    step("purchase.order", "button_confirm", &["draft", "sent"], "purchase", None),
    step("purchase.order", "button_cancel", &["draft", "sent", "to approve", "purchase"], "cancel", None),
    step("purchase.order", "button_draft", &["cancel"], "draft", None),
    step(
        "account.move",
        "button_draft",
        &["posted", "cancel"],
        "draft",
        Some("Only a posted or cancelled entry can become a draft again."),
    ),
    step("account.move", "button_cancel", &["draft"], "cancel", Some("Only a draft entry can be cancelled.")),
    step("stock.picking", "action_confirm", &["draft"], "confirmed", None),
    step("stock.picking", "action_assign", &["draft", "waiting", "confirmed"], "assigned", Some("The transfer waits for nothing.")),
    step("stock.picking", "button_validate", &["assigned"], "done", Some("The transfer is not ready: reserve its quantities first.")),
    step(
        "stock.picking",
        "action_cancel",
        &["draft", "waiting", "confirmed", "assigned"],
        "cancel",
        Some("The transfer is done and stays so."),
    ),
    step("hr.leave", "action_confirm", &["draft"], "confirm", Some("Only a draft request can be submitted.")),
    step("hr.leave", "action_approve", &["confirm"], "validate", Some("Only a request that waits for approval can be approved.")),
    step(
        "hr.leave",
        "action_validate",
        &["confirm", "validate1"],
        "validate",
        Some("Only a request that waits for approval can be validated."),
    ),
    step(
        "hr.leave",
        "action_refuse",
        &["confirm", "validate1", "validate"],
        "refuse",
        Some("Only a submitted or approved request can be refused."),
    ),
    step(
        "hr.leave",
        "action_draft",
        &["confirm", "refuse"],
        "draft",
        Some("Only a submitted or refused request can become a draft again."),
    ),
];

/// Steps that give nothing back.
const SILENT: [(&str, &str); 3] =
    [("sale.order", "action_quotation_sent"), ("account.move", "button_draft"), ("account.move", "button_cancel")];

/// Carries out a step; `None` where the method is not one.
pub(super) fn call(env: &mut Env<'_>, schema: &ModelSchema, method: &str, call: &Arguments) -> Option<Outcome<Value>> {
    let step = STEPS.iter().find(|step| step.model == schema.model && step.method == method)?;
    Some(take(env, schema, step, &call.ids))
}

fn take(env: &mut Env<'_>, schema: &ModelSchema, step: &Step, ids: &[i64]) -> Outcome<Value> {
    env.check_access(schema, crate::orm::access::Operation::Write)?;
    env.check_exist(schema, ids)?;
    let ready = |id: &i64| step.from.contains(&text(env, step.model, *id, "state").as_str());
    let (ready, others): (Vec<i64>, Vec<i64>) = ids.iter().partition(|id| ready(id));
    if let Some(refusal) = step.refusal.filter(|_| !others.is_empty()) {
        return Err(OdooError::user(refusal));
    }
    env.write(schema, &ready, &Map::from_iter([("state".to_owned(), json!(step.to))]))?;
    Ok(if SILENT.contains(&(step.model, step.method)) { Value::Null } else { Value::Bool(true) })
}
