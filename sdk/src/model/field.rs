//! A field of a model as a constant.

use std::fmt;
use std::marker::PhantomData;

use super::can::{Full, Groupable, Searchable, Sortable};
use super::group::{Aggregate, GroupKey, Interval};
use super::operand::Relation;
use super::order::Order;
use super::path::Path;
use super::{FieldUse, Model};

/// A field of the model `M` that a read gives as `T`, and what it [`Capability`](super::Capability).
///
/// `T` is `Option` where the field may be empty. Numbers and booleans never are: Odoo reads an empty number as 0.
/// Every method of [`Path`] that makes a condition is here too.
pub struct Field<M, T, C = Full> {
    name: &'static str,
    module: &'static str,
    #[expect(clippy::type_complexity, reason = "a function pointer keeps the token `Send` and `Copy` whatever the types")]
    types: PhantomData<fn() -> (M, T, C)>,
}

impl<M, T, C> Clone for Field<M, T, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T, C> Copy for Field<M, T, C> {}

impl<M, T, C> fmt::Debug for Field<M, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.name)
    }
}

impl<M: Model, T, C> Field<M, T, C> {
    /// Goes on to a field of the records this field points to: a [`Path`], for conditions and groups.
    pub fn join<D, K>(self, next: Field<T::To, D, K>) -> Path<M, D, K>
    where
        T: Relation,
        C: Searchable,
    {
        self.path().join(next)
    }

    /// The path of this one field.
    #[must_use]
    pub fn path(self) -> Path<M, T, C> {
        Path::start(self)
    }
}

impl<M, T, C> Field<M, T, C> {
    /// The field `name` that `module` brings. Written by codegen; by hand for a field that no snapshot knows.
    #[must_use]
    pub const fn new(name: &'static str, module: &'static str) -> Self {
        Self { name, module, types: PhantomData }
    }

    /// The technical name, exactly as Odoo has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The module that brings the field.
    #[must_use]
    pub const fn module(self) -> &'static str {
        self.module
    }

    /// Name and module, as a projection lists them.
    #[must_use]
    pub const fn listed(self) -> (&'static str, &'static str) {
        (self.name, self.module)
    }

    /// The same field where this database may leave it empty although the snapshot says it is required.
    #[must_use]
    pub const fn optional(self) -> Field<M, Option<T>, C> {
        Field::new(self.name, self.module)
    }
}

impl<M: Model, T, C: Sortable> Field<M, T, C> {
    /// Smallest first.
    #[must_use]
    pub fn asc(self) -> Order<M> {
        Order::by(FieldUse::of(self), "asc")
    }

    /// Largest first.
    #[must_use]
    pub fn desc(self) -> Order<M> {
        Order::by(FieldUse::of(self), "desc")
    }
}

/// Aggregates.
impl<M: Model, T, C> Field<M, T, C> {
    /// The sum over the records of a group.
    #[must_use]
    pub fn sum(self) -> Aggregate<M, T> {
        Aggregate::new(FieldUse::of(self), "sum")
    }

    /// The mean.
    #[must_use]
    pub fn avg(self) -> Aggregate<M, f64> {
        Aggregate::new(FieldUse::of(self), "avg")
    }

    /// The smallest.
    #[must_use]
    pub fn min(self) -> Aggregate<M, T> {
        Aggregate::new(FieldUse::of(self), "min")
    }

    /// The largest.
    #[must_use]
    pub fn max(self) -> Aggregate<M, T> {
        Aggregate::new(FieldUse::of(self), "max")
    }

    /// How many different values.
    #[must_use]
    pub fn count_distinct(self) -> Aggregate<M, i64> {
        Aggregate::new(FieldUse::of(self), "count_distinct")
    }
}

impl<M: Model, T, C: Groupable> Field<M, T, C> {
    /// Groups by the value.
    #[must_use]
    pub fn value(self) -> GroupKey<M, T> {
        self.path().value()
    }

    /// Groups by an interval of a date or datetime.
    #[must_use]
    pub fn every(self, interval: Interval) -> GroupKey<M, super::Period>
    where
        T: super::group::Dated,
    {
        self.path().every(interval)
    }

    /// Groups by month.
    #[must_use]
    pub fn month(self) -> GroupKey<M, super::Period>
    where
        T: super::group::Dated,
    {
        self.every(Interval::Month)
    }
}
