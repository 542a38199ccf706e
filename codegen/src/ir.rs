//! What is written, before it is text: series, models, fields and selections with their Rust names, types and conditions.

mod condition;
mod field;
mod selection;

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::Series;
use odoo_sdk::schema::{ModelSchema, Snapshot};

use crate::apps;
use crate::fixups;
use crate::names::{self, Names};

pub(crate) use condition::Condition;
pub(crate) use field::{FieldIr, plain};
pub(crate) use selection::SelectionIr;

/// One series.
#[derive(Debug)]
pub(crate) struct SeriesIr {
    pub(crate) series: Series,
    pub(crate) server_version: String,
    /// The snapshot's own hash.
    pub(crate) hash: String,
    /// Models by technical name.
    pub(crate) models: Vec<ModelIr>,
}

/// One model.
#[derive(Debug)]
pub(crate) struct ModelIr {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) kind: odoo_sdk::schema::ModelKind,
    /// The module that defines it.
    pub(crate) module: String,
    /// The file it is written to: its app.
    pub(crate) file: String,
    pub(crate) condition: Condition,
    pub(crate) type_name: String,
    pub(crate) module_name: String,
    pub(crate) fields: Vec<FieldIr>,
    pub(crate) selections: Vec<SelectionIr>,
}

/// The Rust type of every model of a series.
pub(crate) type TypeNames = BTreeMap<String, String>;

impl SeriesIr {
    /// Builds it; `fixed` collects the fixups that changed something.
    pub(crate) fn new(snapshot: &Snapshot, hash: String, fixed: &mut BTreeSet<&'static str>) -> Self {
        let mut models = snapshot.models.clone();
        fixups::apply(snapshot.series, &mut models, fixed);
        let (mut types, mut modules) = (Names::default(), Names::default());
        let type_names: TypeNames = models.keys().map(|name| (name.clone(), types.claim(names::type_name(name), ""))).collect();
        let models = models.values().map(|model| {
            let module_name = modules.claim(names::member_name(&model.model), "_");
            ModelIr::new(model, &models, &type_names, module_name)
        });
        Self { series: snapshot.series, server_version: snapshot.server_version.clone(), models: models.collect(), hash }
    }

    /// `v19`.
    pub(crate) fn module_name(&self) -> String {
        series_module(self.series)
    }

    /// The files of apps with the models in each.
    pub(crate) fn files(&self) -> BTreeMap<&str, Vec<&ModelIr>> {
        let mut files: BTreeMap<&str, Vec<&ModelIr>> = BTreeMap::new();
        for model in &self.models {
            files.entry(&model.file).or_default().push(model);
        }
        files
    }
}

/// `v19`.
pub(crate) fn series_module(series: Series) -> String {
    format!("v{}", series.name().trim_end_matches(".0"))
}

impl ModelIr {
    fn new(model: &ModelSchema, all: &BTreeMap<String, ModelSchema>, types: &TypeNames, module_name: String) -> Self {
        let module = defining_module(model);
        let condition = Condition::of_modules([module.as_str()]);
        let (mut selections, mut fields) = (selection::Selections::default(), Vec::new());
        let (mut consts, mut members) = (Names::default(), Names::default());
        for (name, schema) in &model.fields {
            let selection = selections.claim(name, schema);
            let const_name = consts.claim(names::const_name(name), "_");
            let member_name = members.claim(names::member_name(name), "_");
            let place = field::Place { model, module: &module, all, types, condition: &condition };
            fields.push(FieldIr::new(&place, name, schema, selection, const_name, member_name));
        }
        Self {
            name: model.model.clone(),
            label: model.label.clone(),
            kind: model.kind,
            file: apps::features(&module).first().map_or("base", |feature| *feature).to_owned(),
            module,
            condition,
            type_name: types.get(&model.model).cloned().unwrap_or_default(),
            module_name,
            fields,
            selections: selections.0,
        }
    }

    /// The fields of the struct: what every user may read.
    pub(crate) fn members(&self) -> impl Iterator<Item = &FieldIr> {
        self.fields.iter().filter(|field| field.in_struct)
    }
}

/// The module that defines a model: the one that gives it its `id` where a single one does, otherwise the first in the
/// order of dependencies that gives it any field.
fn defining_module(model: &ModelSchema) -> String {
    let of_id = model.fields.get("create_uid").or_else(|| model.fields.get("id")).map(|field| field.modules.as_slice());
    if let Some([only]) = of_id {
        return only.clone();
    }
    let first = |modules: &[String]| modules.iter().min_by_key(|module| (apps::rank(module), module.len(), (*module).clone())).cloned();
    first(&model.modules).unwrap_or_else(|| "base".to_owned())
}
