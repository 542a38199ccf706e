//! Any public method: whether it exists, whether it wants ids, and whether the arguments fit its signature.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::arguments::Called;
use super::check::Check;
use super::outcome::{Issue, IssueCode};
use super::path::CallPath;
use super::suggest;
use super::touch::{Access, Touch};
use super::unknown::{self, Advised};
use super::words::{listed, quoted, shown};
use super::{arguments, links, orm};
use crate::schema::{MethodSchema, ModelSchema, Parameter, ParameterKind, Unknown};

/// What a method is called with.
pub(super) struct Arguments<'a> {
    pub(super) ids: Option<&'a Value>,
    pub(super) args: Option<&'a Value>,
    pub(super) kwargs: Option<&'a Value>,
}

pub(super) fn check(check: &mut Check<'_>, model: &str, method: &str, arguments: &Arguments<'_>) {
    let path = CallPath::root("method");
    if !check.touch(Touch::Method { model, method }, &path) {
        return;
    }
    let access = orm::find(method).map_or(Access::Call, |known| known.access);
    let Some(schema) = check.reach(model, access, &CallPath::root("model")) else { return };
    if method.starts_with('_') {
        let message = format!("{} is private, Odoo refuses it over RPC", quoted(method));
        check.report(Issue::new(IssueCode::PrivateMethod, &path, message));
        return;
    }
    if let Some(ids) = arguments.ids {
        links::ids(check, ids, &CallPath::root("ids"));
    }
    if orm::ARCHIVING.contains(&method) {
        arguments::archiving(check, &schema, method);
    }
    let common = check.schemas.common_methods();
    let signature = schema.methods.get(method).or_else(|| common?.get(method));
    touched(check, Called { model: &schema, method, signature }, arguments);
    match schema.methods.get(method).or_else(|| common?.get(method)) {
        Some(signature) => call(check, &schema, method, signature, arguments),
        // A schema without methods is silent about them all.
        None if schema.unknown.contains(&Unknown::Methods) || common.is_none() => {}
        None => {
            let issue = Issue::new(IssueCode::UnknownMethod, &path, format!("`{}` has no public method {}", schema.model, quoted(method)));
            let names = schema.methods.keys().chain(common.into_iter().flat_map(|common| common.keys()));
            let Advised { issue, meant } = unknown::method(check, &schema, method, names.map(String::as_str), issue.about(&schema.model));
            check.report(match meant {
                Some(meant) => issue.replace(&path, meant),
                None => issue,
            });
        }
    }
}

/// What the arguments touch, positional and named.
fn touched(check: &mut Check<'_>, called: Called<'_>, arguments: &Arguments<'_>) {
    let names: Vec<&str> =
        called.signature.into_iter().flat_map(|known| &known.parameters).map(|parameter| parameter.name.as_str()).collect();
    let (args, kwargs) = (CallPath::root("args"), CallPath::root("kwargs"));
    for (at, value) in arguments.args.and_then(Value::as_array).into_iter().flatten().enumerate() {
        arguments::argument(check, called, names.get(at).copied().unwrap_or_default(), value, &args.index(at));
    }
    for (name, value) in arguments.kwargs.and_then(Value::as_object).into_iter().flatten() {
        arguments::argument(check, called, name, value, &kwargs.key(name));
    }
}

fn call(check: &mut Check<'_>, schema: &ModelSchema, method: &str, signature: &MethodSchema, arguments: &Arguments<'_>) {
    let path = CallPath::root("ids");
    let about = |issue: Issue| issue.about(&schema.model);
    match (signature.model, arguments.ids) {
        (true, Some(_)) => {
            let message = format!("{} belongs to the model and takes no ids", quoted(method));
            check.report(about(Issue::new(IssueCode::IdsRefused, &path, message)));
        }
        (false, None) => {
            let message = format!("{} works on records, expected a list of ids", quoted(method));
            check.report(about(Issue::new(IssueCode::IdsNeeded, &path, message)));
        }
        _ => {}
    }
    let by_place = list(check, arguments.args, &CallPath::root("args"));
    let by_name = object(check, arguments.kwargs, &CallPath::root("kwargs"));
    if let (Some(by_place), Some(by_name)) = (by_place, by_name) {
        bind(check, schema, method, &signature.parameters, by_place, by_name);
    }
}

fn list<'a>(check: &mut Check<'_>, value: Option<&'a Value>, path: &CallPath<'_>) -> Option<&'a [Value]> {
    match value {
        None | Some(Value::Null) => Some(&[]),
        Some(Value::Array(items)) => Some(items),
        Some(other) => {
            check.report(Issue::new(IssueCode::WrongShape, path, format!("expected a list of arguments, got {}", shown(other))));
            None
        }
    }
}

