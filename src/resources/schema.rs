//! `odoo://schema/{model}`: the JSON Schema of what create and write of a model take, each field with its importance.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use odoo_sdk::validate::{IssueCode, json_schema};
use serde_json::{Map, Value, json};

use super::{Freshness, Resource};
use crate::completions::Completion;
use crate::tools::{Effect, Failure, Judged, Origin, ToolClass, ToolContext, ToolOutput, Toolset, has_records, required_fields, shape};

/// The tool whose rules hold.
const TOOL: &str = "get_create_requirements";

/// The kind.
pub(super) fn resource() -> Resource {
    let class = ToolClass::new(Effect::Reads, Toolset::Schema);
    Resource {
        template: "odoo://schema/{model}",
        name: "schema",
        title: "JSON Schema of a model",
        description: "JSON Schema (2020-12) of what `create` of a model takes, `#/$defs/write` of what `write` takes; `x-odoo-importance` \
                      says whether a field is `required`, `important` or `other`.",
        mime_type: "application/schema+json",
        freshness: Freshness::For(Duration::from_secs(600)),
        tool: TOOL,
        own: Some(Arc::new(Judged::new(TOOL, class, &["model"], |context, given| Box::pin(answer(context, given))))),
        completions: &[("model", Completion::Model)],
        arguments: |given| Ok(given.as_arguments(&[("model", "model")])),
    }
}

async fn answer(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let model = given.get("model").and_then(Value::as_str).unwrap_or_default();
    let schema = context.odoo.model(model).await?;
    has_records(&schema)?;
    let required: BTreeSet<String> = required_fields(context, model).await?.into_iter().collect();
    let important: BTreeSet<String> = shape::default_fields(&schema).into_iter().collect();
    let mut document = json_schema(context.odoo.series().await?, &schema);
    let fields = document.pointer_mut("/$defs/write/properties").and_then(Value::as_object_mut);
    for (name, property) in fields.into_iter().flatten() {
        shape::set(property, "x-odoo-importance", json!(importance(name, &required, &important)));
    }
    whole(context, model, document)
}

fn importance(name: &String, required: &BTreeSet<String>, important: &BTreeSet<String>) -> &'static str {
    match () {
        () if required.contains(name) => "required",
        () if important.contains(name) => "important",
        () => "other",
    }
}

/// A part of a schema would refuse what the whole accepts, so that it is given whole or not at all.
fn whole(context: &ToolContext, model: &str, document: Value) -> Result<ToolOutput, Failure> {
    let (bytes, most) = (shape::size_of(&document), context.odoo.policy().rules().limits.response_bytes);
    if bytes > most {
        let message = format!("the schema of `{model}` has {bytes} bytes, more than the {most} of an answer");
        return Err(Failure::new(IssueCode::TooLarge, Origin::Gateway, message).hint("`get_model_fields` describes some fields of it"));
    }
    Ok(ToolOutput::new(document, format!("schema of {model}")))
}
