//! `execute_method`: any public method of business logic, such as `action_confirm`.

mod activity;
mod known;
mod message;

pub(super) use known::check as known;

use odoo_sdk::schema::{MethodSchema, Parameter, ParameterKind, SchemaSource};
use odoo_sdk::{Api, Call};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::run_wizard::in_place;
use super::{before, effects};
use crate::error_code::ErrorCode;
use crate::tools::arguments::{any_list, any_object};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::outcome::{Ran, report};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::wizard::{self, Called};
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape, unknown};

/// The tool.
pub(crate) struct ExecuteMethod;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Public method, for example `action_confirm`.
    method: String,
    /// Ids of the records; not for a method of the model itself.
    record_ids: Option<Vec<u32>>,
    /// Positional arguments after the ids.
    #[schemars(schema_with = "any_list")]
    #[serde(default)]
    args: Option<Vec<Value>>,
    /// Named arguments.
    #[schemars(schema_with = "any_object")]
    #[serde(default)]
    kwargs: Option<Map<String, Value>>,
}

impl TypedTool for ExecuteMethod {
    const NAME: &'static str = "execute_method";
    const TITLE: &'static str = "Execute a method";
    const DESCRIPTION: &'static str = "Run business logic, such as confirming an order; not for reading or writing fields.";
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
        ("call", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Executes, Toolset::Write).with([Use::Records, Use::Method, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, method, record_ids, args, kwargs } = arguments;
        known::check(&method)?;
        if record_ids.is_some() {
            before::no_dialog(context, &model).await?;
        }
        some(record_ids.as_deref())?;
        let mut call = json!({"args": args.unwrap_or_default(), "kwargs": kwargs.unwrap_or_default()});
        if let Some(ids) = &record_ids {
            shape::set(&mut call, "ids", json!(ids));
        }
        let checked = context.odoo.check(Operation::Method(&method), &model, &mut call).await;
        let mut remarks = match checked {
            Err(failure) if failure.code() == ErrorCode::MethodNotAllowed => return Err(misspelt(context, &model, &method, failure).await?),
            checked => checked?,
        };
        message::check(&method, call.get("kwargs"))?;
        remarks.notes.extend(activity::belongs_to_caller(context, &method, &mut call).await?);
        let signature = signature(context, &model, &method).await?;
        let request = request(context, &model, &method, signature.as_ref(), &call).await?;
        let mut answer = json!({"model": model, "method": method});
        if context.call.dry_run() {
            shape::set(&mut answer, "dry_run", json!(true));
            shape::set(&mut answer, "call", json!({"record_ids": record_ids, "args": call.get("args"), "kwargs": call.get("kwargs")}));
            if signature.is_none() {
                let failure = unknown(context, &model, &method).await?;
                shape::set(&mut answer, "notes", json!([failure.to_json()]));
            }
            return Ok(ToolOutput::new(answer, format!("would run {method} on {model}")));
        }
        let ids = record_ids.as_deref().unwrap_or_default();
        let named = call.get("kwargs").and_then(Value::as_object).cloned().unwrap_or_default();
        let has_effect = effects::asks(&model, &method, &named, &context.call.settings().irreversible);
        if context.call.must_confirm() && (has_effect || asks_on_screen(context, &model, &method).await?) {
            if signature.is_none() {
                not_misspelt(unknown(context, &model, &method).await?)?;
            }
            confirm(context, &model, &method, ids).await?;
        } else {
            context.confirm_many(ids.len(), &format!("Run `{method}` on {model}:")).await?;
        }
        let mut result = match context.odoo.send_in_part(request).await {
            Err(failure) if failure.code() == ErrorCode::NotInThisOdoo && signature.is_none() => {
                return Err(unknown(context, &model, &method).await?);
            }
            sent => sent?,
        };
        let ids: Vec<i64> = record_ids.unwrap_or_default().into_iter().map(i64::from).collect();
        let ran = Ran { model: &model, method: &method, ids: &ids };
        if result.left_out > 0 {
            shape::push(&mut answer, "left_out", json!({"what": "the result is too large to be kept", "records": result.left_out}));
        }
        if let Some(opening) = report(context, &ran, result.value.take(), &mut answer).await? {
            let called = Called { model: model.clone(), method: method.clone(), ids };
            let opening = in_place(opening, &called);
            wizard::show(context, called, opening, &mut answer).await?;
        }
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, format!("ran {method} on {model}")))
    }
}

