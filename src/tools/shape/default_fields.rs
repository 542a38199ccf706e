//! The fields shown where none were asked for.
//!
//! The rule: the display name; then of a fixed list what people look at first, as far as the model has it; then stored required
//! fields by name, those without a default first; eight at most, and only short ones — never a binary, a long text or an x2many.

use odoo_sdk::schema::{FieldType, ModelSchema};

/// Most fields shown where none were asked for.
const MOST: usize = 8;

/// Fields that people look at first, wherever a model has them.
const TELLING: [&str; 36] = [
    "state",
    "stage_id",
    "partner_id",
    "employee_id",
    "product_id",
    "project_id",
    "user_id",
    "date",
    "date_order",
    "invoice_date",
    "scheduled_date",
    "date_from",
    "date_to",
    "check_in",
    "check_out",
    "date_deadline",
    "amount_total",
    "payment_state",
    "expected_revenue",
    "email",
    "work_email",
    "phone",
    "city",
    "country_id",
    "active",
    "vat",
    "job_title",
    "department_id",
    "default_code",
    "list_price",
    "quantity",
    "product_uom_qty",
    "price_unit",
    "price_subtotal",
    "origin",
    "ref",
];

/// The fields shown where none were asked for.
pub(crate) fn default_fields(schema: &ModelSchema) -> Vec<String> {
    let has = |name: &str| schema.fields.contains_key(name);
    let mut names: Vec<String> = ["display_name", "name"].into_iter().filter(|name| has(name)).take(1).map(str::to_owned).collect();
    let fits = |name: &str| schema.fields.get(name).is_some_and(|field| is_short(field.field_type));
    let required = |has_default: bool| {
        let told = schema.fields.iter().filter(move |(_, field)| field.required && field.store && field.has_default == has_default);
        told.map(|(name, _)| name.as_str())
    };
    for name in TELLING.into_iter().chain(required(false)).chain(required(true)) {
        let is_shown = names.iter().any(|known| known == name) || schema.rec_name.as_deref() == Some(name);
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
    use odoo_sdk::schema::FieldSchema;

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
}
