//! What a dry run shows of the records that would change.

use odoo_sdk::Call;
use serde_json::{Value, json};

use crate::error_code::ErrorCode;
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::shape::{self, Shaper};
use crate::tools::{ToolContext, outcome};

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

/// Refuses what makes or presses a dialog without the context that it is opened with: it would do nothing, or to other records.
pub(super) async fn no_dialog(context: &ToolContext, model: &str) -> Result<(), Failure> {
    if !context.odoo.is_transient(model).await? {
        return Ok(());
    }
    let message = format!("`{model}` is a dialog: without the context it is opened with it would not do what it is for");
    let problem = Problem::new(ErrorCode::HasATool, "model", message);
    let hint = format!("use `run_wizard` with the records and the method that opens it, or `method: \"{model}\"` where a menu opens it");
    Err(Failure::invalid(vec![problem.hint(hint)]))
}

/// The fields that a caller wants to see of what is written, checked as those of any reading.
pub(super) async fn shown(context: &ToolContext, model: &str, fields: Option<Vec<String>>) -> Result<Vec<String>, Failure> {
    let fields = fields.unwrap_or_default();
    if !fields.is_empty() {
        context.odoo.check(Operation::Search, model, &mut json!({"fields": fields})).await?;
    }
    Ok(fields)
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

/// `3 records of res.partner (Azure, Gemini, Ready Mat)`, for a question: by name, with state and amount where the model has them. What
/// cannot be read is left out.
pub(crate) async fn named(context: &ToolContext, model: &str, ids: &[u32]) -> String {
    let count = ids.len();
    let records = if count == 1 { "record" } else { "records" };
    let asked: Vec<i64> = ids.iter().copied().take(MOST_NAMES).map(i64::from).collect();
    let read = outcome::named(&context.odoo, model, &asked).await;
    let names: Vec<String> = read.get("records").and_then(Value::as_array).into_iter().flatten().filter_map(outcome::in_words).collect();
    match names.as_slice() {
        [] => format!("{count} {records} of {model}"),
        names if count > names.len() => format!("{count} {records} of {model} ({}; …)", names.join("; ")),
        names => format!("{count} {records} of {model} ({})", names.join("; ")),
    }
}

/// The place of an id in `record_ids`.
pub(super) fn of_ids(at: usize) -> String {
    format!("record_ids[{at}]")
}

/// A record that is not there, or not for this user.
pub(super) fn gone(place: String, model: &str, id: u32) -> Failure {
    Failure::invalid(vec![missing(place, model, id)])
}

fn missing(place: String, model: &str, id: u32) -> Problem {
    let problem = Problem::new(ErrorCode::RecordNotFound, place, format!("`{model}` has no record {id} that this user may see"));
    problem.hint("search for it again: it may have been deleted")
}
