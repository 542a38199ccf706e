//! `get_record_actions`: where a record stands, and what can be done with it next, by which call.

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldType, ModelSchema};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::definition::{self, Action, When, Workflow};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::Find;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape, stage};

/// Most stages.
const MOST: u32 = 60;

/// The tool.
pub(crate) struct GetRecordActions;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Id of the record.
    record_id: u32,
}

impl TypedTool for GetRecordActions {
    const NAME: &'static str = "get_record_actions";
    const TITLE: &'static str = "Get what can be done with a record";
    const DESCRIPTION: &'static str = "The state of a document, what can be done with it next, by which call, and what is missing for it.";
    const RETURNS: Returns = &[("on", "object", true), ("state", "string", false), ("actions", "array", true), ("stages", "array", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Workflow).with([Use::Records, Use::Choice]).needing_models(&["mail.message"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id } = arguments;
        let odoo = &context.odoo;
        let schema = odoo.model(&model).await?;
        let workflow = definition::of(&model).ok_or_else(|| no_workflow(&model))?;
        let fields = fields(workflow);
        let named = format!("record {record_id} of {model}");
        let record = odoo.find_one(&model, &fields, json!([["id", "=", record_id]]), &named).await?;
        let name = record.get("display_name").and_then(Value::as_str).unwrap_or(&named).to_owned();
        let mut answer = json!({"on": {"model": model, "id": record_id, "name": name}});
        let state = state(&record, &workflow.field);
        shape::set(&mut answer, "actions", json!(actions(odoo, workflow, &record, i64::from(record_id)).await?));
        if is_staged(&schema, &workflow.field) {
            shape::set(&mut answer, "stages", json!(stages(odoo, &schema, &workflow.field, &record).await?));
        }
        shape::set(&mut answer, "state", json!(state));
        Ok(ToolOutput::new(answer, format!("{name}: {state}")))
    }
}

fn fields(workflow: &Workflow) -> Vec<&str> {
    let mut names = vec!["display_name", workflow.field.as_str(), "project_id", "team_id"];
    for action in &workflow.actions {
        names.extend(action.needs.iter().map(String::as_str));
        names.extend(action.when.iter().map(|when| when.field.as_str()));
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// A word, or the name of a stage.
fn state(record: &Value, field: &str) -> String {
    let value = record.get(field);
    let text = value.and_then(|value| value.as_str().or_else(|| value.get("name")?.as_str()));
    text.unwrap_or_default().to_owned()
}

/// What the state, the other fields and the policy leave open.
async fn actions(odoo: &Odoo, workflow: &Workflow, record: &Value, id: i64) -> Result<Vec<Value>, Failure> {
    let (series, state) = (odoo.series().await?, state(record, &workflow.field));
    let mut open = Vec::new();
    for action in workflow.actions.iter().filter(|action| action.is_in(series) && is_open(action, &state, record)) {
        open.push(reported(odoo, workflow, action, record, id).await);
    }
    Ok(open)
}

fn is_open(action: &Action, state: &str, record: &Value) -> bool {
    let holds = |when: &When| when.values.iter().any(|value| *value == text_of(record.get(&when.field)));
    (action.from.is_empty() || action.from.iter().any(|from| from == state)) && action.when.iter().all(holds)
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(value)) => value.to_string(),
        Some(other) if !other.is_null() => "set".to_owned(),
        _ => "empty".to_owned(),
    }
}

async fn reported(odoo: &Odoo, workflow: &Workflow, action: &Action, record: &Value, id: i64) -> Value {
    let call = json!({"tool": tool_of(action), "model": workflow.model, "method": action.method, "record_ids": [id]});
    let mut reported = json!({"what": action.what, "call": call});
    let missing: Vec<&String> = action.needs.iter().filter(|name| record.get(name.as_str()).is_none()).collect();
    if !missing.is_empty() {
        shape::set(&mut reported, "missing", json!(missing));
    }
    if !action.method.contains('.')
        && let Err(failure) = odoo.precheck(&Call::new(&workflow.model, &action.method).ids([id])).await
    {
        shape::set(&mut reported, "refused", json!(failure.to_json().get("message")));
    }
    reported
}

fn is_staged(schema: &ModelSchema, field: &str) -> bool {
    schema.fields.get(field).is_some_and(|field| field.field_type == FieldType::Many2one)
}

/// The stages it may be moved to: those of its project or team, where stages belong to some.
async fn stages(odoo: &Odoo, schema: &ModelSchema, field: &str, record: &Value) -> Result<Vec<Value>, Failure> {
    let Some(model) = schema.fields.get(field).and_then(|field| field.relation.as_deref()) else { return Ok(Vec::new()) };
    let stages = odoo.model(model).await?;
    let of = |link: &str, parent: &str| {
        let id = own::id_of(record.get(parent)?);
        stages.fields.contains_key(link).then(|| json!(["|", [link, "=", false], [link, "=", id]]))
    };
    let domain = match stages.fields.contains_key("project_ids") {
        true => stage::of_project(odoo, record.get("project_id")).await?,
        false => of("team_ids", "team_id").or_else(|| of("team_id", "team_id")).unwrap_or_else(|| json!([])),
    };
    odoo.find(&Find { model, fields: &["name"], domain, order: "sequence, id", limit: MOST }).await
}

/// The tool that does it.
pub(super) fn tool_of(action: &Action) -> &'static str {
    if action.dialog { "run_wizard" } else { "execute_method" }
}

pub(super) fn no_workflow(model: &str) -> Failure {
    let names: Vec<String> = definition::all().iter().map(|workflow| format!("`{}`", workflow.model)).collect();
    own::wrong(
        "model",
        format!("no workflow of `{model}` is known, expected one of {}; `describe_method` lists its methods", names.join(", ")),
    )
}
