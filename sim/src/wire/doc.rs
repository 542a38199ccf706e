//! `/doc-bearer/index.json` and `/doc-bearer/<model>.json` of Odoo 19: fields with their module and every public method's signature, for
//! the administrator. Docstrings and annotations are not in a snapshot and left out.

use odoo_sdk::schema::{MethodSchema, ModelSchema, Parameter, ParameterKind};
use serde_json::{Map, Value, json};

use super::{json2, pages};
use crate::accounts::{Account, Role};
use crate::error::{Kind, OdooError, Outcome};
use crate::http::{Incoming, Reply};
use crate::python::repr;
use crate::server::Server;

/// Public methods that the documentation leaves out: they are on their way out.
const UNTOLD: [&str; 6] =
    ["check_access_rights", "check_access_rule", "check_field_access_rights", "read_group", "toggle_active", "with_user"];

pub(super) fn answer(server: &Server, incoming: &Incoming, document: &str) -> Reply {
    let Some(name) = document.strip_suffix(".json") else { return pages::not_found() };
    match json2::authorised(incoming).and_then(|account| describe(server, account, name)) {
        Ok(description) => Reply::json(200, &description),
        Err(error) => json2::refusal(&error),
    }
}

fn describe(server: &Server, account: Account, name: &str) -> Outcome<Value> {
    if account.role != Role::Admin {
        return Err(OdooError::access("The documentation is for administrators."));
    }
    if name == "index" {
        return Ok(index(server));
    }
    let schema = server.schemas.model(name).ok_or_else(|| OdooError::http(Kind::NotFound, format!("the model '{name}' does not exist")))?;
    let methods = server.schemas.common_methods.iter().chain(&schema.methods).filter(|(name, _)| !UNTOLD.contains(&name.as_str()));
    let methods: Map<String, Value> = methods.map(|(name, method)| (name.clone(), method_of(&schema, method))).collect();
    Ok(json!({ "model": schema.model, "name": schema.label, "fields": server.describe_fields(account, &schema), "methods": methods }))
}

fn index(server: &Server) -> Value {
    let model = |schema: &ModelSchema| {
        let fields: Map<String, Value> =
            schema.fields.iter().map(|(name, field)| (name.clone(), json!({ "string": field.label }))).collect();
        let methods: Vec<&String> = server.schemas.common_methods.keys().chain(schema.methods.keys()).collect();
        json!({ "model": schema.model, "name": schema.label, "fields": fields, "methods": methods })
    };
    let models: Vec<Value> = server.schemas.names().filter_map(|name| server.schemas.model(name)).map(|schema| model(&schema)).collect();
    json!({ "models": models, "modules": server.schemas.modules.keys().collect::<Vec<_>>() })
}

fn method_of(schema: &ModelSchema, method: &MethodSchema) -> Value {
    let model = if method.module == "core" { "core" } else { schema.model.as_str() };
    let parameters: Map<String, Value> =
        method.parameters.iter().map(|parameter| (parameter.name.clone(), parameter_of(parameter))).collect();
    let signature: Vec<String> = method.parameters.iter().map(shown).collect();
    let mut described = json!({
        "model": model, "module": method.module, "parameters": parameters, "signature": format!("({})", signature.join(", ")),
    });
    let marks: Vec<&str> =
        [("model", method.model), ("readonly", method.readonly)].into_iter().filter(|(_, is)| *is).map(|(mark, _)| mark).collect();
    if let Some(described) = described.as_object_mut().filter(|_| !marks.is_empty()) {
        described.insert("api".to_owned(), json!(marks));
    }
    described
}

fn parameter_of(parameter: &Parameter) -> Value {
    let mut described = Map::new();
    let kind = match parameter.kind {
        ParameterKind::PositionalOrKeyword => None,
        ParameterKind::PositionalOnly => Some("POSITIONAL_ONLY"),
        ParameterKind::KeywordOnly => Some("KEYWORD_ONLY"),
        ParameterKind::VarPositional => Some("VAR_POSITIONAL"),
        ParameterKind::VarKeyword => Some("VAR_KEYWORD"),
    };
    described.extend(kind.map(|kind| ("kind".to_owned(), json!(kind))));
    described.extend(parameter.default.clone().map(|default| ("default".to_owned(), default)));
    Value::Object(described)
}

fn shown(parameter: &Parameter) -> String {
    let stars = match parameter.kind {
        ParameterKind::VarPositional => "*",
        ParameterKind::VarKeyword => "**",
        _ => "",
    };
    let default = parameter.default.as_ref().map(|default| format!("={}", repr(default))).unwrap_or_default();
    format!("{stars}{}{default}", parameter.name)
}
