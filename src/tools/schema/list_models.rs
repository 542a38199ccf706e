//! `list_models`: which models this Odoo has.

use odoo_sdk::ErrorKind;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tools::failure::Failure;
use crate::tools::{Answer, Hints, Tool, ToolContext};

/// Models in one answer.
const PAGE: usize = 100;

/// The tool.
pub(crate) struct ListModels;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Only models whose technical name or label has this text, such as `sale` or `invoice`.
    filter: Option<String>,
    /// Only models that a standard Odoo of this version does not have.
    custom_only: Option<bool>,
    /// How many models to skip: `next_offset` of the answer before.
    offset: Option<u32>,
}

/// A model as it is listed.
struct Listed {
    model: String,
    label: String,
}

impl Tool for ListModels {
    const NAME: &'static str = "list_models";
    const TITLE: &'static str = "List models";
    const DESCRIPTION: &'static str =
        "Find the technical name of a model. Returns names and labels, at most 100, with `next_offset` where there are more.";
    const HINTS: Hints = Hints::Reads;
    type Arguments = Arguments;

    async fn run(context: ToolContext, arguments: Arguments) -> Result<Answer, Failure> {
        let (models, complete) = models(&context).await?;
        let connected = context.connected().await?;
        let wanted = arguments.filter.as_deref().unwrap_or_default().to_lowercase();
        let matches = |listed: &Listed| listed.model.contains(&wanted) || listed.label.to_lowercase().contains(&wanted);
        let is_custom = |listed: &Listed| !connected.catalog().is_standard(&listed.model);
        let found: Vec<Listed> =
            models.into_iter().filter(|listed| matches(listed) && (arguments.custom_only != Some(true) || is_custom(listed))).collect();
        Ok(Answer::new(page(&found, usize::try_from(arguments.offset.unwrap_or(0)).unwrap_or(usize::MAX), complete)))
    }
}

fn page(found: &[Listed], offset: usize, complete: bool) -> Value {
    let shown: Vec<Value> =
        found.iter().skip(offset).take(PAGE).map(|listed| json!({"model": listed.model, "label": listed.label})).collect();
    let next = offset.saturating_add(shown.len());
    let mut answer = json!({"total": found.len(), "models": shown, "has_more": next < found.len()});
    if next < found.len() {
        answer["next_offset"] = json!(next);
    }
    if !complete {
        answer["note"] = json!("this user may not list models: these are the standard ones of the installed apps");
    }
    answer
}

/// The models, sorted; `false` where Odoo did not tell and the snapshot had to.
async fn models(context: &ToolContext) -> Result<(Vec<Listed>, bool), Failure> {
    let connected = context.connected().await?;
    let (mut models, complete) = match connected.client().models().await {
        Ok(Value::Array(rows)) => (rows.iter().filter_map(listed).collect::<Vec<_>>(), true),
        Err(error) if error.kind() != ErrorKind::Access => return Err(error.into()),
        Ok(_) | Err(_) => (
            connected.catalog().snapshot_models().map(|model| Listed { model: model.model.clone(), label: model.label.clone() }).collect(),
            false,
        ),
    };
    models.sort_by(|a, b| a.model.cmp(&b.model));
    Ok((models, complete))
}

fn listed(row: &Value) -> Option<Listed> {
    let text = |name: &str| row.get(name)?.as_str().map(str::to_owned);
    Some(Listed { model: text("model")?, label: text("name")? })
}
