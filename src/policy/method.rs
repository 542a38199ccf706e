//! Step: the method. ORM methods are judged by what their arguments mean, business methods by name, model and arguments.

use std::sync::Arc;

use odoo_sdk::schema::ModelSchema;
use odoo_sdk::validate::IssueCode;
use serde_json::Value;

use super::arguments;
use super::built_in::{ARCHIVING, NEVER_CALLED, ORM, OrmMethod, UNJUDGED};
use super::decision::{Reason, Step};
use super::inspection::{Inspection, Use, shown};
use super::operation::Operation;
use super::place::Place;
use super::request::Request;
use crate::error_code::ErrorCode;

/// The tool whose method comes from the caller: the ORM's methods have tools of their own.
const FREE_METHOD_TOOLS: &[&str] = &["execute_method"];

/// Judges a whole request.
pub(super) fn judge(inspection: &mut Inspection<'_>, request: &Request<'_>) {
    let place = Place::root("model");
    if !is_model_name(request.model) {
        return inspection.unclear(&place, &format!("`{}` is no model's name", shown(request.model)));
    }
    if let Some(reason) = refusal(inspection, request) {
        return inspection.refuse(reason.at("method"));
    }
    let orm = ORM.iter().find(|method| method.name == request.method);
    let operation = orm.map_or(Operation::Call, |method| method.operation);
    if !inspection.model(request.model, operation, &place) {
        return;
    }
    let Some(schema) = inspection.schema(request.model, &place) else { return };
    if request.method == "name_search" {
        let looks_for = request.arguments().any(|(name, value)| name == "name" && value.as_str().is_some_and(|text| !text.is_empty()));
        inspection.names(&schema, looks_for, &Place::root("name"));
    }
    match orm {
        Some(method) => by_meaning(inspection, &schema, method, request),
        None => freely(inspection, &schema, request),
    }
    if let Some(context) = request.context {
        arguments::context(inspection, &schema, context);
    }
}

fn refusal(inspection: &Inspection<'_>, request: &Request<'_>) -> Option<Reason> {
    let method = request.method;
    let never = |code: ErrorCode, message: String| Some(Reason::new(Step::Method, code, message));
    let lower = method.to_ascii_lowercase();
    let is_name = method.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) && !method.is_empty();
    if !is_name {
        return never(ErrorCode::UnreadableArgument, format!("`{}` is no method's name", shown(method)));
    }
    if NEVER_CALLED.binary_search(&lower.as_str()).is_ok() || UNJUDGED.binary_search(&lower.as_str()).is_ok() {
        return never(ErrorCode::MethodBlocked, format!("`{method}` is never called through this server"));
    }
    if let Some(origin) = inspection.rules.blocked_methods.get(method) {
        return never(ErrorCode::MethodBlocked, format!("`{method}` is blocked by a rule of this server"))
            .map(|reason| reason.rule(origin));
    }
    let listed = inspection.rules.allowed_methods.get(request.model);
    let is_listed = listed.is_some_and(|(methods, _)| methods.contains(method));
    if method.starts_with('_') && !is_listed {
        return never(IssueCode::PrivateMethod.into(), format!("`{method}` is private"));
    }
    let is_orm = ORM.iter().any(|known| known.name == lower);
    if is_orm && !ARCHIVING.contains(&method) && FREE_METHOD_TOOLS.contains(&inspection.caller.tool) {
        return never(ErrorCode::HasATool, format!("`{method}` has a tool of its own"))
            .map(|reason| reason.hint("use the tool that reads, searches or writes"));
    }
    match listed {
        Some((_, origin)) if !is_orm && !is_listed => never(
            ErrorCode::MethodNotAllowed,
            format!("`{method}` of `{}` is not among the methods that this server allows", request.model),
        )
        .map(|reason| reason.rule(origin)),
        _ => None,
    }
}

fn by_meaning(inspection: &mut Inspection<'_>, schema: &Arc<ModelSchema>, method: &OrmMethod, request: &Request<'_>) {
    if method.operation == Operation::Create {
        inspection.delegated(schema, &Place::root("model"));
    }
    if ARCHIVING.contains(&method.name) {
        archiving(inspection, schema, method.name);
    }
    if wants_fields(method.name) && !request.names_fields() {
        inspection.unclear(&Place::root("fields"), "without names of fields every field would come back");
    }
    if method.name == "read_group" {
        let aggregates = request.arguments().filter(|(name, _)| *name == "fields");
        inspection.aliases = aggregates.flat_map(|(_, value)| arguments::aliases(schema, value)).collect();
    }
    for (name, value) in request.arguments() {
        match method.arguments.iter().find(|(known, _)| *known == name) {
            Some((_, role)) => arguments::judge(inspection, schema, *role, name, value),
            None => inspection.unclear(&Place::root(name), &format!("`{}` takes no such argument here", method.name)),
        }
    }
}

/// Archiving sets `active`, or `x_active` where a model has that instead.
fn archiving(inspection: &mut Inspection<'_>, schema: &Arc<ModelSchema>, method: &str) {
    let place = Place::root("method");
    match ["active", "x_active"].into_iter().find(|name| schema.fields.contains_key(*name)) {
        Some(name) => drop(inspection.field(schema, name, Use::Write, &place)),
        None => {
            let message = format!("`{method}` sets `active`, which `{}` does not have", schema.model);
            inspection.refuse(Reason::new(Step::Method, ErrorCode::MethodBlocked, message).at(place));
        }
    }
}

/// Whether a call without names of fields would bring them all.
fn wants_fields(method: &str) -> bool {
    matches!(method, "read" | "search_read" | "default_get")
}

fn freely(inspection: &mut Inspection<'_>, schema: &Arc<ModelSchema>, request: &Request<'_>) {
    for (name, value) in request.arguments() {
        let place = Place::root(name);
        match value {
            Value::Object(context) if name == "context" => arguments::context(inspection, schema, context),
            _ => arguments::free(inspection, schema, name, value, &place),
        }
    }
}

fn is_model_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    !text.is_empty() && text.len() <= 128 && text.bytes().all(is_part)
}
