//! The fields shown where none were asked for.
//!
//! The rule, in this order, ten at most: the display name; then, of a fixed list, what people look at first; then, where that is little,
//! stored required fields by name, those without a default first. A field counts only if it comes from a module that defines the
//! record name, is kept by the model itself or by a record it delegates to, and is short: never a binary, a long text
//! or an x2many, but for the assigned users and the body of a message. An amount of money brings its currency.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};

/// Maximum number of fields shown where none were asked for.
const MOST: usize = 10;

/// Fields of the list that are enough.
const ENOUGH: usize = 4;

/// Fields that people look at first, wherever a model has them.
const TELLING: [&str; 60] = [
    "state",
    "stage_id",
    "partner_id",
    "employee_id",
    "order_id",
    "holiday_status_id",
    "product_id",
    "author_id",
    "body",
    "res_name",
    "record_name",
    "res_model",
    "model",
    "res_id",
    "user_id",
    "user_ids",
    "move_type",
    "payment_type",
    "date",
    "date_order",
    "invoice_date",
    "invoice_date_due",
    "scheduled_date",
    "date_from",
    "date_to",
    "number_of_days",
    "check_in",
    "check_out",
    "start",
    "stop",
    "date_deadline",
    "amount_total",
    "amount_residual",
    "amount",
    "payment_state",
    "expected_revenue",
    "job_title",
    "department_id",
    "work_email",
    "email",
    "email_from",
    "phone",
    "city",
    "country_id",
    "vat",
    "default_code",
    "list_price",
    "type",
    "location_id",
    "quantity",
    "lot_id",
    "lot_name",
    "product_uom_qty",
    "price_unit",
    "price_subtotal",
    "project_id",
    "price_total",
    "total_amount",
    "origin",
    "ref",
];

/// The fields shown where none were asked for.
pub(crate) fn default_fields(schema: &ModelSchema) -> Vec<String> {
    let mut names: Vec<String> =
        ["display_name", "name"].into_iter().filter(|name| schema.fields.contains_key(*name)).take(1).map(str::to_owned).collect();
    let telling: Vec<&str> = TELLING.into_iter().filter(|name| fits(schema, name)).collect();
    // What is required says little where there is enough to look at.
    let required = required(schema).filter(|_| telling.len() < ENOUGH);
    for name in telling.iter().copied().chain(required) {
        let is_shown = names.iter().any(|known| known == name) || is_named_by(schema, name);
        if names.len() < MOST && !is_shown {
            names.push(name.to_owned());
        }
    }
    names.extend(currency_of(schema, &names));
    names
}

/// The currency, where an amount of money is shown.
fn currency_of(schema: &ModelSchema, names: &[String]) -> Option<String> {
    let is_monetary = |name: &String| schema.fields.get(name).is_some_and(|field| field.field_type == FieldType::Monetary);
    let currency = schema.fields.get("currency_id").filter(|field| field.field_type == FieldType::Many2one);
    (currency.is_some() && names.iter().any(is_monetary)).then(|| "currency_id".to_owned())
}

/// Stored required fields, those without a default first.
fn required(schema: &ModelSchema) -> impl Iterator<Item = &str> {
    let of = move |has_default: bool| {
        let fields = schema.fields.iter().filter(move |(_, field)| field.required && field.store && field.has_default == has_default);
        fields.map(|(name, _)| name.as_str()).filter(move |name| fits(schema, name) && !schema.inherits.values().any(|link| link == name))
    };
    of(false).chain(of(true))
}

/// The name is shown already where it is a text of the record.
fn is_named_by(schema: &ModelSchema, name: &str) -> bool {
    let is_text = schema.fields.get(name).is_some_and(|field| field.field_type == FieldType::Char);
    is_text && schema.rec_name.as_deref() == Some(name)
}

fn fits(schema: &ModelSchema, name: &str) -> bool {
    schema.fields.get(name).is_some_and(|field| {
        is_own(schema, field) && is_telling(schema, name, field) && is_kept(schema, field) && !is_own_link(schema, name, field)
    })
}

/// Whether the field comes from a module that defines the record name; what later modules add is of interest to few.
pub(crate) fn is_own(schema: &ModelSchema, field: &FieldSchema) -> bool {
    let name = schema.rec_name.as_ref().and_then(|name| schema.fields.get(name));
    let own = name.map_or(&[][..], |name| name.modules.as_slice());
    own.is_empty() || field.modules.is_empty() || field.modules.iter().any(|module| own.contains(module))
}

fn is_kept(schema: &ModelSchema, field: &FieldSchema) -> bool {
    let related = field.related.as_deref().and_then(|path| path.split('.').next());
    field.store || related.is_some_and(|first| schema.inherits.values().any(|link| link == first))
}

fn is_own_link(schema: &ModelSchema, name: &str, field: &FieldSchema) -> bool {
    name != "parent_id" && field.relation.as_deref() == Some(schema.model.as_str())
}

fn is_telling(schema: &ModelSchema, name: &str, field: &FieldSchema) -> bool {
    match name {
        "user_ids" => field.field_type == FieldType::Many2many && field.relation.as_deref() == Some("res.users"),
        "body" => field.field_type == FieldType::Html,
        "res_model" | "model" => refers(schema) && field.field_type == FieldType::Char,
        "res_id" => refers(schema) && field.field_type == FieldType::Many2oneReference,
        _ => is_short(field.field_type),
    }
}

/// Whether the records are about records of any model, whose name they show.
fn refers(schema: &ModelSchema) -> bool {
    schema.fields.contains_key("res_name") || schema.fields.contains_key("record_name")
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

    #[test]
    fn an_amount_brings_its_currency_and_what_other_modules_add_is_left_out() {
        let mut schema = ModelSchema { rec_name: Some("name".to_owned()), ..ModelSchema::default() };
        let of = |module: &str, field_type| FieldSchema { modules: vec![module.to_owned()], ..FieldSchema::new(field_type) };
        schema.fields.insert("name".to_owned(), of("sale", FieldType::Char));
        schema.fields.insert("amount_total".to_owned(), of("sale", FieldType::Monetary));
        schema.fields.insert("currency_id".to_owned(), of("sale", FieldType::Many2one));
        schema.fields.insert("project_id".to_owned(), of("sale_project", FieldType::Many2one));
        assert_eq!(default_fields(&schema), ["name", "amount_total", "currency_id"]);
    }

    /// Of the models that people ask about most, in the series where their fields are known best.
    #[test]
    fn the_fields_of_everyday_models() {
        let pack = crate::catalog::embedded_pack(odoo_sdk::Series::V19).unwrap();
        let models = [
            "account.move",
            "account.payment",
            "calendar.event",
            "crm.lead",
            "hr.employee",
            "hr.expense",
            "hr.leave",
            "mail.activity",
            "mail.message",
            "product.template",
            "project.task",
            "purchase.order",
            "res.partner",
            "sale.order",
            "sale.order.line",
            "stock.picking",
            "stock.quant",
        ];
        let lines = models.map(|model| format!("{model}: {}", default_fields(&pack.model(model).unwrap().unwrap()).join(", ")));
        insta::assert_snapshot!(lines.join("\n"));
    }
}
