//! `run_wizard`: a dialog that a method or a menu opens, from opening it to pressing its button.

use std::sync::Arc;

use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{before, effects};
use crate::error_code::ErrorCode;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Origin, Problem};
use crate::tools::outcome::{Opening, Ran, report};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::wizard::{self, Called, Waiting};
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct RunWizard;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model of the records, for example `account.move`.
    model: Option<String>,
    /// Method that opens it, or its own model where a menu does, such as `sale.advance.payment.inv`.
    method: Option<String>,
    /// Ids of the records.
    record_ids: Option<Vec<u32>>,
    /// Handle of a dialog that waits, in place of the three above.
    dialog: Option<String>,
    /// Values of its fields; lines by number, `[{"line": 1, …}]`.
    #[schemars(schema_with = "any_object")]
    #[serde(default)]
    answers: Option<Map<String, Value>>,
    /// Button to press; without it the dialog is only shown.
    press: Option<String>,
}

impl TypedTool for RunWizard {
    const NAME: &'static str = "run_wizard";
    const TITLE: &'static str = "Run a dialog";
    const DESCRIPTION: &'static str = "Open, answer and finish a dialog: payment, back order, credit note, sending.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("method", "string", true),
        ("records", "array", false),
        ("made", "array", false),
        ("dialog", "object", false),
        ("result", "any", false),
        ("opened", "object", false),
        ("notice", "string", false),
        ("note", "string", false),
        ("gone", "array", false),
        ("pressed", "string", false),
        ("would_do", "string", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Executes, Toolset::Write).with([Use::Records, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, method, record_ids, dialog, answers, press } = arguments;
        let answers = answers.unwrap_or_default();
        let (handle, waiting) = match (dialog, model, method) {
            (Some(handle), _, _) => {
                let waiting = waiting(context, &handle).await?;
                (handle, waiting)
            }
            (None, Some(model), Some(method)) => {
                let ids = record_ids.unwrap_or_default();
                before::some(&ids)?;
                let called = Called { model, method, ids: ids.into_iter().map(i64::from).collect() };
                match opened(context, called, press.is_some()).await? {
                    Opened::Waits(handle, waiting) => (handle, waiting),
                    Opened::Done(answer) => return Ok(ToolOutput::new(answer, "no dialog was opened")),
                }
            }
            (None, _, _) => return Err(nothing_named()),
        };
        // A confirmation is for one question: that of the method that opened the dialog was another.
        let Some(press) = press.filter(|_| !context.call.confirmation().is_used()) else {
            let mut answer = json!({"model": waiting.called.model, "method": waiting.called.method});
            context.call.dialogs().forget(&handle);
            wizard::show(context, waiting.called.clone(), waiting.opening.clone(), &mut answer).await?;
            return Ok(ToolOutput::new(answer, "the dialog waits for an answer"));
        };
        let answer = wizard::press(context, &waiting, answers, &press).await?;
        if !context.call.dry_run() {
            context.call.dialogs().forget(&handle);
        }
        Ok(ToolOutput::new(answer, format!("pressed {press} in a dialog of {}", waiting.called.model)))
    }
}

/// What opening brought.
enum Opened {
    /// A dialog, with its handle.
    Waits(String, Arc<Waiting>),
    /// The method ran and opened none.
    Done(Value),
}

async fn waiting(context: &ToolContext, handle: &str) -> Result<Arc<Waiting>, Failure> {
    let identity = context.odoo.identity().await?;
    context.call.dialogs().get(&identity, handle).ok_or_else(|| {
        Failure::new(ErrorCode::RecordNotFound, Origin::Caller, "no dialog with this handle waits for you")
            .hint("open it again with `model`, `method` and `record_ids`")
    })
}

