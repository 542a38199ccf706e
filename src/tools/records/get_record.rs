//! `get_record`: one record by its id.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Origin, Problem};
use crate::tools::settings::Toolset;
use crate::tools::shape::{self, Shaper};
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct GetRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Id of the record.
    record_id: u32,
    /// Fields to read; default: the important ones.
    fields: Option<Vec<String>>,
    /// HTML fields as markup, not as text.
    #[serde(default)]
    html: bool,
}

impl TypedTool for GetRecord {
    const NAME: &'static str = "get_record";
    const TITLE: &'static str = "Get a record";
    const DESCRIPTION: &'static str = "Read one record whose id is known, with long texts whole.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("record", "object", true),
        ("user_timezone", "string", false),
        ("html_as_text", "object", false),
        ("labels", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Records).with([Use::Records, Use::Fields])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id, fields, html } = arguments;
        if record_id == 0 {
            let problem = Problem::new(ErrorCode::WrongValue, "record_id", "`record_id` is `0`, the ids of records begin at 1");
            return Err(Failure::invalid(vec![problem]));
        }
        let schema = context.odoo.model(&model).await?;
        let fields = match fields.filter(|fields| !fields.is_empty()) {
            Some(given) => given,
            None => context.odoo.with_company(&schema, shape::default_fields(&schema)).await?,
        };
        let mut call = json!({"fields": fields});
        context.odoo.check(Operation::Search, &model, &mut call).await?;
        let fields = call.get("fields").cloned().unwrap_or_default();
        let request = Call::new(&model, "read").ids([i64::from(record_id)]).named("fields", fields);
        let mut shaper = Shaper::new(&schema, shape::LONG_TEXT).keeping_html(html);
        let records = shaper.records(context.odoo.send(request.context(shape::reading_context()).read()).await?);
        let Some(Value::Object(record)) = records.into_iter().next() else { return Err(missing(&model, record_id)) };
        let mut answer = fitting(context, &model, record);
        shaper.finish(&mut answer, context.odoo.time_zone().await?.as_deref());
        Ok(ToolOutput::new(answer, format!("record {record_id} of {model}")))
    }
}

/// The record as far as it fits.
fn fitting(context: &ToolContext, model: &str, mut record: Map<String, Value>) -> Value {
    let left_out = shape::fit_values(&mut record, context.call.settings().budget);
    let mut answer = json!({"model": model, "record": record});
    for field in left_out {
        let get = format!("`get_record` with `fields: [\"{field}\"]` alone");
        shape::push(&mut answer, "left_out", json!({"field": field, "what": "too large beside the other fields", "get": get}));
    }
    answer
}

fn missing(model: &str, record_id: u32) -> Failure {
    Failure::new(ErrorCode::RecordNotFound, Origin::Caller, format!("`{model}` has no record {record_id} that this user may see"))
        .hint("search for it again: it may have been deleted")
}
