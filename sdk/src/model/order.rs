//! The order of a search.

use std::fmt;
use std::marker::PhantomData;

use super::FieldUse;

/// One term of an order over `M`: `SaleOrder::DATE_ORDER.desc()`.
pub struct Order<M> {
    field: FieldUse,
    direction: &'static str,
    model: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    pub(crate) fn by(field: FieldUse, direction: &'static str) -> Self {
        Self { field, direction, model: PhantomData }
    }

    /// Whether it is by the id, which no other term can refine; then whether the largest come first.
    #[cfg(feature = "client")]
    pub(crate) fn by_id(&self) -> Option<bool> {
        (self.field.field == "id").then_some(self.direction == "desc")
    }

    /// The field it names.
    #[must_use]
    pub fn field(&self) -> FieldUse {
        self.field
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Order<M> {}

impl<M> fmt::Display for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field.field, self.direction)
    }
}

impl<M> fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Order({self})")
    }
}
