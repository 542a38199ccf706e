//! What could not be translated.

use std::fmt;

use crate::Series;
use crate::schema::FieldType;

/// Something a call says that has no like in the other series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The model, as the call has it.
    pub model: String,
    /// What it is about.
    pub kind: LossKind,
    /// The series that lacks it.
    pub series: Series,
}

/// What is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LossKind {
    /// The model itself.
    Model,
    /// A field.
    Field(String),
    /// A field is there with another type, so that its value or condition may mean something else.
    Type {
        /// The field.
        field: String,
        /// Its type here.
        from: FieldType,
        /// Its type there.
        to: FieldType,
    },
    /// A value of a selection.
    Value {
        /// The field.
        field: String,
        /// The value.
        value: String,
    },
    /// A method.
    Method(String),
    /// A path beyond a field of which it is not known where it leads.
    Path(String),
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, series, .. } = self;
        match &self.kind {
            LossKind::Model => write!(f, "{series} has no model `{model}`"),
            LossKind::Field(field) => write!(f, "{series} has no field `{field}` on `{model}`"),
            LossKind::Type { field, from, to } => {
                write!(f, "`{field}` of `{model}` is {} in {series}, not {}", to.name(), from.name())
            }
            LossKind::Value { field, value } => write!(f, "`{field}` of `{model}` has no value `{value}` in {series}"),
            LossKind::Method(method) => write!(f, "{series} has no method `{method}` on `{model}`"),
            LossKind::Path(path) => write!(f, "`{path}` of `{model}` cannot be followed to {series}: where it leads is not known"),
        }
    }
}
