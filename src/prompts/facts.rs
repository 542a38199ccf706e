//! The facts of the connected database that a prompt speaks of: what the schema knows, and the names of stages, which are records.

use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, ModelSchema, SchemaSource};
use odoo_sdk::validate::Access;
use serde_json::{Map, Value};

use super::changes;
use crate::completions::stage_names;
use crate::error_code::ErrorCode;
use crate::policy::groups_that_may;
use crate::tools::{Failure, Origin, Problem, ToolContext, required_fields, shape};

/// Maximum number of names in one list.
const MOST: usize = 30;

/// Every fact: of the database, or of a model that is named behind it.
const FACTS: [&str; 12] = [
    "place",
    "custom_modules",
    "custom_models",
    "changes",
    "changed_models",
    "model",
    "fields",
    "required",
    "states",
    "buttons",
    "rights",
    "label",
];

/// Whether there is a fact of this name.
pub(super) fn is_fact(name: &str) -> bool {
    FACTS.contains(&name)
}

/// The facts, for one prompt with these arguments.
pub(super) struct Facts<'a> {
    context: &'a ToolContext,
    given: &'a Map<String, Value>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(context: &'a ToolContext, given: &'a Map<String, Value>) -> Self {
        Self { context, given }
    }

    /// A fact by what stands between the braces; `None` where it is not known here.
    pub(super) async fn get(&self, fact: &str) -> Result<Option<String>, Failure> {
        let mut words = fact.split_whitespace();
        let (name, mut next) = (words.next().unwrap_or_default(), || words.next().unwrap_or_default());
        match name {
            "place" => self.place().await.map(Some),
            "custom_modules" => self.custom_modules().await,
            "custom_models" => self.custom_models().await,
            "changes" => self.changes(next(), next(), next()).await,
            "changed_models" => self.changed_models(next()).await,
            argument if argument.starts_with('$') => Ok(self.text(argument).map(str::to_owned)),
            of_model => self.of_model(of_model, next()).await,
        }
    }

    /// A word of the text: an argument, where it begins with `$`.
    fn text<'w>(&'w self, word: &'w str) -> Option<&'w str> {
        match word.strip_prefix('$') {
            Some(argument) => self.given.get(argument).and_then(Value::as_str).filter(|text| !text.is_empty()),
            None => Some(word).filter(|word| !word.is_empty()),
        }
    }

    async fn place(&self) -> Result<String, Failure> {
        let client = self.context.odoo.connected().await?.client();
        Ok(format!("Odoo {}, database `{}`", client.series(), client.database()))
    }

    async fn custom_modules(&self) -> Result<Option<String>, Failure> {
        let connected = self.context.odoo.connected().await?;
        Ok(connected.catalog().foreign_modules().map(|modules| listed(modules.into_iter())))
    }

    async fn custom_models(&self) -> Result<Option<String>, Failure> {
        let models = self.context.odoo.visible_models().await?;
        let catalog = self.context.odoo.connected().await?.catalog();
        let custom = models.iter().map(|model| model.name.as_str()).filter(|name| !catalog.is_standard(name));
        Ok(Some(listed(custom)))
    }

    async fn changes(&self, model: &str, from: &str, to: &str) -> Result<Option<String>, Failure> {
        let (Some(model), Some(from)) = (self.text(model), self.series(from)?) else { return Ok(None) };
        let to = self.series(to)?.unwrap_or(self.context.odoo.series().await?);
        Ok(Some(changes::of_model(&odoo_models::CHANGES, model, from, to)))
    }

    async fn changed_models(&self, from: &str) -> Result<Option<String>, Failure> {
        let Some(from) = self.series(from)? else { return Ok(None) };
        Ok(Some(changes::of_models(&odoo_models::CHANGES, from, self.context.odoo.series().await?)))
    }

    fn series(&self, word: &str) -> Result<Option<Series>, Failure> {
        let Some(text) = self.text(word) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            let problem = Problem::new(ErrorCode::WrongValue, word.trim_start_matches('$'), format!("`{text}` is not a series"));
            Failure::invalid(vec![problem.hint("one of `17.0`, `18.0`, `19.0`")])
        })
    }

    async fn of_model(&self, fact: &str, word: &str) -> Result<Option<String>, Failure> {
        let Some(name) = self.text(word) else { return Ok(None) };
        let schema = match self.context.odoo.model(name).await {
            Ok(schema) => schema,
            // The text speaks of the model, not the person: where it is not there, neither is the line.
            Err(failure) if !word.starts_with('$') && matches!(failure.origin(), Origin::Caller | Origin::Policy) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        match fact {
            "model" => Ok(Some(format!("`{}` ({})", schema.model, schema.label))),
            "fields" => Ok(Some(fields(&schema))),
            "required" => Ok(Some(listed(required_fields(self.context, name).await?.iter().map(String::as_str)))),
            "states" => self.states(&schema).await,
            "buttons" => Ok(schema.buttons.as_ref().map(|buttons| listed(buttons.keys().map(String::as_str).filter(|name| acts(name))))),
            "rights" => self.rights(&schema).await,
            _ => Ok(Some(schema.label.clone())),
        }
    }

    async fn states(&self, schema: &Arc<ModelSchema>) -> Result<Option<String>, Failure> {
        let names = match stage_names(self.context, schema).await {
            Ok(names) => names,
            // Who may not read the stages hears nothing of them.
            Err(failure) if failure.code() != ErrorCode::RateLimited => return Ok(None),
            Err(failure) => return Err(failure),
        };
        Ok((!names.is_empty()).then(|| names.join(", ")))
    }

    async fn rights(&self, schema: &ModelSchema) -> Result<Option<String>, Failure> {
        let groups = self.context.odoo.connected().await?.catalog().groups();
        let named = [("read", Access::Read), ("create", Access::Create), ("write", Access::Write), ("delete", Access::Delete)];
        let of = |(name, access)| groups_that_may(schema, groups, access).map(|found| format!("{name}: {}", listed(found.into_iter())));
        Ok(named.into_iter().map(of).collect::<Option<Vec<_>>>().map(|rights| rights.join("; ")))
    }
}

/// Whether a button does something by its name: many open a list or a window and nothing else.
fn acts(method: &str) -> bool {
    let shows = ["view_", "open_", "show_", "see_", "preview_", "redirect_"];
    let name = method.strip_prefix("action_").unwrap_or(method);
    !shows.iter().any(|word| name.starts_with(word))
}

/// The important fields, one a line.
fn fields(schema: &ModelSchema) -> String {
    let known = |name: String| schema.fields.get(&name).map(|field| line(&name, field));
    shape::default_fields(schema).into_iter().filter_map(known).collect::<Vec<_>>().join("\n")
}

fn line(name: &str, field: &FieldSchema) -> String {
    let kind = serde_json::to_value(field.field_type).ok().and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default();
    let relation = field.relation.as_ref().map_or_else(String::new, |relation| format!(" to `{relation}`"));
    let required = if field.required { ", required" } else { "" };
    format!("- `{name}`: {}, {kind}{relation}{required}", field.label)
}

/// Names with commas between them, and how many more there are.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MOST);
    let shown = names.get(..MOST.min(names.len())).unwrap_or_default().join(", ");
    match (shown.is_empty(), more) {
        (true, _) => "none".to_owned(),
        (false, 0) => shown,
        (false, more) => format!("{shown} and {more} more"),
    }
}
