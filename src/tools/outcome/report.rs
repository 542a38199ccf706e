//! The answer of a method or of a dialog's button: what came back, what it opened, and the records as they are now.

use serde_json::{Value, json};

use super::action::{self, Meaning, Opening};
use super::now;
use super::returned::{self, Returned};
use crate::tools::ToolContext;
use crate::tools::failure::Failure;
use crate::tools::shape;

/// Said where nothing shows what was done.
const UNSURE: &str = "it ran; read the record before it is repeated";

/// A method that ran.
#[derive(Debug)]
pub(crate) struct Ran<'a> {
    pub(crate) model: &'a str,
    pub(crate) method: &'a str,
    pub(crate) ids: &'a [i64],
}

/// Adds to an answer what happened to a method; the window that it opened and that may wait for an answer comes back.
pub(crate) async fn report(context: &ToolContext, ran: &Ran<'_>, result: Value, answer: &mut Value) -> Result<Option<Opening>, Failure> {
    let opened = match returned::read(ran.method, result) {
        Returned::Nothing => None,
        Returned::Value(value) => {
            value_into(answer, value, context.call.settings().budget);
            None
        }
        Returned::Records { model, ids } => {
            records_into(context, ran, model, &ids, answer).await;
            None
        }
        Returned::Action(found) => action_into(context, ran, answer, action::read(ran.model, &found)).await?,
    };
    if !ran.ids.is_empty() {
        now_into(context, ran, answer).await;
    }
    Ok(opened)
}

fn value_into(answer: &mut Value, value: Value, budget: usize) {
    let bytes = shape::size_of(&value);
    if bytes > budget {
        shape::push(answer, "left_out", json!({"what": "the result is too large", "bytes": bytes}));
    } else {
        shape::set(answer, "result", value);
    }
}

/// Ids of no known model are of the model that was called or of another: they are shown as they came.
async fn records_into(context: &ToolContext, ran: &Ran<'_>, model: Option<String>, ids: &[i64], answer: &mut Value) {
    let made = match model {
        Some(model) => now::named(&context.odoo, &model, ids).await,
        None if ids.iter().all(|id| ran.ids.contains(id)) => return,
        None => json!({"ids": ids}),
    };
    shape::push(answer, "made", made);
}

async fn action_into(context: &ToolContext, ran: &Ran<'_>, answer: &mut Value, meaning: Meaning) -> Result<Option<Opening>, Failure> {
    match meaning {
        Meaning::Closed => {}
        Meaning::Unsure => shape::set(answer, "note", json!(UNSURE)),
        Meaning::Notice(text) => shape::set(answer, "notice", json!(shape::cut(&text, shape::SHORT_TEXT))),
        Meaning::Url(url) => shape::set(answer, "opened", json!({"url": url})),
        Meaning::Report(name) => shape::set(answer, "opened", json!({"report": name})),
        // A dialog that stays open shows itself.
        Meaning::Records { model, .. } if model == ran.model && ran.ids.is_empty() => {}
        Meaning::Records { model, ids } => shape::push(answer, "made", now::named(&context.odoo, &model, &ids).await),
        Meaning::Window(opening) => return window_into(context, answer, opening).await,
    }
    Ok(None)
}

/// A window on a transient model waits for an answer. On any other model it shows what was made, or offers a form to fill in.
async fn window_into(context: &ToolContext, answer: &mut Value, opening: Opening) -> Result<Option<Opening>, Failure> {
    if context.odoo.is_transient(&opening.model).await? {
        return Ok(Some(opening));
    }
    match opening.record {
        Some(id) => shape::push(answer, "made", now::named(&context.odoo, &opening.model, &[id]).await),
        None => {
            shape::set(answer, "opened", json!({"model": opening.model, "title": opening.title}));
            shape::set(answer, "note", json!(UNSURE));
        }
    }
    Ok(None)
}

/// The records of the call as they are now; those that are there no more are named.
async fn now_into(context: &ToolContext, ran: &Ran<'_>, answer: &mut Value) {
    let records = now::read(&context.odoo, ran.model, ran.ids, &[]).await;
    if !records.is_empty() {
        shape::set(answer, "records", Value::Array(records));
    }
}
