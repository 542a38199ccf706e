//! `get_defaults`: what a new record starts with.

use odoo_sdk::Call;
use odoo_sdk::schema::ModelSchema;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::shape::{self, Shaper};
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct GetDefaults;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Fields; default: all.
    fields: Option<Vec<String>>,
}

impl TypedTool for GetDefaults {
    const NAME: &'static str = "get_defaults";
    const TITLE: &'static str = "Get default values";
    const DESCRIPTION: &'static str = "See what Odoo fills in by itself on a new record.";
    const RETURNS: Returns =
        &[("model", "string", true), ("values", "object", true), ("user_timezone", "string", false), ("html_as_text", "object", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Records).with([Use::Records, Use::Fields, Use::Form])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let schema = context.odoo.model(&arguments.model).await?;
        let fields = match arguments.fields.filter(|fields| !fields.is_empty()) {
            Some(fields) => fields,
            None => permitted(context, &schema).await?,
        };
        context.odoo.check(Operation::Search, &arguments.model, &mut json!({"fields": fields})).await?;
        let given = context.odoo.send(request(&schema, &fields)).await?;
        let mut shaper = Shaper::new(&schema, shape::SHORT_TEXT);
        let values = shaper.record(given);
        let count = values.as_object().map_or(0, Map::len);
        let mut answer = json!({"model": arguments.model, "values": values});
        shaper.finish(&mut answer, context.odoo.time_zone().await?.as_deref());
        Ok(ToolOutput::new(answer, format!("{count} defaults of {}", arguments.model)))
    }
}

/// All fields but those that a rule keeps: a form shows the others without them.
async fn permitted(context: &ToolContext, schema: &ModelSchema) -> Result<Vec<String>, Failure> {
    let mut fields: Vec<String> = schema.fields.keys().cloned().collect();
    loop {
        let Err(failure) = context.odoo.check(Operation::Search, &schema.model, &mut json!({"fields": fields})).await else {
            return Ok(fields);
        };
        let refused = failure.items("fields");
        if !failure.is_of_policy() || refused.is_empty() {
            return Err(failure);
        }
        let mut at = 0..;
        fields.retain(|_| at.next().is_none_or(|at| !refused.contains(&at)));
    }
}

/// A few models do not mark `default_get` as the model's own and take ids first.
pub(super) fn request(schema: &ModelSchema, fields: &[String]) -> Call {
    let call = Call::default_get(&schema.model, fields.iter().map(|field| Value::from(field.as_str())));
    match schema.methods.get("default_get") {
        Some(own) if !own.model => call.ids([]),
        _ => call,
    }
}
