//! Many writes in chunks: each chunk is one call and so one transaction, in order, and the first that fails ends it.
//! What was written, what was not, and where to go on are always reported.

use odoo_sdk::Call;
use odoo_sdk::validate::{Change, Note};
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::remarks::Remarks;
use crate::tools::{ToolContext, ToolOutput, outcome, shape};

/// Most items of one chunk.
pub(super) const CHUNK: usize = 100;

/// Most items of one call.
const MOST_ITEMS: usize = 1_000;

/// Items of the call that are written together.
pub(super) struct Chunk {
    /// How many items.
    pub(super) items: usize,
    /// What writes them.
    pub(super) call: Call,
    /// Their ids, where they have some before they are written.
    pub(super) ids: Vec<i64>,
}

/// What a bulk write is about, for its report.
pub(super) struct Bulk<'a> {
    pub(super) model: &'a str,
    /// Name of the list of ids in the answer.
    pub(super) done: &'static str,
    /// Items before these were written by an earlier call.
    pub(super) from: usize,
    /// All items of the call.
    pub(super) total: usize,
}

/// Refuses an empty list and one that is too long.
pub(super) fn check_length(name: &str, length: usize) -> Result<(), Failure> {
    if (1..=MOST_ITEMS).contains(&length) {
        return Ok(());
    }
    let message = format!("`{name}` has {length} items, expected 1 to {MOST_ITEMS}");
    Err(Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, name, message)]))
}

/// Checks the values of every item, and reports the faults of all together, each where it is in the call.
pub(super) async fn check(
    context: &ToolContext,
    operation: Operation<'_>,
    model: &str,
    items: impl IntoIterator<Item = (String, Map<String, Value>)>,
) -> Result<(Vec<Map<String, Value>>, Remarks), Failure> {
    let (mut checked, mut remarks, mut problems) = (Vec::new(), Remarks::default(), Vec::new());
    for (place, values) in items {
        let mut call = json!({"values": values});
        match context.odoo.check(operation, model, &mut call).await {
            Ok(done) => {
                remarks.beside.made += done.beside.made;
                remarks.beside.deleted += done.beside.deleted;
                remarks.changes.extend(done.changes.into_iter().map(|change| Change { path: moved(&change.path, &place), ..change }));
                remarks.notes.extend(done.notes.into_iter().map(|note| Note { path: moved(&note.path, &place), ..note }));
            }
            // A rule that refuses one item is about the call, not about that item alone.
            Err(failure) if failure.is_of_policy() => return Err(failure.moved("values", &place)),
            Err(failure) => problems.extend(failure.into_problems()?.into_iter().map(|problem| problem.moved("values", &place))),
        }
        checked.push(call.get_mut("values").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default());
    }
    if problems.is_empty() {
        return Ok((checked, remarks));
    }
    Err(Failure::invalid(problems))
}

/// A path within the values of one item, as it is in the call.
fn moved(path: &str, place: &str) -> String {
    path.strip_prefix("values").map_or_else(|| path.to_owned(), |rest| format!("{place}{rest}"))
}

/// Writes the chunks in order.
pub(super) async fn write(context: &ToolContext, bulk: &Bulk<'_>, chunks: Vec<Chunk>) -> Result<ToolOutput, Failure> {
    let (mut ids, mut written) = (Vec::new(), bulk.from);
    for chunk in chunks {
        match context.odoo.send(chunk.call).await {
            Ok(answer) => ids.extend(written_ids(&answer, &chunk.ids)),
            Err(failure) if written == bulk.from && !failure.is_unsure() => return Err(failure),
            Err(failure) => return Ok(cut_short(bulk, &ids, written, chunk.items, &failure)),
        }
        written += chunk.items;
        context.call.progress(written, bulk.total, &format!("{written} of {} written", bulk.total)).await;
    }
    let summary = format!("wrote {} of {} records of {}", written - bulk.from, bulk.total, bulk.model);
    let mut answer = json!({"model": bulk.model, bulk.done: ids, "written": written - bulk.from, "total": bulk.total});
    if let Some(records) = outcome::named(&context.odoo, bulk.model, &ids).await.get_mut("records") {
        shape::set(&mut answer, "records", records.take());
    }
    Ok(ToolOutput::new(answer, summary))
}

/// The ids that a create answered, or those that were written.
fn written_ids(answer: &Value, known: &[i64]) -> Vec<i64> {
    match answer {
        Value::Array(ids) if known.is_empty() => ids.iter().filter_map(Value::as_i64).collect(),
        _ => known.to_vec(),
    }
}

/// The report of a bulk write that ended early.
fn cut_short(bulk: &Bulk<'_>, ids: &[i64], written: usize, items: usize, failure: &Failure) -> ToolOutput {
    let mut answer = json!({
        "model": bulk.model, bulk.done: ids, "written": written - bulk.from, "total": bulk.total,
        "not_written": {"from": written, "to": bulk.total}, "error": failure.to_json(),
    });
    if failure.is_unsure() {
        shape::set(&mut answer, "unknown", json!({"from": written, "to": written + items}));
    } else {
        shape::set(&mut answer, "resume_from", json!(written));
    }
    let summary = format!("wrote {} of {} records of {}, then it failed", written - bulk.from, bulk.total, bulk.model);
    ToolOutput { incomplete: true, ..ToolOutput::new(answer, summary) }
}
