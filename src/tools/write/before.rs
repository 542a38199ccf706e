//! What a dry run shows of the records that would change.

use odoo_sdk::Call;
use serde_json::{Value, json};

use crate::tools::failure::{Failure, Problem};
use crate::tools::{ToolContext, shape};

/// The records as they are now, with these fields; an id that does not exist is an error.
pub(super) async fn records(context: &ToolContext, model: &str, ids: &[u32], fields: &[String]) -> Result<Vec<Value>, Failure> {
    let schema = context.model(model).await?;
    let request = Call::new(model, "read")
        .ids(ids.iter().copied().map(i64::from))
        .named("fields", json!(fields))
        .context(shape::reading_context())
        .read();
    let records = shape::records(&schema, context.send(request).await?);
    let is_there = |id: &u32| records.iter().any(|record| record.get("id").and_then(Value::as_u64) == Some(u64::from(*id)));
    let missing: Vec<Problem> = ids.iter().filter(|id| !is_there(id)).map(|id| missing(model, *id)).collect();
    if missing.is_empty() { Ok(records) } else { Err(Failure::invalid(missing)) }
}

/// Refuses a call without records.
pub(super) fn some(ids: &[u32]) -> Result<(), Failure> {
    match ids {
        [] => Err(Failure::invalid(vec![Problem::new("no_records", "record_ids", "`record_ids` is empty, expected at least one id")])),
        _ => Ok(()),
    }
}

fn missing(model: &str, id: u32) -> Problem {
    Problem::new("missing", "record_ids", format!("`{model}` has no record {id} that this user may see"))
}
