//! A field: its Rust type, what it can do, and where it comes from.

use std::collections::BTreeMap;

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};

use super::{Condition, TypeNames};
use crate::apps;

/// Fields that Odoo itself keeps: a value written to them is ignored or refused.
const KEPT_BY_ODOO: [&str; 6] = ["id", "create_uid", "create_date", "write_uid", "write_date", "display_name"];

/// One field.
#[derive(Debug)]
pub(crate) struct FieldIr {
    pub(crate) name: String,
    pub(crate) const_name: String,
    pub(crate) member_name: String,
    /// Label and type facts, one line.
    pub(crate) doc: String,
    pub(crate) field_type: FieldType,
    /// The Rust type of the co-model or of the selection's values; `None` where any will do.
    pub(crate) points_to: Option<String>,
    /// Whether a read may give no value. Numbers and booleans are never empty; lists are empty lists.
    pub(crate) optional: bool,
    /// Search, sort, group, write.
    pub(crate) can: [bool; 4],
    /// The module that brings it.
    pub(crate) module: String,
    /// What it needs beyond its model.
    pub(crate) condition: Condition,
    /// Whether the model's struct has it.
    pub(crate) in_struct: bool,
}

/// Where a field stands.
pub(super) struct Place<'a> {
    pub(super) model: &'a ModelSchema,
    pub(super) module: &'a str,
    pub(super) all: &'a BTreeMap<String, ModelSchema>,
    pub(super) types: &'a TypeNames,
    pub(super) condition: &'a Condition,
}

impl FieldIr {
    pub(super) fn new(
        place: &Place<'_>,
        name: &str,
        schema: &FieldSchema,
        selection: Option<String>,
        const_name: String,
        member_name: String,
    ) -> Self {
        let kept = KEPT_BY_ODOO.contains(&name);
        Self {
            name: name.to_owned(),
            const_name,
            member_name,
            doc: doc(name, schema),
            field_type: schema.field_type,
            points_to: selection.or_else(|| place.types.get(schema.relation.as_deref()?).cloned()),
            optional: !never_empty(place, name, schema),
            can: [schema.searchable, schema.sortable, schema.groupable, !kept && (!schema.readonly || schema.store)],
            module: module(place, schema),
            condition: condition(place, name, schema),
            in_struct: schema.groups.is_none(),
        }
    }
}

/// The module that brings it: the model's own where it has a part in it.
fn module(place: &Place<'_>, schema: &FieldSchema) -> String {
    if schema.modules.is_empty() || schema.modules.iter().any(|module| module == place.module) {
        return place.module.to_owned();
    }
    let first = schema.modules.iter().min_by_key(|module| (apps::rank(module), module.len()));
    first.map_or_else(|| place.module.to_owned(), Clone::clone)
}

fn condition(place: &Place<'_>, name: &str, schema: &FieldSchema) -> Condition {
    if schema.modules.is_empty() || KEPT_BY_ODOO.contains(&name) {
        return Condition::default();
    }
    Condition::of_modules(schema.modules.iter().map(String::as_str)).beyond(place.condition)
}

/// `Untaxed Amount (monetary, stored, readonly)`.
fn doc(name: &str, schema: &FieldSchema) -> String {
    let facts =
        [(schema.required, "required"), (schema.readonly, "readonly"), (!schema.store, "not stored"), (schema.translate, "translated")];
    let facts: String = facts.iter().filter(|(holds, _)| *holds).map(|(_, fact)| format!(", {fact}")).collect();
    format!("{} ({}{facts})", title(&schema.label, name), schema.field_type.name())
}

/// A label for a doc comment; the technical name where there is none.
pub(super) fn title(label: &str, name: &str) -> String {
    plain(if label.trim().is_empty() { name } else { label })
}

/// A label fit for a doc comment: one line, nothing that Markdown or rustdoc would read as markup.
pub(crate) fn plain(label: &str) -> String {
    let mut text = String::new();
    for c in label.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }) {
        if matches!(c, '\\' | '[' | ']' | '<' | '>' | '`' | '*' | '_' | '#' | '~' | '|' | '&' | '!') {
            text.push('\\');
        }
        text.push(c);
    }
    // A bare address would be a warning of rustdoc.
    text.trim().replace("://", ":\\//")
}

/// Whether a read always gives a value: by type, or since the column is required, here or behind a delegation link.
fn never_empty(place: &Place<'_>, name: &str, schema: &FieldSchema) -> bool {
    match schema.field_type {
        FieldType::Boolean | FieldType::Integer | FieldType::Float | FieldType::Monetary | FieldType::Many2oneReference => true,
        FieldType::One2many | FieldType::Many2many | FieldType::Json | FieldType::Properties | FieldType::PropertiesDefinition => true,
        _ => name == "id" || required_column(schema) || delegated(place, schema),
    }
}

/// A value a company has no one column, so that another company's may be empty.
fn required_column(schema: &FieldSchema) -> bool {
    schema.required && schema.store && !schema.company_dependent && schema.field_type != FieldType::Binary
}

fn delegated(place: &Place<'_>, schema: &FieldSchema) -> bool {
    let Some((link, target)) = schema.related.as_deref().and_then(|path| path.split_once('.')) else { return false };
    let original =
        place.model.inherits.iter().find(|(_, field)| *field == link).and_then(|(model, _)| place.all.get(model)?.fields.get(target));
    original.is_some_and(required_column)
}
