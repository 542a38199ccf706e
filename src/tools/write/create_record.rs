//! `create_record`: one new record.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Origin};
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
}

impl TypedTool for CreateRecord {
    const NAME: &'static str = "create_record";
    const TITLE: &'static str = "Create a record";
    const DESCRIPTION: &'static str = "Create one record and get its id. A second call creates a second record.";
    const RETURNS: Returns = &[("id", "integer", false), ("values", "object", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::Write).with([Use::Records, Use::Values])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let model = arguments.model;
        let mut call = json!({"values": arguments.values});
        let remarks = context.odoo.check(Operation::Create, &model, &mut call).await?;
        let Some(Value::Object(values)) = call.get_mut("values").map(Value::take) else { return Err(no_object()) };
        let (mut answer, summary) = if context.call.dry_run() {
            (json!({"model": model, "dry_run": true, "values": values}), format!("would create a record of {model}"))
        } else {
            let created = context.odoo.send(Call::create(&model, [values])).await?;
            let id = id_of(&created);
            let summary = format!("created record {id} of {model}");
            (json!({"model": model, "id": id}), summary)
        };
        shape::tell(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, summary))
    }
}

/// The id in what `create` answered: a list on every API, or one id.
fn id_of(created: &Value) -> Value {
    match created {
        Value::Array(ids) => ids.first().cloned().unwrap_or_default(),
        id => id.clone(),
    }
}

fn no_object() -> Failure {
    Failure::new(ErrorCode::Internal, Origin::Gateway, "the checked values are not an object")
}
