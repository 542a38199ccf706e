//! The fields shown where none were asked for.
//!
//! The rule: the display name; then of a fixed list what people look at first, as far as the model keeps it itself or in a record it
//! delegates to; then, where that is little, stored required fields by name, those without a default first; eight at most, and only short ones — never a
//! binary, a long text or an x2many, nor a link to the record itself.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};

/// Most fields shown where none were asked for.
const MOST: usize = 8;

/// Telling fields that are enough.
const ENOUGH: usize = 4;

/// Fields that people look at first, wherever a model has them.
const TELLING: [&str; 40] = [
    "state",
    "stage_id",
    "partner_id",
    "employee_id",
    "product_id",
    "author_id",
    "user_id",
    "move_type",
    "date",
    "date_order",
    "invoice_date",
    "scheduled_date",
    "date_from",
    "date_to",
    "check_in",
    "check_out",
    "start",
    "stop",
    "date_deadline",
    "amount_total",
    "payment_state",
    "expected_revenue",
    "job_title",
    "department_id",
    "work_email",
    "email",
    "phone",
    "city",
    "country_id",
    "vat",
    "default_code",
    "list_price",
    "quantity",
    "product_uom_qty",
    "price_unit",
    "price_subtotal",
    "project_id",
    "price_total",
    "origin",
    "ref",
];

/// The fields shown where none were asked for.
pub(crate) fn default_fields(schema: &ModelSchema) -> Vec<String> {
    let has = |name: &str| schema.fields.contains_key(name);
    let mut names: Vec<String> = ["display_name", "name"].into_iter().filter(|name| has(name)).take(1).map(str::to_owned).collect();
    let links: Vec<&str> = schema.inherits.values().map(String::as_str).collect();
    let is_kept = |field: &FieldSchema| {
        let related = field.related.as_deref().and_then(|path| path.split('.').next());
        field.store || related.is_some_and(|first| links.contains(&first))
    };
    let is_own_link = |name: &str, field: &FieldSchema| name != "parent_id" && field.relation.as_deref() == Some(schema.model.as_str());
    let fits = |name: &str| {
        let field = schema.fields.get(name);
        field.is_some_and(|field| is_short(field.field_type) && is_kept(field) && !is_own_link(name, field))
    };
    // The name is shown already where it is a text of the record.
    let named_by = schema.rec_name.as_deref().filter(|name| {
        let field = schema.fields.get(*name);
        field.is_some_and(|field| field.field_type == FieldType::Char)
    });
    let required = |has_default: bool| {
        let told = schema.fields.iter().filter(move |(_, field)| field.required && field.store && field.has_default == has_default);
        told.map(|(name, _)| name.as_str())
    };
    // What is required says little where there is enough to look at.
    let enough = TELLING.into_iter().filter(|name| fits(name)).count() >= ENOUGH;
    let required = required(false).chain(required(true)).filter(|_| !enough);
    for name in TELLING.into_iter().chain(required) {
        let is_shown = names.iter().any(|known| known == name) || named_by == Some(name);
        if names.len() < MOST && fits(name) && !is_shown {
            names.push(name.to_owned());
        }
    }
    names
}

fn is_short(field_type: FieldType) -> bool {
    match field_type {
        FieldType::Boolean
        | FieldType::Char
        | FieldType::Date
        | FieldType::Datetime
        | FieldType::Float
        | FieldType::Integer
        | FieldType::Many2one
        | FieldType::Monetary
        | FieldType::Reference
        | FieldType::Selection => true,
        FieldType::Binary
        | FieldType::Html
        | FieldType::Json
        | FieldType::Many2many
        | FieldType::Many2oneReference
        | FieldType::One2many
        | FieldType::Properties
        | FieldType::PropertiesDefinition
        | FieldType::Text => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_fields_are_few_and_never_heavy() {
        let mut schema = ModelSchema::default();
        for (name, field_type) in
            [("display_name", FieldType::Char), ("state", FieldType::Selection), ("image", FieldType::Binary), ("note", FieldType::Text)]
        {
            schema.fields.insert(name.to_owned(), FieldSchema { required: true, ..FieldSchema::new(field_type) });
        }
        assert_eq!(default_fields(&schema), ["display_name", "state"]);
        for number in 0..20 {
            schema.fields.insert(format!("x_{number}"), FieldSchema { required: true, ..FieldSchema::new(FieldType::Char) });
        }
        assert_eq!(default_fields(&schema).len(), MOST);
    }

    #[test]
    fn what_is_only_looked_up_elsewhere_is_not_shown() {
        let mut schema = ModelSchema { model: "hr.employee".to_owned(), rec_name: Some("user_id".to_owned()), ..ModelSchema::default() };
        schema.inherits.insert("hr.version".to_owned(), "version_id".to_owned());
        let link = |relation: &str| FieldSchema { relation: Some(relation.to_owned()), ..FieldSchema::new(FieldType::Many2one) };
        let related = |path: &str| FieldSchema { store: false, related: Some(path.to_owned()), ..FieldSchema::new(FieldType::Char) };
        schema.fields.insert("employee_id".to_owned(), link("hr.employee"));
        schema.fields.insert("user_id".to_owned(), link("res.users"));
        schema.fields.insert("job_title".to_owned(), related("version_id.job_title"));
        schema.fields.insert("phone".to_owned(), related("work_contact_id.phone"));
        assert_eq!(default_fields(&schema), ["user_id", "job_title"]);
    }
}
