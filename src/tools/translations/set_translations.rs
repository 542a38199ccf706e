//! `set_translations`: what a field of a record says in some languages; the others stay as they are.

use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::field;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::{Failure, Problem};
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct SetTranslations;

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
    /// Text of each language, `{"fr_FR": "…"}`; of HTML, translation of each term, `{"fr_FR": {"term": "…"}}`.
    #[schemars(schema_with = "any_object")]
    translations: Map<String, Value>,
}

impl TypedTool for SetTranslations {
    const NAME: &'static str = "set_translations";
    const TITLE: &'static str = "Set translations";
    const DESCRIPTION: &'static str =
        "Translate a field of one record into one or more active languages; other languages stay as they are.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("record_id", "integer", true),
        ("field", "string", true),
        ("translations", "object", false),
        ("terms", "array", false),
        ("before", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Overwrites, Toolset::More).with([Use::Records, Use::Fields])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id, field, translations } = arguments;
        if translations.is_empty() {
            let problem =
                Problem::new(IssueCode::MissingArgument, "translations", "`translations` is empty, expected at least one language");
            return Err(Failure::invalid(vec![problem]));
        }
        let call = Call::new(&model, "update_field_translations").ids([i64::from(record_id)]);
        let call = call.positional("field_name", &*field).positional("translations", json!(translations));
        context.odoo.precheck(&call).await?;
        for language in translations.keys() {
            context.odoo.check_active(language, &format!("translations.{language}")).await?;
        }
        let before = field::read(context, &model, record_id, &field).await?;
        before.check(&translations)?;
        let mut answer = json!({"model": model, "record_id": record_id, "field": field});
        if context.call.dry_run() {
            shape::set(&mut answer, "dry_run", json!(true));
            shape::set(&mut answer, "before", before.to_json());
            return Ok(ToolOutput::new(answer, format!("would translate {field} of record {record_id} of {model}")));
        }
        context.odoo.send(call).await?;
        for (name, value) in field::read(context, &model, record_id, &field).await?.to_json().as_object().into_iter().flatten() {
            shape::set(&mut answer, name, value.clone());
        }
        Ok(ToolOutput::new(answer, format!("translated {field} of record {record_id} of {model}")))
    }
}
