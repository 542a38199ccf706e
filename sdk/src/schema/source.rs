//! Where a check finds the schemas of the models it meets on its way.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::access::Groups;
use super::method::MethodSchema;
use super::model::ModelSchema;
use super::series_changes::Changes;
use super::snapshot::Snapshot;

/// What a source knows of a model.
#[derive(Debug, Clone)]
pub enum Lookup {
    /// Its schema.
    Found(Arc<ModelSchema>),
    /// The database has no such model.
    Absent,
    /// Not known yet: the caller may load it and check again.
    Unloaded,
}

/// Answers for models by name, without IO.
pub trait SchemaSource {
    /// What is known of `model` now.
    fn lookup(&self, model: &str) -> Lookup;

    /// The methods every model has (`search_read`, `write`, …), kept once a series. `None`: not known.
    fn common_methods(&self) -> Option<&BTreeMap<String, MethodSchema>> {
        None
    }

    /// The groups of the database and what each implies, by which rights and buttons are judged. `None`: not known.
    fn groups(&self) -> Option<&Groups> {
        None
    }

    /// The names of all models that are known, for "did you mean". May be empty.
    fn model_names(&self) -> Vec<String> {
        Vec::new()
    }

    /// What a standard database of the series with all its apps says of `model`, installed here or not: for advice only.
    fn standard(&self, model: &str) -> Option<Arc<ModelSchema>> {
        let _ = model;
        None
    }

    /// Whether a module is one of a standard database of the series. `None`: not known.
    fn is_standard_module(&self, module: &str) -> Option<bool> {
        let _ = module;
        None
    }

    /// What changed between the series, where the tables are at hand: for advice on names of another series.
    fn changes(&self) -> Option<&'static Changes> {
        None
    }
}

/// The whole of a database in memory: what is not there is absent.
#[derive(Debug, Clone, Default)]
pub struct Models {
    /// Models by name.
    pub models: BTreeMap<String, Arc<ModelSchema>>,
    /// Methods that every model has; empty is not known.
    pub common_methods: BTreeMap<String, MethodSchema>,
    /// Groups and what each implies; empty is not known.
    pub groups: Groups,
}

impl From<Snapshot> for Models {
    fn from(snapshot: Snapshot) -> Self {
        let models = snapshot.models.into_iter().map(|(name, model)| (name, Arc::new(model))).collect();
        Self { models, common_methods: snapshot.common_methods, groups: snapshot.groups }
    }
}

impl SchemaSource for Models {
    fn lookup(&self, model: &str) -> Lookup {
        self.models.get(model).map_or(Lookup::Absent, |schema| Lookup::Found(Arc::clone(schema)))
    }

    fn common_methods(&self) -> Option<&BTreeMap<String, MethodSchema>> {
        (!self.common_methods.is_empty()).then_some(&self.common_methods)
    }

    fn groups(&self) -> Option<&Groups> {
        (!self.groups.is_empty()).then_some(&self.groups)
    }

    fn model_names(&self) -> Vec<String> {
        self.models.keys().cloned().collect()
    }
}
