//! Answering a dialog and pressing one of its buttons: the record of the dialog is made in the context that belongs to it, then the
//! button's method is called on it, and what happened to it is reported as of any method.

use odoo_sdk::Call;
use serde_json::{Map, Value, json};

use super::dialogs::{Called, Waiting};
use super::form::Form;
use super::{lines, show};
use crate::error_code::ErrorCode;
use crate::tools::ToolContext;
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::outcome::{self, Ran};
use crate::tools::shape;

/// Buttons that only prepare something a person looks at before it counts: they are pressed without a question.
const PREPARES: &[(&str, &str)] = &[
    // A lead becomes an opportunity, which can be changed like any other.
    ("crm.lead2opportunity.partner", "action_apply"),
    // The invoice is a draft.
    ("sale.advance.payment.inv", "create_invoices"),
    // The return is a transfer that nobody validated.
    ("stock.return.picking", "action_create_returns"),
    ("stock.return.picking", "action_create_returns_all"),
    ("stock.return.picking", "create_returns"),
];

/// Most records that a question names.
const MOST_NAMES: usize = 5;

/// What a dialog shows with these answers: links with names, lists as commands.
pub(crate) async fn filled_in(
    context: &ToolContext,
    waiting: &Waiting,
    answers: Map<String, Value>,
) -> Result<Map<String, Value>, Failure> {
    enter(context, waiting);
    let answers = checked(context, waiting, answers).await?;
    Ok(Form::open(&context.odoo, &waiting.opening, &answers).await?.values)
}

/// The record of a dialog as it opens, without a button: what Odoo prepares for it is there then.
pub(crate) async fn made(context: &ToolContext, waiting: &Waiting) -> Result<i64, Failure> {
    enter(context, waiting);
    let form = Form::open(&context.odoo, &waiting.opening, &Map::new()).await?;
    record(context, waiting, form.completed(Map::new())).await
}

/// Answers a dialog and presses a button of it.
pub(crate) async fn press(context: &ToolContext, waiting: &Waiting, answers: Map<String, Value>, method: &str) -> Result<Value, Failure> {
    enter(context, waiting);
    let answers = checked(context, waiting, answers).await?;
    let form = Form::open(&context.odoo, &waiting.opening, &answers).await?;
    let Some(button) = form.buttons().find(|button| button.method == method) else { return Err(no_button(&form, method)) };
    let question = question(context, waiting, &form, &button.label).await;
    let (called, model) = (&waiting.called, waiting.opening.model.as_str());
    let mut answer = json!({"model": called.model, "method": called.method, "pressed": button.label});
    if context.call.dry_run() {
        shape::set(&mut answer, "dry_run", json!(true));
        shape::set(&mut answer, "would_do", json!(question));
        return Ok(answer);
    }
    if !PREPARES.contains(&(model, method)) {
        context.confirm(&format!("{question}?")).await?;
    }
    let id = record(context, waiting, form.completed(answers)).await?;
    let call = Call::new(model, method).ids([id]);
    let result = context.odoo.send_within(call, &waiting.opening.context).await?;
    let ran = Ran { model, method, ids: &[] };
    let next = outcome::report(context, &ran, result, &mut answer).await?;
    records(context, called, &mut answer).await;
    if let Some(next) = next {
        show::show(context, called.clone(), next, &mut answer).await?;
    }
    Ok(answer)
}

/// Goes on in the dialog, which is about the records that Odoo says, or else about those that it was opened on.
fn enter(context: &ToolContext, waiting: &Waiting) {
    context.odoo.enter(&waiting.opening.model, show::about(&waiting.opening, &waiting.called));
}

