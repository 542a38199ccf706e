//! A dotted path of fields, and the conditions that can be put on it.

use std::fmt;
use std::marker::PhantomData;

use serde_json::Value;

use super::assign::Assign;
use super::can::{Full, Groupable, Searchable};
use super::domain::Domain;
use super::field::Field;
use super::group::{Dated, GroupKey, Interval, Period};
use super::operand::{Comparable, Operand, Relation, Textual};
use super::{FieldUse, Model};

/// A way from a record of `M` over relations to a value `T`: `partner_id.country_id.code`.
pub struct Path<M, T, C = Full> {
    steps: Vec<FieldUse>,
    #[expect(clippy::type_complexity, reason = "a function pointer keeps the path `Send` whatever the types")]
    types: PhantomData<fn() -> (M, T, C)>,
}

impl<M, T, C> Clone for Path<M, T, C> {
    fn clone(&self) -> Self {
        Self { steps: self.steps.clone(), types: PhantomData }
    }
}

impl<M, T, C> fmt::Debug for Path<M, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({})", dotted(&self.steps))
    }
}

impl<M: Model, T, C> Path<M, T, C> {
    pub(super) fn start(field: Field<M, T, C>) -> Self {
        Self { steps: vec![FieldUse::of(field)], types: PhantomData }
    }

    /// The path as Odoo writes it.
    #[must_use]
    pub fn dotted(&self) -> String {
        dotted(&self.steps)
    }

    /// The fields it goes over.
    #[must_use]
    pub fn uses(&self) -> &[FieldUse] {
        &self.steps
    }

    /// Goes on to a field of the records this path leads to.
    pub fn join<D, K>(self, next: Field<T::To, D, K>) -> Path<M, D, K>
    where
        T: Relation,
        C: Searchable,
    {
        let mut steps = self.led_to::<T::To>().steps;
        steps.push(FieldUse::of(next));
        Path { steps, types: PhantomData }
    }

    fn led_to<N: Model>(mut self) -> Self {
        if let Some(last) = self.steps.last_mut() {
            *last = last.on_the_way_to::<N>();
        }
        self
    }

    fn condition(self, operator: &str, operand: Value) -> Domain<M> {
        Domain::leaf(self.steps, operator, operand)
    }

    fn nested<N: Model>(self, operator: &str, inner: Domain<N>) -> Domain<M> {
        let uses = inner.uses().to_vec();
        self.led_to::<N>().condition(operator, inner.into_value()).using(uses)
    }
}

/// `partner_id.country_id`.
pub(super) fn dotted(steps: &[FieldUse]) -> String {
    steps.iter().map(|step| step.field).collect::<Vec<_>>().join(".")
}

impl<M: Model, T, C: Groupable> Path<M, T, C> {
    /// Groups by the value at the end. Odoo groups over a relation from 18 on.
    #[must_use]
    pub fn value(self) -> GroupKey<M, T> {
        GroupKey::new(self.steps, None)
    }

    /// Groups by an interval of a date or datetime.
    #[must_use]
    pub fn every(self, interval: Interval) -> GroupKey<M, Period>
    where
        T: Dated,
    {
        GroupKey::new(self.steps, Some(interval))
    }
}

/// Writes the conditions once, for [`Path`] and for [`Field`].
macro_rules! conditions {
    ($type:ident, $to_path:expr) => {
        /// Conditions.
        impl<M: Model, T, C: Searchable> $type<M, T, C> {
            /// `=`; `None` is empty.
            pub fn eq(self, value: impl Assign<T>) -> Domain<M> {
                $to_path(self).condition("=", value.assigned())
            }

            /// `!=`. Odoo counts empty values as different too.
            pub fn ne(self, value: impl Assign<T>) -> Domain<M> {
                $to_path(self).condition("!=", value.assigned())
            }

            /// `in`: equal to one of these. No values match no record.
            pub fn is_in<V: Operand<T>>(self, values: impl IntoIterator<Item = V>) -> Domain<M> {
                $to_path(self).condition("in", values.into_iter().map(Operand::operand).collect())
            }

            /// `not in`.
            pub fn not_in<V: Operand<T>>(self, values: impl IntoIterator<Item = V>) -> Domain<M> {
                $to_path(self).condition("not in", values.into_iter().map(Operand::operand).collect())
            }

            /// Has a value.
            #[must_use]
            pub fn is_set(self) -> Domain<M> {
                $to_path(self).condition("!=", Value::Bool(false))
            }

            /// Is empty.
            #[must_use]
            pub fn is_unset(self) -> Domain<M> {
                $to_path(self).condition("=", Value::Bool(false))
            }
        }

        /// Comparisons of size, for numbers, dates and texts.
        impl<M: Model, T: Comparable, C: Searchable> $type<M, T, C> {
            /// `<`.
            pub fn lt(self, value: impl Operand<T>) -> Domain<M> {
                $to_path(self).condition("<", value.operand())
            }

            /// `<=`.
            pub fn le(self, value: impl Operand<T>) -> Domain<M> {
                $to_path(self).condition("<=", value.operand())
            }

            /// `>`.
            pub fn gt(self, value: impl Operand<T>) -> Domain<M> {
                $to_path(self).condition(">", value.operand())
            }

            /// `>=`.
            pub fn ge(self, value: impl Operand<T>) -> Domain<M> {
                $to_path(self).condition(">=", value.operand())
            }
        }

        /// Patterns, for texts and for the display names of relations.
        impl<M: Model, T: Textual, C: Searchable> $type<M, T, C> {
            /// `like`: holds this text; `%` and `_` are wildcards.
            #[must_use]
            pub fn like(self, text: &str) -> Domain<M> {
                $to_path(self).condition("like", text.into())
            }

            /// `ilike`: holds this text in any case.
            #[must_use]
            pub fn ilike(self, text: &str) -> Domain<M> {
                $to_path(self).condition("ilike", text.into())
            }

            /// `not ilike`.
            #[must_use]
            pub fn not_ilike(self, text: &str) -> Domain<M> {
                $to_path(self).condition("not ilike", text.into())
            }

            /// `=ilike`: the whole value matches this pattern in any case.
            #[must_use]
            pub fn matches(self, pattern: &str) -> Domain<M> {
                $to_path(self).condition("=ilike", pattern.into())
            }
        }

        /// Conditions on the records a relation points to.
        impl<M: Model, T: Relation, C: Searchable> $type<M, T, C> {
            /// `any`: at least one record matches `domain`.
            #[must_use]
            pub fn any(self, domain: Domain<T::To>) -> Domain<M> {
                $to_path(self).nested("any", domain)
            }

            /// `not any`: no record matches `domain`.
            #[must_use]
            pub fn not_any(self, domain: Domain<T::To>) -> Domain<M> {
                $to_path(self).nested("not any", domain)
            }

            /// `child_of`: the record or one below it, along the co-model's parent field.
            #[must_use]
            pub fn child_of(self, id: super::Id<T::To>) -> Domain<M> {
                $to_path(self).condition("child_of", id.get().into())
            }

            /// `parent_of`: the record or one above it.
            #[must_use]
            pub fn parent_of(self, id: super::Id<T::To>) -> Domain<M> {
                $to_path(self).condition("parent_of", id.get().into())
            }
        }
    };
}

conditions!(Path, std::convert::identity);
conditions!(Field, Field::path);
