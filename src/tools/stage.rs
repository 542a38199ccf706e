//! Stages of tasks and tickets: found by name, and moved to.

use odoo_sdk::Call;
use serde_json::{Map, Value, json};

use super::context::Odoo;
use super::failure::Failure;
use super::find::Find;
use super::own;

/// Most stages.
const MOST: u32 = 100;

/// The stage of a name, of those of a domain; a word that one stage alone has is enough.
pub(crate) async fn named(odoo: &Odoo, model: &str, domain: Value, named: &str) -> Result<Value, Failure> {
    let find = Find { model, fields: &["name"], domain, order: "sequence, id", limit: MOST };
    let stages = odoo.find(&find).await?;
    let lower = named.trim().to_lowercase();
    let name = |stage: &Value| stage.get("name").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let exact = stages.iter().find(|stage| name(stage) == lower);
    let parts: Vec<&Value> = stages.iter().filter(|stage| begins_a_word(&name(stage), &lower)).collect();
    let only = parts.first().filter(|_| parts.len() == 1).copied();
    exact.or(only).cloned().ok_or_else(|| unknown(&stages, named))
}

/// The domain of the stages of a task's project; those of nobody's where it has none.
pub(crate) async fn of_project(odoo: &Odoo, project: Option<&Value>) -> Result<Value, Failure> {
    let Some(project) = project.map(own::id_of) else { return Ok(json!([["project_ids", "=", false]])) };
    let project = odoo.find_one("project.project", &["type_ids"], json!([["id", "=", project]]), "project of the task").await?;
    Ok(json!([["id", "in", project.get("type_ids").cloned().unwrap_or_else(|| json!([]))]]))
}

/// Whether a part of a name begins one of its words.
pub(crate) fn begins_a_word(name: &str, part: &str) -> bool {
    name.starts_with(part) || name.contains(&format!(" {part}"))
}

/// Writes the stage; the record as it is then is read by whoever asked.
pub(crate) async fn move_to(odoo: &Odoo, model: &str, id: i64, stage: &Value) -> Result<(), Failure> {
    let values = Map::from_iter([("stage_id".to_owned(), json!(own::id_of(stage)))]);
    odoo.send(Call::write(model, [id], values)).await.map(drop)
}

fn unknown(stages: &[Value], named: &str) -> Failure {
    let names: Vec<String> = stages.iter().filter_map(|stage| Some(format!("`{}`", stage.get("name")?.as_str()?))).collect();
    own::wrong("stage", format!("`stage` is `{named}`, expected one of {}", names.join(", ")))
}
