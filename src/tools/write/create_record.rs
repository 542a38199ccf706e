//! `create_record`: one new record.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::tools::arguments::any_object;
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Whose};
use crate::tools::{Answer, Hints, Tool, ToolContext, shape};

/// The tool.
pub(crate) struct CreateRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Technical name of the model, such as `res.partner`.
    model: String,
    /// Field names and values. A many2one is an id, an x2many a list of Odoo commands such as `[0, 0, {…}]`.
    #[schemars(schema_with = "any_object")]
    values: Map<String, Value>,
    /// Only check the values and show what would be sent.
    dry_run: Option<bool>,
}

impl Tool for CreateRecord {
    const NAME: &'static str = "create_record";
    const TITLE: &'static str = "Create a record";
    const DESCRIPTION: &'static str = "Create one record. The values are checked first; nothing is sent where one is wrong. Returns `id`. \
                                       Not repeatable: a second call creates a second record.";
    const HINTS: Hints = Hints::Adds;
    type Arguments = Arguments;

    async fn run(context: ToolContext, arguments: Arguments) -> Result<Answer, Failure> {
        let mut call = json!({"values": arguments.values});
        let changes = context.check(Operation::Create, &arguments.model, &mut call).await?;
        let Some(Value::Object(values)) = call.get_mut("values").map(Value::take) else { return Err(no_object()) };
        let mut answer = if arguments.dry_run == Some(true) {
            json!({"model": arguments.model, "dry_run": true, "values": values})
        } else {
            let created = context.send(Call::create(&arguments.model, [values])).await?;
            json!({"model": arguments.model, "id": id_of(&created)})
        };
        shape::tell(&mut answer, &changes);
        Ok(Answer::new(answer))
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
    Failure::new("internal", Whose::Gateway, "the checked values are no object")
}
