//! Which fields a request names, whatever the shape of the request.
//!
//! With it a refusal can say which app is missing, and a request made for one series can be translated to another.

use super::{Field, Model};

/// A field that a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldUse {
    /// The model, by technical name.
    pub model: &'static str,
    /// The field.
    pub field: &'static str,
    /// The module that brings the field.
    pub module: &'static str,
    /// The model it points to, where the request goes on to a field of that.
    pub to: Option<&'static str>,
}

impl FieldUse {
    /// A field at the end of a path.
    #[must_use]
    pub fn of<M: Model, T, C>(field: Field<M, T, C>) -> Self {
        Self::listed::<M>(field.listed())
    }

    /// A field by name and module.
    #[must_use]
    pub fn listed<M: Model>((field, module): (&'static str, &'static str)) -> Self {
        Self { model: M::META.name, field, module, to: None }
    }

    /// The same field on the way to `N`.
    #[must_use]
    pub fn on_the_way_to<N: Model>(mut self) -> Self {
        self.to = Some(N::META.name);
        self
    }
}
