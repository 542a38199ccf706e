//! A selection's value: an open newtype, since a custom module may add values to any selection.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value of the selection `S`. The known ones are constants of `S`: `sale_order::State::SALE`.
pub struct Selection<S> {
    value: Cow<'static, str>,
    of: PhantomData<fn() -> S>,
}

/// What is known of a selection. For one that each database computes (`lang`, `tz`) the list is empty.
pub trait SelectionValues {
    /// Value and English label, in Odoo's order.
    const VALUES: &'static [(&'static str, &'static str)];
}

impl<S> Selection<S> {
    /// A known value.
    #[must_use]
    pub const fn known(value: &'static str) -> Self {
        Self { value: Cow::Borrowed(value), of: PhantomData }
    }

    /// Any value, such as one that a custom module adds.
    #[must_use]
    pub fn new(value: impl Into<Cow<'static, str>>) -> Self {
        Self { value: value.into(), of: PhantomData }
    }

    /// The value as Odoo has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

impl<S: SelectionValues> Selection<S> {
    /// The English label; `None` for a value that the snapshot does not know.
    #[must_use]
    pub fn label(&self) -> Option<&'static str> {
        S::VALUES.iter().find(|(value, _)| *value == self.value).map(|(_, label)| *label)
    }

    /// Whether the snapshot knows the value.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.label().is_some()
    }
}

impl<S> Clone for Selection<S> {
    fn clone(&self) -> Self {
        Self::new(self.value.clone())
    }
}

impl<S> PartialEq for Selection<S> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<S> Eq for Selection<S> {}

impl<S> PartialEq<str> for Selection<S> {
    fn eq(&self, other: &str) -> bool {
        self.value == other
    }
}

impl<S> Hash for Selection<S> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<S> PartialOrd for Selection<S> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By the value's text, not by Odoo's order of the values.
impl<S> Ord for Selection<S> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<S> Serialize for Selection<S> {
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        self.value.serialize(serializer)
    }
}

impl<'de, S> Deserialize<'de> for Selection<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl<S> fmt::Debug for Selection<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.value)
    }
}

impl<S> fmt::Display for Selection<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}
