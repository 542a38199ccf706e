//! Leads and tasks: stages. Scoring is left out: a probability is what was written, 100 in a won stage.

use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::{link, linked};
use crate::call::Arguments;
use crate::database::Row;
use crate::error::Outcome;
use crate::orm::Env;
use crate::python::is_none;

/// What a lead is called after its customer, and its first stage.
pub(super) fn complete(env: &Env<'_>, row: &mut Row) {
    let customer = row.get("partner_id").and_then(Value::as_i64);
    if let Some(customer) = customer.filter(|_| row.get("name").is_none_or(is_none)) {
        row.insert("name".to_owned(), json!(format!("{}'s opportunity", super::text(env, "res.partner", customer, "name"))));
    }
    complete_stage(env, "crm.lead", row);
}

/// The first stage: of the pipeline for a lead, of its project for a task.
pub(super) fn complete_stage(env: &Env<'_>, model: &str, row: &mut Row) {
    if row.get("stage_id").is_some_and(|stage| !is_none(stage)) {
        return;
    }
    let stages = match model {
        "crm.lead" => env.db.rows("crm.stage").map(|(id, _)| id).collect(),
        _ => row.get("project_id").and_then(Value::as_i64).map(|id| linked(env, "project.project", id, "type_ids")).unwrap_or_default(),
    };
    if let Some(first) = stages.first() {
        row.insert("stage_id".to_owned(), json!(first));
    }
}

/// A lead in a won stage is certain.
pub(super) fn after_write(env: &mut Env<'_>, ids: &[i64]) {
    for id in ids {
        if link(env, "crm.lead", *id, "stage_id").is_some_and(|stage| is_won(env, stage)) {
            env.db.update("crm.lead", *id, [("probability".to_owned(), json!(100.0))]);
        }
    }
}

fn is_won(env: &Env<'_>, stage: i64) -> bool {
    env.db.row("crm.stage", stage).and_then(|row| row.get("is_won")) == Some(&Value::Bool(true))
}

pub(super) fn call(env: &mut Env<'_>, schema: &ModelSchema, method: &str, call: &Arguments) -> Option<Outcome<Value>> {
    let values = match method {
        "action_set_won" | "action_set_won_rainbowman" => won(env),
        "action_set_lost" => {
            let mut values = call.values.clone();
            values.extend([("active".to_owned(), json!(false)), ("probability".to_owned(), json!(0.0))]);
            values
        }
        _ => return None,
    };
    let given = if method == "action_set_lost" { Value::Null } else { json!(true) };
    Some(env.check_exist(schema, &call.ids).and_then(|()| env.write(schema, &call.ids, &values)).map(|()| given))
}

fn won(env: &Env<'_>) -> Map<String, Value> {
    let stage = env.db.rows("crm.stage").map(|(id, _)| id).find(|id| is_won(env, *id));
    let mut values = Map::from_iter([("active".to_owned(), json!(true)), ("probability".to_owned(), json!(100.0))]);
    values.extend(stage.map(|stage| ("stage_id".to_owned(), json!(stage))));
    values
}
