//! Where a check finds the schemas of the models it meets on its way.

use std::sync::Arc;

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
}
