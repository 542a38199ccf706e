//! The tables, as generated code writes them.

use super::FieldType;
use crate::Series;

/// Everything that changed, one step a pair of neighbouring series, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Changes {
    /// The steps.
    pub steps: &'static [Step],
}

/// What changed from one series to the next. All lists are sorted by their first name.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The older series.
    pub from: Series,
    /// The newer one.
    pub to: Series,
    /// Models that are no more.
    pub removed: &'static [&'static str],
    /// Models that are new.
    pub added: &'static [&'static str],
    /// Old and new name of models.
    pub renamed: &'static [(&'static str, &'static str)],
    /// What changed in models that stayed, by old name. The model of the name `` stands for every model.
    pub models: &'static [ModelChanges],
}

/// What changed in a model.
#[derive(Debug, Clone, Copy)]
pub struct ModelChanges {
    /// The old name.
    pub model: &'static str,
    /// Fields that are no more.
    pub removed: &'static [&'static str],
    /// Fields that are new.
    pub added: &'static [&'static str],
    /// Old and new name of fields.
    pub renamed: &'static [(&'static str, &'static str)],
    /// Fields, by old name, with their old and new type. For relations: to another model.
    pub retyped: &'static [(&'static str, FieldType, FieldType)],
    /// Selections with other values.
    pub values: &'static [ValueChanges],
    /// Methods that are no more.
    pub methods_removed: &'static [&'static str],
    /// Methods that are new.
    pub methods_added: &'static [&'static str],
    /// Old and new name of methods that take the same arguments.
    pub methods_renamed: &'static [(&'static str, &'static str)],
}

/// What changed in a selection.
#[derive(Debug, Clone, Copy)]
pub struct ValueChanges {
    /// The field's old name.
    pub field: &'static str,
    /// Values that are no more.
    pub removed: &'static [&'static str],
    /// Values that are new.
    pub added: &'static [&'static str],
    /// Old and new name of values.
    pub renamed: &'static [(&'static str, &'static str)],
}

impl Step {
    /// A step in which nothing changed.
    #[must_use]
    pub const fn none(from: Series, to: Series) -> Self {
        Self { from, to, removed: &[], added: &[], renamed: &[], models: &[] }
    }
}

impl ModelChanges {
    /// A model in which nothing changed.
    #[must_use]
    pub const fn none(model: &'static str) -> Self {
        Self {
            model,
            removed: &[],
            added: &[],
            renamed: &[],
            retyped: &[],
            values: &[],
            methods_removed: &[],
            methods_added: &[],
            methods_renamed: &[],
        }
    }
}

impl ValueChanges {
    /// A selection in which nothing changed.
    #[must_use]
    pub const fn none(field: &'static str) -> Self {
        Self { field, removed: &[], added: &[], renamed: &[] }
    }
}

/// Whether a field's name is made of the ids of groups, as 17 and 18 name the switches of a user's form (`in_group_7`): it means
/// something else in every database, and no table has it.
#[must_use]
pub fn is_database_specific(field: &str) -> bool {
    let ids = field.strip_prefix("in_group_").or_else(|| field.strip_prefix("sel_groups_"));
    ids.is_some_and(|ids| ids.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_'))
}
