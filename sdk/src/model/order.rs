//! The order of a search.

use std::fmt;
use std::marker::PhantomData;

use super::Use;

/// One term of an order over `M`: `SaleOrder::DATE_ORDER.desc()`.
pub struct Order<M> {
    field: Use,
    direction: &'static str,
    model: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    pub(super) fn by(field: Use, direction: &'static str) -> Self {
        Self { field, direction, model: PhantomData }
    }

    /// The field it names.
    #[must_use]
    pub fn field(&self) -> Use {
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
