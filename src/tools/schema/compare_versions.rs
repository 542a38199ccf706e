//! `compare_versions`: how a standard model differs between two series.
//!
//! What was renamed stands in the reviewed tables of changes; what came, went or changed is seen in the two snapshots themselves.

mod fields;
mod names;

use std::sync::Arc;

use odoo_models::CHANGES;
use odoo_sdk::Series;
use odoo_sdk::adapter::{Adapter, Change, is_database_specific};
use odoo_sdk::schema::ModelSchema;
use odoo_sdk::schema::snapshot::Methods;
use odoo_sdk::series::UnknownSeries;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::catalog::{standard_methods, standard_model};
use crate::error_code::ErrorCode;
use crate::tools::class::{Connection, Effect, ToolClass, Use};
use crate::tools::failure::{Failure, Problem};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};
use names::NameChanges;

/// The tool.
pub(crate) struct CompareVersions;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.users`.
    model: String,
    /// Series to compare: `17.0`, `18.0` or `19.0`.
    from: String,
    /// Series to compare with: `17.0`, `18.0` or `19.0`.
    to: String,
}

impl TypedTool for CompareVersions {
    const NAME: &'static str = "compare_versions";
    const TITLE: &'static str = "Compare Odoo versions";
    const DESCRIPTION: &'static str = "See which fields, values and methods of a standard model were added, removed, changed or renamed.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("model_renamed", "object", false),
        ("from", "string", true),
        ("to", "string", true),
        ("fields_added", "array", true),
        ("fields_removed", "array", true),
        ("fields_renamed", "object", true),
        ("fields_changed", "object", true),
        ("methods_added", "array", true),
        ("methods_removed", "array", true),
        ("methods_renamed", "object", true),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Schema).with([Use::Choice]).connecting(Connection::None)
    }

    async fn run(_context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, from, to } = arguments;
        let pair = Pair::find(&model, series(&from, "from")?, series(&to, "to")?)?;
        let (fields, methods) = (pair.fields(), pair.methods());
        let summary = format!(
            "{model}: {} fields were added, {} removed and {} renamed between {from} and {to}",
            fields.added.len(),
            fields.removed.len(),
            fields.renamed.len()
        );
        let mut answer = json!({
            "model": pair.old.model, "from": from, "to": to,
            "fields_added": fields.added, "fields_removed": fields.removed, "fields_renamed": fields.renamed,
            "fields_changed": fields::changed(&pair, &fields),
            "methods_added": methods.added, "methods_removed": methods.removed, "methods_renamed": methods.renamed,
        });
        if let Some(answer) = answer.as_object_mut().filter(|_| pair.old.model != pair.new.model) {
            answer.insert("model_renamed".to_owned(), json!({pair.old.model.as_str(): pair.new.model}));
        }
        Ok(ToolOutput::new(answer, summary))
    }
}

/// One model in two series.
struct Pair {
    old: Arc<ModelSchema>,
    new: Arc<ModelSchema>,
    /// Its own methods and those of every model.
    old_methods: Methods,
    new_methods: Methods,
    forth: Adapter,
    back: Adapter,
}

impl Pair {
    /// The model of `from` and what it is in `to`, by its name in either.
    fn find(model: &str, from: Series, to: Series) -> Result<Self, Failure> {
        let adapters = Adapter::new(&CHANGES, from, to).zip(Adapter::new(&CHANGES, to, from));
        let same = || invalid(Problem::new(ErrorCode::WrongValue, "to", "expected another series than `from`"));
        let (forth, back) = adapters.ok_or_else(same)?;
        let old = standard_model(from, model).or_else(|| standard_model(from, &back.model_name(model)));
        let old = old.ok_or_else(|| missing(model, from))?;
        let new = standard_model(to, &forth.model_name(&old.model)).ok_or_else(|| missing(model, to))?;
        let methods = |series: Series, model: &ModelSchema| {
            let own = model.methods.iter().map(|(name, method)| (name.clone(), method.clone()));
            standard_methods(series).into_iter().chain(own).collect()
        };
        Ok(Self { old_methods: methods(from, &old), new_methods: methods(to, &new), old, new, forth, back })
    }

    fn fields(&self) -> NameChanges<'_> {
        let forth = |name: &str| self.forth.field(&self.old.model, name);
        NameChanges::new(self.old.fields.keys(), self.new.fields.keys(), forth).without(is_database_specific)
    }

    /// The model's own: what happened to a method of every model is not repeated for each.
    fn methods(&self) -> NameChanges<'_> {
        let of_every_model = |name: &str| [self.forth, self.back].iter().any(|adapter| adapter.method("", name) != Change::Same);
        let forth = |name: &str| self.forth.method(&self.old.model, name);
        NameChanges::new(self.old_methods.keys(), self.new_methods.keys(), forth).without(of_every_model)
    }
}

fn series(name: &str, argument: &str) -> Result<Series, Failure> {
    name.parse().map_err(|error: UnknownSeries| invalid(Problem::new(ErrorCode::WrongValue, argument, error.to_string())))
}

fn missing(model: &str, series: Series) -> Failure {
    let problem = Problem::new(IssueCode::UnknownModel, "model", format!("the built-in snapshot of Odoo {series} has no model `{model}`"));
    invalid(match CHANGES.model_elsewhere(series, model) {
        Some(reported) => problem.hint(reported.advice(series)),
        None => problem.hint("only models of the standard apps in both snapshots can be compared"),
    })
}

fn invalid(problem: Problem) -> Failure {
    Failure::invalid(vec![problem])
}