/// The answers in the form in which they are written, each checked as any value is.
async fn checked(context: &ToolContext, waiting: &Waiting, answers: Map<String, Value>) -> Result<Map<String, Value>, Failure> {
    if answers.is_empty() {
        return Ok(answers);
    }
    let mut values = Map::new();
    let has_lines = |value: &Value| value.as_array().is_some_and(|items| items.iter().any(|item| item.get("line").is_some()));
    let form = match answers.values().any(has_lines) {
        true => Some(Form::open(&context.odoo, &waiting.opening, &Map::new()).await?),
        false => None,
    };
    for (name, answer) in answers {
        let answer = match &form {
            Some(form) => changed_lines(context, form, &name, answer).await?,
            None => answer,
        };
        values.insert(name, answer);
    }
    let mut call = json!({"values": values});
    let checked = context.odoo.check(Operation::Write, &waiting.opening.model, &mut call).await;
    checked.map_err(|failure| failure.moved("values", "answers"))?;
    Ok(call.get_mut("values").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default())
}

/// An answer by numbers of lines, as commands over the lines that the form shows.
async fn changed_lines(context: &ToolContext, form: &Form, name: &str, answer: Value) -> Result<Value, Failure> {
    let relation = form.schema.fields.get(name).and_then(|field| field.relation.as_deref());
    let Some((relation, filled_in)) = relation.zip(form.values.get(name)) else { return Ok(answer) };
    let linked = context.odoo.model(relation).await?;
    lines::answered(name, filled_in, answer, &|column| linked.fields.get(column).is_some_and(|field| field.store))
}

/// `Create Payment in the dialog Pay for INV/2026/00004 (Journal: Bank; Amount: 31750.00)`.
async fn question(context: &ToolContext, waiting: &Waiting, form: &Form, label: &str) -> String {
    let called = &waiting.called;
    let title = waiting.opening.title.as_deref().unwrap_or(&form.schema.label);
    let named = outcome::named(&context.odoo, &called.model, &called.ids).await;
    let records = named.get("records").and_then(Value::as_array).into_iter().flatten();
    let names: Vec<String> = records.filter_map(outcome::in_words).take(MOST_NAMES).collect();
    let on = if names.is_empty() { format!("{} records of {}", called.ids.len(), called.model) } else { names.join("; ") };
    let more = if called.ids.len() > names.len() && !names.is_empty() { ", …" } else { "" };
    match show::in_words(form) {
        values if values.is_empty() => format!("{label} in the dialog `{title}` for {on}{more}"),
        values => format!("{label} in the dialog `{title}` for {on}{more} ({values})"),
    }
}

/// The record of the dialog with the answers in it.
async fn record(context: &ToolContext, waiting: &Waiting, answers: Map<String, Value>) -> Result<i64, Failure> {
    let opening = &waiting.opening;
    if let Some(id) = opening.record {
        if !answers.is_empty() {
            context.odoo.send_within(Call::write(&opening.model, [id], answers), &opening.context).await?;
        }
        return Ok(id);
    }
    let created = context.odoo.send_within(Call::create(&opening.model, [answers]), &opening.context).await?;
    let id = outcome::ids_of(&created, Vec::new()).first().copied();
    id.ok_or_else(|| Failure::unsure("the dialog was made without an id"))
}

/// The records that the dialog was opened for, as they are now; those that are gone, such as merged ones, are named.
async fn records(context: &ToolContext, called: &Called, answer: &mut Value) {
    let mut named = outcome::named(&context.odoo, &called.model, &called.ids).await;
    let Some(records) = named.get_mut("records").map(Value::take) else { return };
    let is_there = |id: &&i64| records.as_array().into_iter().flatten().any(|record| record.get("id") == Some(&json!(id)));
    let gone: Vec<&i64> = called.ids.iter().filter(|id| !is_there(id)).collect();
    if !gone.is_empty() && called.ids.len() <= records.as_array().map_or(0, Vec::len) + gone.len() {
        shape::set(answer, "gone", json!(gone));
    }
    shape::set(answer, "records", records);
}

fn no_button(form: &Form, method: &str) -> Failure {
    let buttons: Vec<String> = form.buttons().map(|button| format!("`{}` ({})", button.method, button.label)).collect();
    let problem = Problem::new(ErrorCode::WrongValue, "press", format!("the dialog shows no button `{method}` with these answers"));
    Failure::invalid(vec![problem.hint(format!("its buttons are {}", buttons.join(", ")))])
}
