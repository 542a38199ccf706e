//! What a dry run shows of the records that would change.

use odoo_sdk::Call;
use serde_json::{Value, json};

use crate::error_code::ErrorCode;
use crate::tools::ToolContext;
use crate::tools::failure::{Failure, Problem};
use crate::tools::shape::{self, Shaper};

/// Most names in a question.
const MOST_NAMES: usize = 5;

/// The records as they are now, with these fields; an id that does not exist is an error at its place in the call.
pub(super) async fn records(
    context: &ToolContext,
    model: &str,
    ids: &[u32],
    fields: &[String],
    place: impl Fn(usize) -> String,
) -> Result<Vec<Value>, Failure> {
    let schema = context.odoo.model(model).await?;
    let request = Call::new(model, "read")
        .ids(ids.iter().copied().map(i64::from))
        .named("fields", json!(fields))
        .context(shape::reading_context())
        .read();
    let records = Shaper::new(&schema, shape::SHORT_TEXT).records(context.odoo.send(request).await?);
    let is_there = |id: &u32| records.iter().any(|record| record.get("id").and_then(Value::as_u64) == Some(u64::from(*id)));
    let missing = ids.iter().enumerate().filter(|(_, id)| !is_there(id)).map(|(at, id)| missing(place(at), model, *id));
    let missing: Vec<Problem> = missing.collect();
    if missing.is_empty() { Ok(records) } else { Err(Failure::invalid(missing)) }
}

/// Refuses a call without records.
pub(super) fn some(ids: &[u32]) -> Result<(), Failure> {
    match ids {
        [] => {
            Err(Failure::invalid(vec![Problem::new(ErrorCode::NoRecords, "record_ids", "`record_ids` is empty, expected at least one id")]))
        }
        _ => Ok(()),
    }
}

/// `3 records of res.partner (Azure, Gemini, Ready Mat)`, for a question. Reads the names; a name that cannot be read is left out.
pub(super) async fn named(context: &ToolContext, model: &str, ids: &[u32]) -> String {
    let count = ids.len();
    let records = if count == 1 { "record" } else { "records" };
    let asked: Vec<u32> = ids.iter().copied().take(MOST_NAMES).collect();
    let read = self::records(context, model, &asked, &["display_name".to_owned()], of_ids).await.unwrap_or_default();
    let names: Vec<&str> = read.iter().filter_map(|record| record.get("display_name")?.as_str()).collect();
    match names.as_slice() {
        [] => format!("{count} {records} of {model}"),
        names if count > names.len() => format!("{count} {records} of {model} ({}, …)", names.join(", ")),
        names => format!("{count} {records} of {model} ({})", names.join(", ")),
    }
}

/// The place of an id in `record_ids`.
pub(super) fn of_ids(at: usize) -> String {
    format!("record_ids[{at}]")
}

fn missing(place: String, model: &str, id: u32) -> Problem {
    let problem = Problem::new(ErrorCode::RecordNotFound, place, format!("`{model}` has no record {id} that this user may see"));
    problem.hint("search for it again: it may have been deleted")
}
