//! What is known of a database's models: the one shape that snapshots, live discovery and validation share.

mod access;
mod build;
mod changes;
mod derive;
mod field;
pub mod folder;
mod layer;
mod method;
mod model;
pub mod pack;
mod render;
pub(crate) mod series_changes;
pub mod snapshot;
mod source;

pub use access::{Button, EVERYONE, Groups, ModelFacts, Rights};
pub use build::{BuildError, FIELD_ATTRIBUTES, RawModel, add_facts, build_model, documented_methods, recorded_methods};
pub use changes::Changes;
pub use derive::{derive_links, derive_links_of};
pub use field::{Content, Digits, FieldSchema, FieldType, Selection};
pub use method::{MethodSchema, Parameter, ParameterKind};
pub use model::{ModelKind, ModelSchema, Unknown};
pub use pack::Pack;
pub use snapshot::Snapshot;
pub use source::{Lookup, Models, SchemaSource};
