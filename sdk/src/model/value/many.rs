//! Relations as a read gives them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::slice;
use std::vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::Id;

/// The record a many2one points to: its id and, where the read reported it, its display name.
pub struct Many2one<M> {
    /// The record.
    pub id: Id<M>,
    /// Its name for people, in the language of the call. Empty where only the id was reported.
    pub display_name: String,
}

impl<M> Many2one<M> {
    /// The record's number.
    #[must_use]
    pub fn get(&self) -> i64 {
        self.id.get()
    }
}

impl<M> Clone for Many2one<M> {
    fn clone(&self) -> Self {
        Self { id: self.id, display_name: self.display_name.clone() }
    }
}

impl<M> PartialEq for Many2one<M> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.display_name == other.display_name
    }
}

impl<M> Eq for Many2one<M> {}

impl<M> PartialOrd for Many2one<M> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By name, then by id.
impl<M> Ord for Many2one<M> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.display_name.cmp(&other.display_name).then(self.id.cmp(&other.id))
    }
}

impl<M> Hash for Many2one<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.id, &self.display_name).hash(state);
    }
}

/// As Odoo writes it: `[7, "Azure Interior"]`.
impl<M> Serialize for Many2one<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.id, &self.display_name).serialize(serializer)
    }
}

impl<'de, M> Deserialize<'de> for Many2one<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <(Id<M>, String)>::deserialize(deserializer).map(|(id, display_name)| Self { id, display_name })
    }
}

impl<M> fmt::Debug for Many2one<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.id, self.display_name)
    }
}

macro_rules! many {
    ($($(#[$doc:meta])* $type:ident;)+) => {$(
        $(#[$doc])*
        pub struct $type<M>(
            /// The records, in Odoo's order.
            pub Vec<Id<M>>,
        );

        impl<M> $type<M> {
            /// How many.
            #[must_use]
            pub fn len(&self) -> usize {
                self.0.len()
            }

            /// None at all.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            /// The records.
            pub fn iter(&self) -> slice::Iter<'_, Id<M>> {
                self.0.iter()
            }
        }

        impl<M> Clone for $type<M> {
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }

        impl<M> PartialEq for $type<M> {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        impl<M> Eq for $type<M> {}

        impl<M> Hash for $type<M> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }

        impl<M> Serialize for $type<M> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de, M> Deserialize<'de> for $type<M> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Vec::deserialize(deserializer).map(Self)
            }
        }

        impl<M> fmt::Debug for $type<M> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.0.iter().map(|id| id.get())).finish()
            }
        }

        impl<M> IntoIterator for $type<M> {
            type Item = Id<M>;
            type IntoIter = vec::IntoIter<Id<M>>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a, M> IntoIterator for &'a $type<M> {
            type Item = &'a Id<M>;
            type IntoIter = slice::Iter<'a, Id<M>>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }
    )+};
}

many! {
    /// The records that point back through a many2one of theirs. A record belongs to one such list.
    One2many;
    /// Linked records. A record may be in many such lists.
    Many2many;
}
