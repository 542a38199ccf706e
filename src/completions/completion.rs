//! What can be completed, and under the rules of which tool.

use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value, json};

use super::{names, records, reports, stages, workflows};
use crate::tools::{Effect, Judged, Tool, ToolClass, ToolOutput, Toolset};

/// What an argument is, as far as it can be completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completion {
    /// The name of a model.
    Model,
    /// A field of the model that is given beside it.
    Field,
    /// A method of that model.
    Method,
    /// A record of that model, by its name.
    Record,
    /// A stage or state of records of that model.
    Stage,
    /// A series of Odoo.
    Series,
    /// A model whose workflow is known.
    Workflow,
    /// A report of that model.
    Report,
    /// One of the Odoos that the caller may name.
    Instance,
    /// Anything: nothing is known of it.
    Text,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// What was typed so far.
    pub(crate) typed: &'a str,
    /// The model that the other arguments name; empty where none does.
    pub(crate) model: &'a str,
    /// The Odoo that they name; empty for the default one.
    pub(crate) instance: &'a str,
}

/// Values to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Completions {
    pub(crate) values: Vec<String>,
    /// Whether there are others.
    pub(crate) has_more: bool,
}

impl Completion {
    /// What answers it, under the rules of a tool that reports the same; `None` where nothing is known.
    pub(crate) fn answer(self) -> Option<(&'static str, &'static dyn Tool)> {
        static ANSWERS: LazyLock<[(Completion, &str, Arc<Judged>); 8]> = LazyLock::new(|| {
            let of = |tool, toolset, answer| {
                let class = ToolClass::new(Effect::Reads, toolset);
                (tool, Arc::new(Judged::new(tool, class, &["typed", "model"], answer)))
            };
            let (model, by_model) = of("list_models", Toolset::Schema, |context, given| Box::pin(names::models(context, given)));
            let (field, by_field) = of("get_model_fields", Toolset::Schema, |context, given| Box::pin(names::fields(context, given)));
            let (method, by_method) = of("describe_method", Toolset::Schema, |context, given| Box::pin(names::methods(context, given)));
            let (record, by_record) = of("name_search", Toolset::Records, |context, given| Box::pin(records::records(context, given)));
            let (stage, by_stage) = of("name_search", Toolset::Records, |context, given| Box::pin(stages::stages(context, given)));
            let (series, by_series) =
                of("compare_versions", Toolset::Schema, |_, given| Box::pin(std::future::ready(Ok(names::series(&given)))));
            let (workflow, by_workflow) =
                of("get_record_actions", Toolset::Workflow, |context, given| Box::pin(workflows::workflows(context, given)));
            let (report, by_report) = of("render_report", Toolset::Reports, |context, given| Box::pin(reports::reports(context, given)));
            [
                (Completion::Model, model, by_model),
                (Completion::Field, field, by_field),
                (Completion::Method, method, by_method),
                (Completion::Record, record, by_record),
                (Completion::Stage, stage, by_stage),
                (Completion::Series, series, by_series),
                (Completion::Workflow, workflow, by_workflow),
                (Completion::Report, report, by_report),
            ]
        });
        ANSWERS.iter().find(|(completion, ..)| *completion == self).map(|(_, tool, judged)| (*tool, judged.as_ref() as &dyn Tool))
    }
}

impl Asked<'_> {
    /// As the arguments of what answers.
    pub(crate) fn arguments(self) -> Map<String, Value> {
        Map::from_iter([("typed".to_owned(), self.typed.into()), ("model".to_owned(), self.model.into())])
    }

    /// From those.
    pub(super) fn of(given: &Map<String, Value>) -> Asked<'_> {
        let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default();
        Asked { typed: text("typed"), model: text("model"), instance: "" }
    }
}

impl Completions {
    /// As the answer of a tool.
    pub(super) fn into_output(self) -> ToolOutput {
        ToolOutput::new(json!({"values": self.values, "has_more": self.has_more}), "completed")
    }

    /// From that.
    pub(crate) fn from_output(output: &ToolOutput) -> Self {
        let values = output.content.get("values").and_then(Value::as_array).into_iter().flatten();
        let values = values.filter_map(Value::as_str).map(str::to_owned).collect();
        Self { values, has_more: output.content.get("has_more") == Some(&Value::Bool(true)) }
    }
}
