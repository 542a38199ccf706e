//! `get_translations`: what a field of a record says in every active language.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::field;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct GetTranslations;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `product.template`.
    model: String,
    /// Id of the record.
    record_id: u32,
    /// Translated field, for example `name`.
    field: String,
}

impl TypedTool for GetTranslations {
    const NAME: &'static str = "get_translations";
    const TITLE: &'static str = "Get translations";
    const DESCRIPTION: &'static str = "What a translated field of one record says in each active language; of HTML, term by term.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("record_id", "integer", true),
        ("field", "string", true),
        ("translations", "object", false),
        ("terms", "array", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More).with([Use::Records, Use::Fields])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id, field } = arguments;
        let found = field::read(context, &model, record_id, &field).await?;
        let mut answer = json!({"model": model, "record_id": record_id, "field": field});
        for (name, value) in found.to_json().as_object().into_iter().flatten() {
            shape::set(&mut answer, name, value.clone());
        }
        Ok(ToolOutput::new(answer, format!("translations of {field} of record {record_id} of {model}")))
    }
}
