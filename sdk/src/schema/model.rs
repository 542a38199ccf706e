//! One model: its fields, methods and the facts about it that strict checking needs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::access::{Button, Rights};
use super::field::{FieldSchema, is_default};
use super::method::MethodSchema;

/// How a model lives in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// Records stay.
    #[default]
    Regular,
    /// A wizard: records are swept after a while.
    Transient,
    /// A mixin without records of its own.
    Abstract,
}

/// A fact that the source of a schema did not report. What rests on it is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// Which required fields have a default: none is demanded of the caller.
    Defaults,
    /// The public methods: any public name is allowed.
    Methods,
    /// Which fields are copied.
    Copied,
}

/// The schema of one model, from a snapshot, from live `fields_get`, or both.
///
/// Serialises without whatever equals its default, so that a snapshot shows what is particular.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSchema {
    /// Technical name: `sale.order`.
    pub model: String,
    /// Name for people: `Sales Order`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: String,
    /// Installed modules that define or extend it, sorted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub modules: Vec<String>,
    /// Regular, transient or abstract.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: ModelKind,
    /// The field that names a record; `None` where none is known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rec_name: Option<String>,
    /// The stored many2one to the model itself that `child_of` and `parent_of` follow.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parent_name: Option<String>,
    /// Delegation (`_inherits`): co-model to the many2one that links it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherits: BTreeMap<String, String>,
    /// Rights by group, `*` for every user. `None`: not known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access: Option<BTreeMap<String, Rights>>,
    /// The methods that are buttons of its views. `None`: not known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub buttons: Option<BTreeMap<String, Button>>,
    /// What the source did not report; empty for a snapshot.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unknown: BTreeSet<Unknown>,
    /// Fields by name.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldSchema>,
    /// Public methods by name, without those every model has (they are kept once a series).
    #[serde(default, skip_serializing_if = "is_default")]
    pub methods: BTreeMap<String, MethodSchema>,
}
