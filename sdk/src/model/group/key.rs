//! What records are grouped by.

use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde_json::Value;

use crate::model::decode::{DecodeError, FieldValue, is_none, kind};
use crate::model::path::dotted;
use crate::model::value::{Many2many, Many2one, Monetary, One2many, Reference, Selection, read_datetime};
use crate::model::{Field, FieldUse, Id, Model, Path, Row};

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the period of that name")]
pub enum Interval {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Interval {
    /// The name Odoo uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// A period that records were grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Period {
    /// When it begins. For a datetime field that is UTC.
    pub start: DateTime,
    /// Its name for people, in the language of the call: `November 2026`.
    pub label: String,
}

/// Field types that group by period.
pub trait Dated {}
impl Dated for Date {}
impl Dated for Timestamp {}
impl<T: Dated> Dated for Option<T> {}

/// Field types that group by value, and what a group's key then is. Dates need a period instead.
#[diagnostic::on_unimplemented(
    message = "records are not grouped by values of type `{Self}`",
    note = "dates are grouped by period: `.month()`, `.every(Interval::Day)`"
)]
pub trait Grouping {
    /// The key: as the field is read, but one record of a field of many.
    type Key: FieldValue;
}

macro_rules! by_value {
    ($($type:ty),+) => {$(impl Grouping for $type { type Key = Self; })+};
}

by_value!(String, bool, i64, f64, Monetary, Reference, Value);

impl<T: Grouping> Grouping for Option<T> {
    type Key = Option<T::Key>;
}
impl<M> Grouping for Id<M> {
    type Key = Self;
}
impl<M> Grouping for Many2one<M> {
    type Key = Self;
}
impl<M> Grouping for Many2many<M> {
    type Key = Option<Many2one<M>>;
}
impl<M> Grouping for One2many<M> {
    type Key = Option<Many2one<M>>;
}
impl<S> Grouping for Selection<S> {
    type Key = Self;
}

/// A field or path of `M` to group by, as `T`.
pub struct GroupKey<M, T> {
    steps: Vec<FieldUse>,
    spec: String,
    types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> GroupKey<M, T> {
    pub(in crate::model) fn new(steps: Vec<FieldUse>, interval: Option<Interval>) -> Self {
        let path = dotted(&steps);
        let spec = interval.map_or(path.clone(), |interval| format!("{path}:{}", interval.name()));
        Self { steps, spec, types: PhantomData }
    }
}

impl<M, T> fmt::Debug for GroupKey<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GroupKey({})", self.spec)
    }
}

/// What groups are made by: a field, a period, or a tuple of up to four.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to group records of `{M}` by",
    note = "expected fields, periods (`.month()`), or a tuple of up to four"
)]
pub trait GroupKeys<M> {
    /// A group's key.
    type Key;

    /// The fields it names.
    fn uses(&self) -> Vec<FieldUse>;

    /// As Odoo takes them: `date_order:month`.
    fn specs(&self) -> Vec<String>;

    /// Takes the key out of a group.
    fn decode(&self, row: &mut Row) -> Self::Key;
}

/// One total for all records.
impl<M> GroupKeys<M> for () {
    type Key = ();

    fn uses(&self) -> Vec<FieldUse> {
        Vec::new()
    }

    fn specs(&self) -> Vec<String> {
        Vec::new()
    }

    fn decode(&self, _row: &mut Row) {}
}

impl<M: Model, T: Grouping> GroupKeys<M> for GroupKey<M, T> {
    type Key = T::Key;

    fn uses(&self) -> Vec<FieldUse> {
        self.steps.clone()
    }

    fn specs(&self) -> Vec<String> {
        vec![self.spec.clone()]
    }

    fn decode(&self, row: &mut Row) -> T::Key {
        let value = row.values().remove(&self.spec).unwrap_or(Value::Null);
        read(row, &self.spec, value)
    }
}

impl<M: Model, T: Grouping, C: crate::model::can::Groupable> GroupKeys<M> for Field<M, T, C> {
    type Key = T::Key;

    fn uses(&self) -> Vec<FieldUse> {
        vec![FieldUse::of(*self)]
    }

    fn specs(&self) -> Vec<String> {
        vec![self.name().to_owned()]
    }

    fn decode(&self, row: &mut Row) -> T::Key {
        row.take(self.name())
    }
}

impl<M: Model, T: Grouping, C: crate::model::can::Groupable> GroupKeys<M> for Path<M, T, C> {
    type Key = T::Key;

    fn uses(&self) -> Vec<FieldUse> {
        self.uses().to_vec()
    }

    fn specs(&self) -> Vec<String> {
        vec![self.dotted()]
    }

    fn decode(&self, row: &mut Row) -> T::Key {
        let value = row.values().remove(&self.dotted()).unwrap_or(Value::Null);
        read(row, &self.dotted(), value)
    }
}

fn read<T: FieldValue>(row: &mut Row, spec: &str, value: Value) -> T {
    let found = kind(&value);
    T::read(value).unwrap_or_else(|| {
        row.fail(DecodeError::Unexpected { model: row.model(), field: spec.to_owned(), expected: T::EXPECTED, found });
        T::absent()
    })
}

impl Grouping for Period {
    type Key = Option<Self>;
}

/// As `with_starts` leaves it: `[start, label]`.
impl FieldValue for Period {
    const EXPECTED: &'static str = "a period's start and name";

    fn read(value: Value) -> Option<Self> {
        let pair = value.as_array()?;
        let start = read_datetime(pair.first()?.as_str()?)?.to_zoned(jiff::tz::TimeZone::UTC).datetime();
        Some(Self { start, label: pair.get(1).and_then(Value::as_str).unwrap_or_default().to_owned() })
    }

    fn absent() -> Self {
        Self { start: DateTime::ZERO, label: String::new() }
    }
}

/// 17 and 18 tell a period's start apart from its label; 19 reports both in one.
pub(super) fn with_starts(values: &mut serde_json::Map<String, Value>) {
    let Some(Value::Object(ranges)) = values.remove("__range") else { return };
    for (spec, range) in ranges {
        let Some(label) = values.get_mut(&spec).filter(|label| !is_none(label)) else { continue };
        if let Some(start) = range.get("from").filter(|start| start.is_string()) {
            *label = Value::Array(vec![start.clone(), label.take()]);
        }
    }
}

macro_rules! tuples {
    ($(($($type:ident $index:tt),+))+) => {$(
        impl<M, $($type: GroupKeys<M>),+> GroupKeys<M> for ($($type,)+) {
            type Key = ($($type::Key,)+);

            fn uses(&self) -> Vec<FieldUse> {
                [$(self.$index.uses()),+].concat()
            }

            fn specs(&self) -> Vec<String> {
                [$(self.$index.specs()),+].concat()
            }

            fn decode(&self, row: &mut Row) -> Self::Key {
                ($(self.$index.decode(row),)+)
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
