//! What is totalled over the records of a group.

use std::fmt;
use std::marker::PhantomData;

use crate::model::decode::FieldValue;
use crate::model::{FieldUse, Model, Row};

/// An aggregate of a field of `M`, as `T`: `SaleOrder::AMOUNT_TOTAL.sum()`.
pub struct Aggregate<M, T> {
    field: FieldUse,
    function: &'static str,
    types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Aggregate<M, T> {
    pub(in crate::model) fn new(field: FieldUse, function: &'static str) -> Self {
        Self { field, function, types: PhantomData }
    }
}

impl<M, T> Clone for Aggregate<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Aggregate<M, T> {}

impl<M, T> fmt::Debug for Aggregate<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aggregate({}:{})", self.field.field, self.function)
    }
}

/// The totals of a group: nothing, one aggregate, or a tuple of up to four.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an aggregate over records of `{M}`",
    note = "expected an aggregate (`.sum()`), or a tuple of up to four"
)]
pub trait Aggregates<M> {
    /// The totals.
    type Totals;

    /// The fields it names.
    fn uses(&self) -> Vec<FieldUse>;

    /// Field and function of each.
    fn specs(&self) -> Vec<(&'static str, &'static str)>;

    /// Takes the totals out of a group, the first of them being number `at`.
    fn decode(&self, row: &mut Row, at: usize) -> Self::Totals;
}

/// The names under which totals are found in a group once it is decoded.
pub(super) const SLOTS: [&str; 4] = ["total_0", "total_1", "total_2", "total_3"];

impl<M> Aggregates<M> for () {
    type Totals = ();

    fn uses(&self) -> Vec<FieldUse> {
        Vec::new()
    }

    fn specs(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn decode(&self, _row: &mut Row, _at: usize) {}
}

impl<M: Model, T: FieldValue> Aggregates<M> for Aggregate<M, T> {
    type Totals = T;

    fn uses(&self) -> Vec<FieldUse> {
        vec![self.field]
    }

    fn specs(&self) -> Vec<(&'static str, &'static str)> {
        vec![(self.field.field, self.function)]
    }

    fn decode(&self, row: &mut Row, at: usize) -> T {
        SLOTS.get(at).map_or_else(T::absent, |slot| row.take(slot))
    }
}

macro_rules! tuples {
    ($(($($type:ident $index:tt),+))+) => {$(
        impl<M: Model, $($type: FieldValue),+> Aggregates<M> for ($(Aggregate<M, $type>,)+) {
            type Totals = ($($type,)+);

            fn uses(&self) -> Vec<FieldUse> {
                vec![$(self.$index.field),+]
            }

            fn specs(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((self.$index.field.field, self.$index.function)),+]
            }

            fn decode(&self, row: &mut Row, at: usize) -> Self::Totals {
                ($(self.$index.decode(row, at + $index),)+)
            }
        }
    )+};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
}
