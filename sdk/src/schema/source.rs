//! Where a check finds the schemas of the models it meets on its way.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::method::MethodSchema;
use super::model::ModelSchema;

/// What a source knows of a model.
#[derive(Debug, Clone)]
pub enum Lookup {
    /// Its schema.
    Found(Arc<ModelSchema>),
    /// The database surely has no such model.
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
}

/// Models in memory: what is not in the map is absent.
impl SchemaSource for BTreeMap<String, Arc<ModelSchema>> {
    fn lookup(&self, model: &str) -> Lookup {
        self.get(model).map_or(Lookup::Absent, |schema| Lookup::Found(Arc::clone(schema)))
    }
}
