//! The id of a record of one model.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A record's id. The id of an order cannot be given where a partner's is wanted.
pub struct Id<M> {
    number: i64,
    model: PhantomData<fn() -> M>,
}

impl<M> Id<M> {
    /// The record of that number.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self { number, model: PhantomData }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.number
    }

    /// The same number as an id of another model: for models that share ids, such as one model in two series.
    #[must_use]
    pub const fn cast<N>(self) -> Id<N> {
        Id::new(self.number)
    }
}

impl<M> Clone for Id<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Id<M> {}

impl<M> PartialEq for Id<M> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<M> Eq for Id<M> {}

impl<M> PartialOrd for Id<M> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<M> Ord for Id<M> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl<M> Hash for Id<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl<M> fmt::Debug for Id<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.number)
    }
}

impl<M> fmt::Display for Id<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

impl<M> From<i64> for Id<M> {
    fn from(number: i64) -> Self {
        Self::new(number)
    }
}

impl<M> From<Id<M>> for i64 {
    fn from(id: Id<M>) -> Self {
        id.number
    }
}

impl<M> Serialize for Id<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.number.serialize(serializer)
    }
}

impl<'de, M> Deserialize<'de> for Id<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Self::new)
    }
}

impl<M> From<Id<M>> for Value {
    fn from(id: Id<M>) -> Self {
        id.number.into()
    }
}
