//! What is known of a database's models: the one shape that snapshots, live discovery and validation share.

mod field;
mod method;
mod model;
mod source;

pub use field::{Digits, FieldSchema, FieldType, Selection};
pub use method::{MethodSchema, Parameter, ParameterKind};
pub use model::{ModelKind, ModelSchema};
pub use source::{Lookup, SchemaSource};
