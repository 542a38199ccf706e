//! `describe_method`: the public methods of a model, and how one is called.

use std::collections::BTreeMap;

use odoo_sdk::schema::snapshot::Methods;
use odoo_sdk::schema::{MethodSchema, ModelSchema, Parameter, ParameterKind, SchemaSource, Unknown};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape, unknown};

/// The tool.
pub(crate) struct DescribeMethod;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Method name; default: list the methods.
    method: Option<String>,
}

impl TypedTool for DescribeMethod {
    const NAME: &'static str = "describe_method";
    const TITLE: &'static str = "Describe methods";
    const DESCRIPTION: &'static str = "Use before `execute_method`: a model's methods that may be run, or one's parameters.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("methods", "array", false),
        ("method", "string", false),
        ("takes_ids", "boolean", false),
        ("changes_nothing", "boolean", false),
        ("parameters", "array", false),
        ("note", "string", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Schema).with([Use::Schema, Use::Method])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let schema = context.odoo.model(&arguments.model).await?;
        let catalog = context.odoo.connected().await?.catalog();
        let (none, partly) = (BTreeMap::new(), schema.unknown.contains(&Unknown::Methods));
        let common = catalog.common_methods().unwrap_or(&none);
        let mut answer = json!({"model": schema.model});
        if partly {
            shape::set(&mut answer, "note", json!("add-ons of this Odoo may define more methods than are known here"));
        }
        let Some(name) = arguments.method else {
            let names = callable(context, &schema, common).await?;
            let summary = format!("{} methods of {}", names.len(), schema.model);
            shape::set(&mut answer, "methods", json!(names));
            return Ok(ToolOutput::new(answer, summary));
        };
        let Some(method) = schema.methods.get(&name).or_else(|| common.get(&name)) else {
            if partly && unknown::nearest_method(&name, schema.methods.keys().chain(common.keys())).is_none() {
                shape::set(&mut answer, "method", json!(name));
                shape::set(&mut answer, "note", json!(unknown::NOT_KNOWN));
                return Ok(ToolOutput::new(answer, format!("{name} of {} is not known here", schema.model)));
            }
            return Err(unknown::method(catalog, &schema.model, &name, schema.methods.keys().chain(common.keys())));
        };
        describe(&mut answer, &name, method);
        Ok(ToolOutput::new(answer, format!("{name} of {}", schema.model)))
    }
}

/// The model's own methods that the caller may run: those that a rule of this server refuses would only lead to a refusal.
async fn callable<'s>(context: &ToolContext, schema: &'s ModelSchema, common: &Methods) -> Result<Vec<&'s String>, Failure> {
    let mut names = Vec::new();
    for name in schema.methods.keys().filter(|name| !common.contains_key(*name)) {
        if context.odoo.may_run(&schema.model, name).await? {
            names.push(name);
        }
    }
    Ok(names)
}

fn describe(answer: &mut Value, name: &str, method: &MethodSchema) {
    shape::set(answer, "method", json!(name));
    shape::set(answer, "takes_ids", json!(!method.model));
    shape::set(answer, "changes_nothing", json!(method.readonly));
    shape::set(answer, "parameters", method.parameters.iter().map(parameter).collect());
}

fn parameter(parameter: &Parameter) -> Value {
    let is_rest = matches!(parameter.kind, ParameterKind::VarPositional | ParameterKind::VarKeyword);
    match &parameter.default {
        Some(default) => json!({"name": parameter.name, "default": default}),
        None if is_rest => json!({"name": parameter.name, "kind": parameter.kind}),
        None => json!({"name": parameter.name, "required": true}),
    }
}