/// `None` is a fault; no arguments are an empty option inside.
fn object<'a>(check: &mut Check<'_>, value: Option<&'a Value>, path: &CallPath<'_>) -> Option<Option<&'a Map<String, Value>>> {
    match value {
        None | Some(Value::Null) => Some(None),
        Some(Value::Object(members)) => Some(Some(members)),
        Some(other) => {
            check.report(Issue::new(IssueCode::WrongShape, path, format!("expected an object of arguments, got {}", shown(other))));
            None
        }
    }
}

/// Binds as Python does.
fn bind(
    check: &mut Check<'_>,
    schema: &ModelSchema,
    method: &str,
    parameters: &[Parameter],
    by_place: &[Value],
    by_name: Option<&Map<String, Value>>,
) {
    let is = |kind| parameters.iter().any(|parameter| parameter.kind == kind);
    let places: Vec<&Parameter> = parameters
        .iter()
        .filter(|parameter| matches!(parameter.kind, ParameterKind::PositionalOrKeyword | ParameterKind::PositionalOnly))
        .collect();
    if by_place.len() > places.len() && !is(ParameterKind::VarPositional) {
        let message = format!("{} takes {} positional arguments, got {}", quoted(method), places.len(), by_place.len());
        check.report(
            Issue::new(IssueCode::TooManyArguments, &CallPath::root("args"), message).hint(signature(parameters)).about(&schema.model),
        );
    }
    let mut given: BTreeSet<&str> = places.iter().take(by_place.len()).map(|parameter| parameter.name.as_str()).collect();
    for name in by_name.into_iter().flat_map(Map::keys) {
        named(check, schema, method, parameters, name, &mut given);
    }
    for parameter in parameters {
        let variable = matches!(parameter.kind, ParameterKind::VarPositional | ParameterKind::VarKeyword);
        if !variable && parameter.default.is_none() && !given.contains(parameter.name.as_str()) {
            let message = format!("{} needs {}", quoted(method), quoted(&parameter.name));
            let path = CallPath::root("kwargs");
            check.report(
                Issue::new(IssueCode::MissingArgument, &path.key(&parameter.name), message)
                    .hint(signature(parameters))
                    .about(&schema.model),
            );
        }
    }
}

fn named<'a>(
    check: &mut Check<'_>,
    schema: &ModelSchema,
    method: &str,
    parameters: &'a [Parameter],
    name: &'a str,
    given: &mut BTreeSet<&'a str>,
) {
    let root = CallPath::root("kwargs");
    let path = root.key(name);
    // Odoo takes the context off before the method sees its arguments.
    if !check.enter(&path) || name == "context" {
        return;
    }
    let keyword = |parameter: &Parameter| matches!(parameter.kind, ParameterKind::PositionalOrKeyword | ParameterKind::KeywordOnly);
    let known = parameters.iter().any(|parameter| parameter.name == name && keyword(parameter));
    if known && !given.insert(name) {
        let message = format!("{} is given both by position and by name", quoted(name));
        check.report(Issue::new(IssueCode::UnknownArgument, &path, message).about(&schema.model));
    } else if !known && !parameters.iter().any(|parameter| parameter.kind == ParameterKind::VarKeyword) {
        let issue = Issue::new(IssueCode::UnknownArgument, &path, format!("{} has no argument {}", quoted(method), quoted(name)));
        let close =
            suggest::closest(name, parameters.iter().filter(|parameter| keyword(parameter)).map(|parameter| parameter.name.as_str()));
        let issue = if close.names.is_empty() { issue.hint(signature(parameters)) } else { suggest::did_you_mean(issue, &close) };
        let meant = close.meant().filter(|meant| !given.contains(meant));
        let issue = issue.about(&schema.model);
        check.report(match meant {
            Some(meant) => issue.fix([super::patch::rename(path.pointer(), root.key(meant).pointer())]),
            None => issue,
        });
    }
}

fn signature(parameters: &[Parameter]) -> String {
    let is_named = |parameter: &&Parameter| matches!(parameter.kind, ParameterKind::PositionalOrKeyword | ParameterKind::KeywordOnly);
    let named: Vec<&str> = parameters.iter().filter(is_named).map(|parameter| parameter.name.as_str()).collect();
    match (parameters, named.as_slice()) {
        ([], _) => "it takes no arguments".to_owned(),
        (_, []) => "it takes its arguments by name, give them in `kwargs`".to_owned(),
        (_, named) => format!("its arguments are {}", listed(named.iter().copied(), 20)),
    }
}
