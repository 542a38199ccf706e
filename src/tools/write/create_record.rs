//! `create_record`: one new record.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{before, properties};
use crate::error_code::ErrorCode;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Origin};
use crate::tools::outcome::state_fields;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct CreateRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Field values. A many2one takes an id, an x2many a list of commands, for example `[[0, 0, {…}]]`.
    #[schemars(schema_with = "any_object")]
    values: Map<String, Value>,
    /// Fields to show afterwards; default: name, state, amounts.
    fields: Option<Vec<String>>,
}

impl TypedTool for CreateRecord {
    const NAME: &'static str = "create_record";
    const TITLE: &'static str = "Create a record";
    const DESCRIPTION: &'static str = "Create one record and show it. A second call creates a second record.";
    const RETURNS: Returns =
        &[("model", "string", true), ("id", "integer", false), ("record", "object", false), ("values", "object", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::Write).with([Use::Records, Use::Values, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, values, fields } = arguments;
        before::no_dialog(context, &model).await?;
        let mut call = json!({"values": values});
        let remarks = context.odoo.check(Operation::Create, &model, &mut call).await?;
        let Some(Value::Object(mut values)) = call.get_mut("values").map(Value::take) else { return Err(no_object()) };
        properties::created(context, &model, &mut values, "values").await?;
        let fields = before::shown(context, &model, fields).await?;
        let (mut answer, summary) = if context.call.dry_run() {
            (json!({"model": model, "dry_run": true, "values": values}), format!("would create a record of {model}"))
        } else {
            context.confirm_write(remarks.beside.made, &remarks.beside, &format!("Create in {model}:")).await?;
            create(context, &model, values, &fields).await?
        };
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, summary))
    }
}

async fn create(context: &ToolContext, model: &str, values: Map<String, Value>, fields: &[String]) -> Result<(Value, String), Failure> {
    let schema = context.odoo.model(model).await?;
    let saved = context.odoo.save(Call::create(model, [values]), &schema, &state_fields(&schema, fields)).await?;
    let id = saved.ids.first().map_or(Value::Null, |id| json!(id));
    let summary = format!("created record {id} of {model}");
    let mut answer = json!({"model": model, "id": id});
    if let Some(record) = saved.records.into_iter().next() {
        shape::set(&mut answer, "record", record);
    }
    Ok((answer, summary))
}

fn no_object() -> Failure {
    Failure::new(ErrorCode::Internal, Origin::Gateway, "the checked values are not an object")
}