/// Asks a person before a method with an effect that cannot be taken back.
pub(super) async fn confirm(context: &ToolContext, model: &str, method: &str, ids: &[u32]) -> Result<(), Failure> {
    if !context.call.must_confirm() {
        return Ok(());
    }
    let on = before::named(context, model, ids).await;
    context.confirm(&format!("Run `{method}` on {on}? It cannot be undone.")).await
}

/// A method that is not known may be of an add-on; one that is spelt nearly like a known one is reported before anybody is asked.
fn not_misspelt(failure: Failure) -> Result<(), Failure> {
    let is_near = failure.to_json().get("hint").and_then(Value::as_str).is_some_and(|hint| hint.starts_with("did you mean"));
    if is_near { Err(failure) } else { Ok(()) }
}

/// Whether the button that calls the method asks before it does.
async fn asks_on_screen(context: &ToolContext, model: &str, method: &str) -> Result<bool, Failure> {
    let schema = context.odoo.model(model).await?;
    Ok(schema.buttons.as_ref().and_then(|buttons| buttons.get(method)).is_some_and(|button| button.confirm))
}

/// An empty list would run the method on nothing, and look like a success.
fn some(ids: Option<&[u32]>) -> Result<(), Failure> {
    match ids {
        Some([]) => {
            let problem = Problem::new(ErrorCode::NoRecords, "record_ids", "`record_ids` is empty, expected at least one id");
            Err(Failure::invalid(vec![problem.hint("leave it out for a method of the model")]))
        }
        _ => Ok(()),
    }
}

/// A method that no rule permits because it is not there is most likely a misspelt one.
async fn misspelt(context: &ToolContext, model: &str, method: &str, refused: Failure) -> Result<Failure, Failure> {
    if signature(context, model, method).await?.is_some() {
        return Ok(refused);
    }
    let unknown = unknown(context, model, method).await?;
    let is_meant = unknown.to_json().get("hint").and_then(Value::as_str).is_some_and(|hint| hint.starts_with("did you mean"));
    Ok(if is_meant { unknown } else { refused })
}

/// How the method is called; `None` where that is not known.
async fn signature(context: &ToolContext, model: &str, method: &str) -> Result<Option<MethodSchema>, Failure> {
    let schema = context.odoo.model(model).await?;
    let common = context.odoo.connected().await?.catalog().common_methods();
    Ok(schema.methods.get(method).or_else(|| common?.get(method)).cloned())
}

/// Odoo knows no such method: it is reported with the nearest of those that are known.
async fn unknown(context: &ToolContext, model: &str, method: &str) -> Result<Failure, Failure> {
    let schema = context.odoo.model(model).await?;
    let catalog = context.odoo.connected().await?.catalog();
    let common = catalog.common_methods();
    let known = schema.methods.keys().chain(common.into_iter().flat_map(|common| common.keys()));
    Ok(unknown::method(catalog, model, method, known))
}

/// The call. JSON-2 takes arguments by name only, so that positional ones need the names of the signature.
async fn request(
    context: &ToolContext,
    model: &str,
    method: &str,
    signature: Option<&MethodSchema>,
    checked: &Value,
) -> Result<Call, Failure> {
    let mut call = Call::new(model, method);
    if let Some(ids) = checked.get("ids").and_then(Value::as_array) {
        call = call.ids(ids.iter().filter_map(Value::as_i64));
    }
    let places: Vec<&Parameter> = signature.into_iter().flat_map(|signature| &signature.parameters).collect();
    let by_name_only = context.odoo.connected().await?.client().api() == Api::Json2;
    for (at, value) in checked.get("args").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let name =
            places.get(at).filter(|parameter| parameter.kind != ParameterKind::VarPositional).map(|parameter| parameter.name.as_str());
        match name {
            None if by_name_only => return Err(no_name(method)),
            name => call = call.positional(name.unwrap_or_default(), value.clone()),
        }
    }
    for (name, value) in checked.get("kwargs").and_then(Value::as_object).into_iter().flatten() {
        call = call.named(name.clone(), value.clone());
    }
    let is_read = signature.is_some_and(|signature| signature.readonly);
    Ok(if is_read { call.read() } else { call })
}

fn no_name(method: &str) -> Failure {
    let message = format!("the names of the arguments of `{method}` are not known, and this Odoo takes them by name only");
    Failure::invalid(vec![Problem::new(ErrorCode::UnknownSignature, "args", message).hint("give them in `kwargs`")])
}
