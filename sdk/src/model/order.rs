//! The order of a search.

use std::fmt;
use std::marker::PhantomData;

/// One term of an order over `M`: `SaleOrder::DATE_ORDER.desc()`.
pub struct Order<M> {
    field: (&'static str, &'static str),
    direction: &'static str,
    model: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    pub(super) fn by(field: (&'static str, &'static str), direction: &'static str) -> Self {
        Self { field, direction, model: PhantomData }
    }

    /// The field and the module that brings it.
    #[must_use]
    pub fn field(&self) -> (&'static str, &'static str) {
        self.field
    }
}

impl<M> fmt::Display for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field.0, self.direction)
    }
}

impl<M> fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Order({self})")
    }
}