/// Opens the dialog. One that the same call opened before and that still waits is taken where it is answered now.
async fn opened(context: &ToolContext, called: Called, is_answered: bool) -> Result<Opened, Failure> {
    let identity = context.odoo.identity().await?;
    if let Some((handle, waiting)) = context.call.dialogs().of(&identity, &called).filter(|_| is_answered) {
        return Ok(Opened::Waits(handle, waiting));
    }
    let mut answer = json!({"model": called.model, "method": called.method});
    let opening = match called.method.contains('.') {
        true => Some(of_menu(context, &called).await?),
        false if context.call.dry_run() => {
            shape::set(&mut answer, "dry_run", json!(true));
            shape::set(&mut answer, "note", json!("the method that opens the dialog was not run"));
            return Ok(Opened::Done(answer));
        }
        false => by_method(context, &called, &mut answer).await?,
    };
    let Some(opening) = opening else { return Ok(Opened::Done(answer)) };
    let handle = context.call.dialogs().keep(&identity, called, opening).ok_or_else(no_randomness)?;
    let waiting = waiting(context, &handle).await?;
    Ok(Opened::Waits(handle, waiting))
}

/// The dialog that a method opens, where the same call opened one before that still waits, that one. A method that opens none is a
/// failure: what it did instead is not what was asked.
pub(in crate::tools) async fn dialog_of(context: &ToolContext, called: Called) -> Result<(String, Arc<Waiting>), Failure> {
    let identity = context.odoo.identity().await?;
    if let Some(found) = context.call.dialogs().of(&identity, &called) {
        return Ok(found);
    }
    let Some(opening) = by_method(context, &called, &mut json!({})).await? else {
        let message = format!("`{}` of `{}` opened no dialog", called.method, called.model);
        return Err(Failure::new(ErrorCode::UnexpectedAnswer, Origin::Odoo, message).hint("read the record before it is repeated"));
    };
    let handle = context.call.dialogs().keep(&identity, called, opening).ok_or_else(no_randomness)?;
    let waiting = waiting(context, &handle).await?;
    Ok((handle, waiting))
}

/// A dialog that a menu opens has no context but the records it is opened for.
async fn of_menu(context: &ToolContext, called: &Called) -> Result<Opening, Failure> {
    if !context.odoo.is_transient(&called.method).await? {
        let message = format!("`{}` is not the model of a dialog", called.method);
        return Err(Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "method", message)]));
    }
    context.odoo.model(&called.model).await?;
    Ok(Opening { model: called.method.clone(), context: active(called), ..Opening::default() })
}

/// The dialog that a method opens; what the method did without one is in the answer.
async fn by_method(context: &ToolContext, called: &Called, answer: &mut Value) -> Result<Option<Opening>, Failure> {
    super::execute_method::known(&called.method)?;
    let mut call = json!({"ids": called.ids, "args": [], "kwargs": {}});
    context.odoo.check(Operation::Method(&called.method), &called.model, &mut call).await?;
    if effects::asks(&called.model, &called.method, &Map::new(), &context.call.settings().irreversible) {
        let ids: Vec<u32> = called.ids.iter().filter_map(|id| u32::try_from(*id).ok()).collect();
        super::execute_method::confirm(context, &called.model, &called.method, &ids).await?;
    }
    let result = context.odoo.send(Call::new(&called.model, &called.method).ids(called.ids.iter().copied())).await?;
    let ran = Ran { model: &called.model, method: &called.method, ids: &called.ids };
    let opening = report(context, &ran, result, answer).await?;
    Ok(opening.map(|opening| in_place(opening, called)))
}

/// With the records it was opened for, as a client adds them.
pub(super) fn in_place(opening: Opening, called: &Called) -> Opening {
    let mut whole = active(called);
    whole.extend(opening.context);
    Opening { context: whole, ..opening }
}

fn active(called: &Called) -> Map<String, Value> {
    let first = called.ids.first().map_or(Value::Null, |id| json!(id));
    [("active_model", json!(called.model)), ("active_id", first), ("active_ids", json!(called.ids))]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn nothing_named() -> Failure {
    let message = "expected `model`, `method` and `record_ids`, or the handle of a `dialog`";
    Failure::invalid(vec![Problem::new(IssueCode::MissingArgument, "model", message)])
}

fn no_randomness() -> Failure {
    Failure::new(ErrorCode::Internal, Origin::Gateway, "the system gives no random numbers, so no dialog can be kept")
}
