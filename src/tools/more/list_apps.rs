//! `list_apps`: which apps are installed, and what was added to a standard Odoo: modules, models and fields.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::session::Connected;
use crate::tools::class::{Effect, ToolClass};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// Fields that are looked at.
const MOST_FIELDS: usize = 1_000;

/// Models whose fields are named.
const MOST_MODELS: usize = 50;

/// Modules and models that are named.
const MOST_NAMED: usize = 100;

/// The tool.
pub(crate) struct ListApps;

/// It has none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {}

impl TypedTool for ListApps {
    const NAME: &'static str = "list_apps";
    const TITLE: &'static str = "List apps";
    const DESCRIPTION: &'static str = "Installed apps with version, and the modules, models and fields beyond a standard Odoo.";
    const RETURNS: Returns =
        &[("apps", "array", false), ("modules", "integer", false), ("custom", "object", true), ("not_listed", "array", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More)
    }

    async fn run(context: &ToolContext, _: Arguments) -> Result<ToolOutput, Failure> {
        let connected = context.odoo.connected().await?;
        let mut answer = json!({"custom": {}});
        let apps = add_modules(connected, &mut answer).await?;
        let models = add_models(context, connected, &mut answer).await?;
        let fields = add_fields(context, connected, &mut answer).await?;
        Ok(ToolOutput::new(answer, format!("{apps}, {models} and {fields} beyond a standard Odoo")))
    }
}

/// The apps, how many modules there are, and those that no standard Odoo has.
async fn add_modules(connected: &Connected, answer: &mut Value) -> Result<String, Failure> {
    let Some(modules) = connected.client().modules().await? else {
        not_reported(answer, "apps");
        return Ok("apps that this user may not list".to_owned());
    };
    let is_app = |module: &&Value| module.get("application") == Some(&Value::Bool(true));
    let apps: Vec<Value> = modules.iter().filter(is_app).map(reported).collect();
    let foreign = connected.catalog().foreign_modules().unwrap_or_default();
    let is_foreign = |module: &&Value| module.get("name").and_then(Value::as_str).is_some_and(|name| foreign.contains(&name));
    let custom: Vec<Value> = modules.iter().filter(is_foreign).map(reported).collect();
    let summary = format!("{} apps in {} modules", apps.len(), modules.len());
    shape::set(answer, "apps", Value::Array(apps));
    shape::set(answer, "modules", json!(modules.len()));
    add_named(answer, "modules", custom);
    Ok(summary)
}

/// A module by its name, title and version.
fn reported(module: &Value) -> Value {
    let of = |name: &str| module.get(name).cloned().unwrap_or_default();
    json!({"module": of("name"), "name": of("shortdesc"), "version": of("latest_version")})
}

/// The models that no standard Odoo has and that the caller may see.
async fn add_models(context: &ToolContext, connected: &Connected, answer: &mut Value) -> Result<String, Failure> {
    let visible = context.odoo.visible_models().await?;
    let is_custom = |model: &&crate::catalog::ListedModel| !connected.catalog().is_standard(&model.name);
    let models: Vec<Value> =
        visible.iter().filter(is_custom).map(|model| json!({"model": model.name, "label": shape::cut(&model.label, 80)})).collect();
    let summary = format!("{} models", models.len());
    add_named(answer, "models", models);
    Ok(summary)
}

/// The fields that were added by hand, of models and under names that the policy does not hide.
async fn add_fields(context: &ToolContext, connected: &Connected, answer: &mut Value) -> Result<String, Failure> {
    let Some(rows) = connected.client().manual_fields(MOST_FIELDS).await? else {
        not_reported(answer, "fields");
        return Ok("fields that this user may not list".to_owned());
    };
    let mut by_model: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &rows {
        if let (Some(model), Some(name)) = (row.get("model").and_then(Value::as_str), row.get("name").and_then(Value::as_str)) {
            by_model.entry(model).or_default().push(name);
        }
    }
    by_model.retain(|model, _| context.odoo.may_see(connected, model));
    let (mut shown, mut total, mut more) = (Map::new(), 0, by_model.len().saturating_sub(MOST_MODELS));
    for (model, names) in by_model.into_iter().take(MOST_MODELS) {
        // No snapshot of a standard Odoo knows them.
        connected.catalog().load(connected.client(), model).await?;
        match context.odoo.model(model).await {
            Ok(schema) => {
                let names: Vec<&str> = names.into_iter().filter(|name| schema.fields.contains_key(*name)).collect();
                total += names.len();
                shown.insert(model.to_owned(), json!(names));
            }
            Err(failure) if failure.is_of_policy() => {}
            Err(_) => more += 1,
        }
    }
    shown.retain(|_, names| names.as_array().is_some_and(|names| !names.is_empty()));
    set_custom(answer, "fields", json!({"total": total, "by_model": shown}));
    if more > 0 || rows.len() == MOST_FIELDS {
        shape::push(answer, "left_out", json!({"what": "fields of more models", "get": "`get_model_fields` of the model"}));
    }
    Ok(format!("{total} fields"))
}

/// A list in `custom`, with how many there are.
fn add_named(answer: &mut Value, name: &str, mut listed: Vec<Value>) {
    let total = listed.len();
    listed.truncate(MOST_NAMED);
    set_custom(answer, name, json!({"total": total, "list": listed}));
}

fn set_custom(answer: &mut Value, name: &str, value: Value) {
    if let Some(custom) = answer.get_mut("custom") {
        shape::set(custom, name, value);
    }
}

fn not_reported(answer: &mut Value, what: &str) {
    shape::push(answer, "not_listed", json!(format!("{what}: this user may not read them in Odoo")));
}
