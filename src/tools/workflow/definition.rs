//! Workflows as data: the states of a model, and by which method or dialog a record leaves each. One file a model in `workflows/`.

use std::sync::LazyLock;

use odoo_sdk::Series;
use serde::Deserialize;

/// The files, compiled in.
const FILES: [&str; 12] = [
    include_str!("../../../workflows/account.move.yaml"),
    include_str!("../../../workflows/crm.lead.yaml"),
    include_str!("../../../workflows/helpdesk.ticket.yaml"),
    include_str!("../../../workflows/hr.expense.yaml"),
    include_str!("../../../workflows/hr.expense.sheet.yaml"),
    include_str!("../../../workflows/hr.leave.yaml"),
    include_str!("../../../workflows/mrp.production.yaml"),
    include_str!("../../../workflows/project.task.yaml"),
    include_str!("../../../workflows/purchase.order.yaml"),
    include_str!("../../../workflows/repair.order.yaml"),
    include_str!("../../../workflows/sale.order.yaml"),
    include_str!("../../../workflows/stock.picking.yaml"),
];

/// The workflow of a model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Workflow {
    /// The model.
    pub(crate) model: String,
    /// The field that says where a record stands: a selection, or a link to stages that people move it through.
    pub(crate) field: String,
    /// What can be done.
    #[serde(default)]
    pub(crate) actions: Vec<Action>,
}

/// Something that can be done with a record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Action {
    /// What it is, in a few words.
    pub(crate) what: String,
    /// The method that does it, or that opens its dialog.
    pub(crate) method: String,
    /// The method opens a dialog, or the model of one that a menu opens.
    #[serde(default)]
    pub(crate) dialog: bool,
    /// In which states; in every one where it says nothing.
    #[serde(default)]
    pub(crate) from: Vec<String>,
    /// Values that other fields must have, each of them.
    #[serde(default)]
    pub(crate) when: Vec<When>,
    /// Fields that must be filled in.
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    /// The series that have it; all where it says nothing.
    #[serde(default)]
    pub(crate) series: Vec<String>,
}

/// A field with one of some values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct When {
    pub(crate) field: String,
    #[serde(rename = "in")]
    pub(crate) values: Vec<String>,
}

impl Action {
    /// Whether a series has it.
    pub(crate) fn is_in(&self, series: Series) -> bool {
        self.series.is_empty() || self.series.iter().any(|name| name == series.name())
    }
}

/// Every workflow; what cannot be read is left out, and a test shows that all can.
pub(crate) fn all() -> &'static [Workflow] {
    static ALL: LazyLock<Vec<Workflow>> = LazyLock::new(|| FILES.iter().filter_map(|text| read(text).ok()).collect());
    &ALL
}

/// The workflow of a model.
pub(crate) fn of(model: &str) -> Option<&'static Workflow> {
    all().iter().find(|workflow| workflow.model == model)
}

fn read(text: &str) -> Result<Workflow, serde_yaml::Error> {
    serde_yaml::from_str(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use odoo_sdk::schema::{FieldSchema, ModelSchema};

    use super::*;

    #[test]
    fn every_file_is_read_and_every_model_is_once() {
        let read: Vec<Workflow> = FILES.iter().map(|text| read(text).unwrap()).collect();
        let models: BTreeSet<&str> = read.iter().map(|workflow| workflow.model.as_str()).collect();
        assert_eq!(models.len(), FILES.len());
    }

    fn values(field: &FieldSchema) -> BTreeSet<String> {
        let selection = field.selection.as_ref().map(|selection| serde_json::to_value(selection).unwrap()).unwrap_or_default();
        let pairs = selection["values"].as_array().cloned().unwrap_or_default();
        pairs.iter().map(|pair| pair[0].as_str().unwrap().to_owned()).collect()
    }

    fn check(series: Series, workflow: &Workflow, schema: &ModelSchema) {
        let at = format!("{} of {series}", workflow.model);
        let field = schema.fields.get(&workflow.field).unwrap_or_else(|| panic!("{at} has no `{}`", workflow.field));
        for action in workflow.actions.iter().filter(|action| action.is_in(series)) {
            let is_there = action.method.contains('.') || schema.methods.contains_key(&action.method);
            assert!(is_there, "{at} has no method `{}`", action.method);
            let unknown: Vec<&String> = action.from.iter().filter(|state| !values(field).contains(*state)).collect();
            assert!(unknown.is_empty() || !is_one_series(action), "{at}: `{}` from {unknown:?}", action.what);
            assert!(unknown.len() < action.from.len() || action.from.is_empty(), "{at}: `{}` from no state there is", action.what);
            for name in action.needs.iter().chain(action.when.iter().map(|when| &when.field)) {
                assert!(schema.fields.contains_key(name), "{at} has no field `{name}`");
            }
        }
    }

    /// What is said of one series alone is true of it to the letter; what is said of several may name a state that one lacks.
    fn is_one_series(action: &Action) -> bool {
        action.series.len() == 1
    }

    #[test]
    fn every_workflow_is_what_the_snapshots_of_all_series_say() {
        for workflow in all().iter().filter(|workflow| workflow.model != "helpdesk.ticket") {
            let mut is_known = false;
            for series in Series::ALL {
                if let Some(schema) = crate::catalog::embedded_pack(series).unwrap().model(&workflow.model).unwrap() {
                    is_known = true;
                    check(series, workflow, &schema);
                }
            }
            assert!(is_known, "no series has `{}`", workflow.model);
        }
    }

    #[test]
    fn series_are_named_as_they_are() {
        let known: Vec<&str> = Series::ALL.iter().map(|series| series.name()).collect();
        for series in all().iter().flat_map(|workflow| &workflow.actions).flat_map(|action| &action.series) {
            assert!(known.contains(&series.as_str()), "{series}");
        }
    }
}
