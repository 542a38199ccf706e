//! One public method: its parameters and marks, as `/doc-bearer` of Odoo 19 and the recorded data report them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::is_default;

/// A public method of a model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodSchema {
    /// Parameters in order, without `self`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parameters: Vec<Parameter>,
    /// `@api.model`: takes no ids. Otherwise it works on records and wants ids.
    #[serde(default, skip_serializing_if = "is_default")]
    pub model: bool,
    /// Marked `readonly` by Odoo: runs on a read-only cursor. Reported by 18 and 19.
    #[serde(default, skip_serializing_if = "is_default")]
    pub readonly: bool,
    /// Module that defines it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub module: String,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// How it may be given.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: ParameterKind,
    /// Its default where it has one; `Some(Value::Null)` is a default of None.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub default: Option<Value>,
}

/// Python's kinds of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// By place or by name.
    #[default]
    PositionalOrKeyword,
    /// By place only.
    PositionalOnly,
    /// By name only.
    KeywordOnly,
    /// `*args`.
    VarPositional,
    /// `**kwargs`.
    VarKeyword,
}

/// Keeps an explicit `null` apart from an absent default.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
