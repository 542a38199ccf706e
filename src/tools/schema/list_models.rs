//! `list_models`: which models this Odoo has.

use std::collections::BTreeSet;

use odoo_sdk::ErrorKind;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::catalog::guess;
use crate::tools::class::{Effect, ToolClass};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// Models in one answer.
const PAGE: usize = 100;

/// Longest label, in characters: some add-ons write a whole paragraph.
const LONGEST_LABEL: usize = 80;

/// The tool.
pub(crate) struct ListModels;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Words in the model name or label.
    filter: Option<String>,
    /// First part of the model name, for example `sale`.
    category: Option<String>,
    /// Only models that a standard Odoo does not have.
    custom_only: Option<bool>,
    /// `next_cursor` of the previous page.
    cursor: Option<String>,
}

/// A model as it is listed.
struct Listed {
    model: String,
    label: String,
}

impl TypedTool for ListModels {
    const NAME: &'static str = "list_models";
    const TITLE: &'static str = "List models";
    const DESCRIPTION: &'static str = "Find the technical name of a model. Gives 100 names and labels at a time.";
    const RETURNS: Returns = &[
        ("models", "array", true),
        ("total", "integer", true),
        ("next_cursor", "string", false),
        ("categories", "array", false),
        ("note", "string", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Schema)
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let (models, complete) = models(context).await?;
        let connected = context.odoo.connected().await?;
        let filter = Filter::new(arguments.filter.as_deref().unwrap_or_default());
        let category = arguments.category.as_deref().unwrap_or_default().to_lowercase();
        let matches = |listed: &Listed| filter.matches(listed);
        let is_in = |listed: &Listed| category.is_empty() || listed.category() == category;
        let models: Vec<Listed> = models.into_iter().filter(|listed| context.odoo.may_see(connected, &listed.model)).collect();
        let categories: BTreeSet<String> = models.iter().map(|listed| listed.category().to_owned()).collect();
        let is_wanted = |listed: &Listed| arguments.custom_only != Some(true) || !connected.catalog().is_standard(&listed.model);
        let found: Vec<Listed> = models.into_iter().filter(|listed| matches(listed) && is_in(listed) && is_wanted(listed)).collect();
        let summary = format!("{} models", found.len());
        let mut answer = page(&found, arguments.cursor.as_deref().unwrap_or_default(), complete);
        if !category.is_empty() && !categories.contains(&category) {
            shape::set(&mut answer, "categories", json!(categories));
        }
        Ok(ToolOutput::new(answer, summary))
    }
}

impl Listed {
    fn category(&self) -> &str {
        self.model.split('.').next().unwrap_or_default()
    }
}

/// The words that a model's name or label must have, all of them, or the model that goes by that name.
struct Filter {
    words: Vec<String>,
    other_name: Option<&'static str>,
}

impl Filter {
    fn new(text: &str) -> Self {
        let words = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
        Self { words, other_name: guess::by_other_name(text) }
    }

    fn matches(&self, listed: &Listed) -> bool {
        let label = listed.label.to_lowercase();
        self.words.iter().all(|word| listed.model.contains(word) || label.contains(word)) || self.other_name == Some(listed.model.as_str())
    }
}

/// The models behind the cursor, the name of the last one shown.
fn page(found: &[Listed], cursor: &str, complete: bool) -> Value {
    let mut rest = found.iter().filter(|listed| listed.model.as_str() > cursor);
    let shown: Vec<&Listed> = rest.by_ref().take(PAGE).collect();
    let models: Vec<Value> =
        shown.iter().map(|listed| json!({"model": listed.model, "label": shape::cut(&listed.label, LONGEST_LABEL)})).collect();
    let mut answer = json!({"total": found.len(), "models": models});
    if let (Some(_), Some(last)) = (rest.next(), shown.last()) {
        shape::set(&mut answer, "next_cursor", json!(last.model));
    }
    if !complete {
        shape::set(&mut answer, "note", json!("this user may not list models: these are the standard ones of the installed apps"));
    }
    answer
}

/// The models, sorted; `false` where Odoo did not say and the snapshot had to.
async fn models(context: &ToolContext) -> Result<(Vec<Listed>, bool), Failure> {
    let (mut models, complete) = match context.odoo.connected().await?.client().models().await {
        Ok(Value::Array(rows)) => (rows.iter().filter_map(listed).collect::<Vec<_>>(), true),
        Err(error) if error.kind() != ErrorKind::Access => return Err(error.into()),
        Ok(_) | Err(_) => (standard(context).await?, false),
    };
    models.sort_by(|a, b| a.model.cmp(&b.model));
    Ok((models, complete))
}

/// The models of the snapshot, for users who may not read the list.
async fn standard(context: &ToolContext) -> Result<Vec<Listed>, Failure> {
    let models = context.odoo.connected().await?.catalog().snapshot_models();
    Ok(models.map(|model| Listed { model: model.model.clone(), label: model.label.clone() }).collect())
}

fn listed(row: &Value) -> Option<Listed> {
    let text = |name: &str| row.get(name)?.as_str().map(str::to_owned);
    Some(Listed { model: text("model")?, label: text("name")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_looked_for_in_name_and_label() {
        let check = |filter: &str, model: &str, label: &str, expected: bool| {
            let listed = Listed { model: model.to_owned(), label: label.to_owned() };
            assert_eq!(Filter::new(filter).matches(&listed), expected, "{filter}");
        };
        check("", "sale.order", "Sales Order", true);
        check("sale order", "sale.order", "Sales Order", true);
        check("Order  LINE", "sale.order.line", "Sales Order Line", true);
        check("order line", "sale.order", "Sales Order", false);
        check("invoices", "account.move", "Journal Entry", true);
        check("invoice", "sale.advance.payment.inv", "Sales Advance Payment Invoice", true);
    }

    #[test]
    fn pages_follow_each_other() {
        let found: Vec<Listed> = (0..150).map(|number| Listed { model: format!("m{number:03}"), label: String::new() }).collect();
        let first = page(&found, "", true);
        assert_eq!((&first["models"][99]["model"], &first["next_cursor"]), (&json!("m099"), &json!("m099")));
        let second = page(&found, "m099", true);
        assert_eq!((second["models"].as_array().unwrap().len(), second.get("next_cursor")), (50, None));
    }
}
