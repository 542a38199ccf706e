//! A reference: a record of any model.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::{Id, Model};

/// A record named by model and id; `model,id` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The model's technical name.
    pub model: String,
    /// The record's number.
    pub id: i64,
}

impl Reference {
    /// A reference to `id`.
    #[must_use]
    pub fn to<M: Model>(id: Id<M>) -> Self {
        Self { model: M::META.name.to_owned(), id: id.get() }
    }

    /// The id, if it is a record of `M`.
    #[must_use]
    pub fn id_of<M: Model>(&self) -> Option<Id<M>> {
        (self.model == M::META.name).then(|| Id::new(self.id))
    }

    pub(in crate::model) fn read(text: &str) -> Option<Self> {
        let (model, id) = text.split_once(',')?;
        Some(Self { model: model.to_owned(), id: id.trim().parse().ok()? })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.model, self.id)
    }
}

/// As Odoo writes it: `res.partner,3`.
impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&String::deserialize(deserializer)?).ok_or_else(|| de::Error::custom("expected a reference as `res.partner,3`"))
    }
}
