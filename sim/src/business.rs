//! The little business code the embedded Odoo has: names, a few computed fields, sequences and rules, so that its data reads like a
//! real company's. Everything else answers with an error, never with an invented success.

mod action;
mod invoice;
mod lead;
mod partner;
mod sale;
mod staff;
mod thread;
mod totals;
mod transfer;
mod unique;
pub(crate) mod wizard;
mod workflow;

use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::{Value, json};

use crate::call::Arguments;
use crate::database::Row;
use crate::error::Outcome;
use crate::orm::Env;
use crate::python::is_none;

pub(crate) use unique::check_unique;

/// Works out a field's value.
pub(crate) type Compute = fn(&Env<'_>, i64) -> Value;

/// Works out a record's name.
pub(crate) type Naming = fn(&Env<'_>, i64) -> String;

/// How a field is computed, where that is known here.
pub(crate) fn compute(model: &str, field: &str) -> Option<Compute> {
    match model {
        "res.partner" => partner::compute(field),
        "sale.order" | "sale.order.line" if sale::compute(field).is_some() => sale::compute(field),
        "account.payment.register" if field == "payment_difference" => Some(wizard::payment_difference),
        "stock.quant" if field == "available_quantity" => Some(transfer::available),
        "sale.order" | "sale.order.line" | "purchase.order" | "purchase.order.line" | "account.move" | "account.move.line" => {
            totals::compute(model, field)
        }
        "hr.attendance" | "hr.employee" => staff::compute(model, field),
        "project.project" if field == "task_count" => Some(|env, id| json!(pointing(env, "project.task", "project_id", id))),
        "product.product" if field == "lst_price" => Some(|env, id| json!(number(env, "product.product", id, "list_price"))),
        "res.users" if field == "password" => Some(|_, _| json!("")),
        "delivery.route.custom" if field == "stop_count" => Some(|env, id| json!(count(env, "delivery.route.custom", id, "stop_ids"))),
        _ => None,
    }
}

/// How a model's records are named, where it is not by `rec_name`.
pub(crate) fn naming(model: &str) -> Option<Naming> {
    match model {
        "res.partner" => Some(partner::name),
        "res.users" => Some(|env, id| text(env, "res.users", id, "name")),
        "product.product" => Some(sale::product_name),
        "product.template" => Some(sale::template_name),
        "hr.leave" => Some(staff::leave_name),
        "res.partner.category" => Some(|env, id| path(env, "res.partner.category", id)),
        _ => None,
    }
}

/// The fields a search by name looks into besides the name itself.
pub(crate) fn names_searched(model: &str) -> &'static [&'static str] {
    match model {
        "res.partner" => &["email", "ref", "vat", "company_registry"],
        "res.users" => &["login"],
        _ => &[],
    }
}

/// Whether a copy is distinguished by its name.
pub(crate) fn marks_copies(model: &str) -> bool {
    matches!(model, "res.partner" | "product.template" | "product.product" | "project.project" | "project.task" | "account.journal")
}

/// Defaults that are code in Odoo.
pub(crate) fn default(model: &str, field: &str) -> Option<Value> {
    Some(match (model, field) {
        ("res.partner", "type") => json!("contact"),
        ("res.partner", "lang") => json!("en_US"),
        ("product.template", "sale_ok" | "purchase_ok") => json!(true),
        ("product.template", "list_price") | ("sale.order.line", "product_uom_qty") => json!(1.0),
        ("product.template", "type" | "detailed_type") => json!("consu"),
        ("crm.lead", "type") => json!("lead"),
        ("hr.leave", "state") => json!("confirm"),
        ("account.move.line", "quantity") => json!(1.0),
        ("account.move.line", "display_type") => json!("product"),
        ("crm.lead" | "project.task", "priority") => json!("0"),
        _ => return None,
    })
}

/// The stored value behind a computed one that may be written.
pub(crate) fn inverse(model: &str, field: &str, value: &Value) -> Option<(&'static str, Value)> {
    match (model, field) {
        ("res.partner", "company_type") => Some(("is_company", json!(value == "company"))),
        ("product.product", "lst_price") => Some(("list_price", value.clone())),
        _ => None,
    }
}

/// Required values that Odoo's own `create` fills in, with nothing to compute them from.
pub(crate) fn fills(model: &str, field: &str) -> bool {
    matches!(
        (model, field),
        ("mail.alias", "alias_model_id") | ("stock.warehouse", "lot_stock_id" | "view_location_id") | ("account.account", "code")
    )
}

/// Links that Odoo's code follows while it creates the record, before the database sees them.
pub(crate) fn looks_into(model: &str, field: &str) -> bool {
    matches!(
        (model, field),
        ("sale.order", "partner_id")
            | ("res.partner", "parent_id")
            | ("stock.lot", "product_id")
            | ("survey.user_input.line", "question_id")
            | ("product.combo.item", "combo_id")
            | ("account.analytic.line" | "hr.employee" | "fleet.vehicle.log.contract", "company_id")
    )
}

/// Computed columns that Odoo's code may well leave empty, so that the database refuses the record.
pub(crate) fn may_stay_empty(model: &str, field: &str) -> bool {
    matches!((model, field), ("crm.lead" | "sale.order.line", "name") | ("account.move.reversal", "journal_id"))
}

/// Fills stored values that Odoo would compute while creating.
pub(crate) fn complete(env: &mut Env<'_>, schema: &ModelSchema, row: &mut Row) -> Outcome<()> {
    match schema.model.as_str() {
        "sale.order" => sale::complete_order(env, row),
        "sale.order.line" => sale::complete_line(env, schema, "lst_price", row),
        "purchase.order" => sale::number_order(env, "purchase.order", "P", row),
        "purchase.order.line" => sale::complete_line(env, schema, "standard_price", row),
        "account.move" => invoice::complete(env, row),
        "account.move.line" => sale::complete_line(env, schema, "lst_price", row),
        "crm.lead" => lead::complete(env, row),
        "project.task" => lead::complete_stage(env, &schema.model, row),
        "hr.leave" => staff::complete_leave(env, row),
        "product.template" => complete_type(row),
        "stock.move" => transfer::complete_move(env, row),
        "stock.picking" => transfer::complete_picking(env, row),
        "res.partner" => partner::complete(env, row),
        _ => {}
    }
    complete_currency(schema, row);
    complete_resource(env, schema, row)
}

/// In 17 the product type is what the detailed type says.
fn complete_type(row: &mut Row) {
    if let Some(detailed) = row.get("detailed_type").cloned() {
        row.insert("type".to_owned(), detailed);
    }
}

/// Who works has a resource: employees, work centres.
fn complete_resource(env: &mut Env<'_>, schema: &ModelSchema, row: &mut Row) -> Outcome<()> {
    let Some(field) = schema.fields.get("resource_id").filter(|field| field.required && field.store) else { return Ok(()) };
    let Some(resource) = field.relation.as_deref().and_then(|model| env.find_schema(model)) else { return Ok(()) };
    if row.get("resource_id").is_some_and(|value| !is_none(value)) || !schema.fields.contains_key("name") {
        return Ok(());
    }
    let name = row.get("name").cloned().unwrap_or_else(|| json!("New"));
    let id = env.as_server(|env| env.create(&resource, &serde_json::Map::from_iter([("name".to_owned(), name)])))?;
    row.insert("resource_id".to_owned(), json!(id));
    Ok(())
}

/// A stored currency is the company's unless given.
fn complete_currency(schema: &ModelSchema, row: &mut Row) {
    let own = |field: &&odoo_sdk::schema::FieldSchema| {
        field.field_type == FieldType::Many2one && field.relation.as_deref() == Some("res.currency") && field.store
    };
    if schema.fields.get("currency_id").filter(own).is_some_and(|field| field.related.is_none())
        && row.get("currency_id").is_none_or(is_none)
    {
        row.insert("currency_id".to_owned(), json!(1));
    }
}

/// What follows a new record.
pub(crate) fn after_create(env: &mut Env<'_>, schema: &ModelSchema, id: i64) -> Outcome<()> {
    match schema.model.as_str() {
        "product.template" if !env.is_delegating() => create_variant(env, id),
        "hr.attendance" => staff::check_attendance(env, id),
        "calendar.event" => staff::check_event(env, id),
        "crm.lead" => {
            lead::after_write(env, &[id]);
            Ok(())
        }
        _ => {
            wizard::after_create(env, schema, id);
            Ok(())
        }
    }
}

/// A template without attributes has one variant.
fn create_variant(env: &mut Env<'_>, template: i64) -> Outcome<()> {
    let Some(product) = env.find_schema("product.product") else { return Ok(()) };
    let values = serde_json::Map::from_iter([("product_tmpl_id".to_owned(), json!(template))]);
    env.as_server(|env| env.create(&product, &values)).map(drop)
}

/// What follows a change.
pub(crate) fn after_write(env: &mut Env<'_>, schema: &ModelSchema, ids: &[i64]) -> Outcome<()> {
    match schema.model.as_str() {
        "hr.attendance" => ids.iter().try_for_each(|id| staff::check_attendance(env, *id)),
        "calendar.event" => ids.iter().try_for_each(|id| staff::check_event(env, *id)),
        "crm.lead" => {
            lead::after_write(env, ids);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Links that take the record with them although they may be empty.
pub(crate) fn goes_with(model: &str, field: &str) -> bool {
    matches!((model, field), ("res.partner.category" | "product.category" | "ir.ui.menu", "parent_id"))
}

/// What forbids a deletion.
pub(crate) fn before_unlink(env: &mut Env<'_>, schema: &ModelSchema, ids: &[i64]) -> Outcome<()> {
    match schema.model.as_str() {
        "sale.order" => sale::before_unlink(env, ids),
        "res.users" => staff::before_unlink(ids),
        _ => Ok(()),
    }
}

/// Carries out a method that is business code known here.
pub(crate) fn call(env: &mut Env<'_>, schema: &ModelSchema, method: &str, call: &Arguments) -> Option<Outcome<Value>> {
    if let Some(result) = wizard::call(env, schema, method, call).or_else(|| transfer::call(env, schema, method, call)) {
        return Some(result);
    }
    match (schema.model.as_str(), method) {
        ("sale.order", "action_confirm") => Some(sale::confirm(env, schema, call)),
        ("account.move", "action_post") => Some(invoice::post(env, schema, call)),
        ("crm.lead", _) => lead::call(env, schema, method, call).or_else(|| thread::call(env, schema, method, call)),
        _ => workflow::call(env, schema, method, call).or_else(|| thread::call(env, schema, method, call)),
    }
}

/// A text value of a record, empty where there is none.
fn text(env: &Env<'_>, model: &str, id: i64, field: &str) -> String {
    let value = env.find_schema(model).map(|schema| env.value(&schema, id, field));
    value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The record a many2one leads to.
fn link(env: &Env<'_>, model: &str, id: i64, field: &str) -> Option<i64> {
    let schema = env.find_schema(model)?;
    schema.fields.get(field)?;
    env.value(&schema, id, field).as_i64()
}

/// A number of a record.
fn number(env: &Env<'_>, model: &str, id: i64, field: &str) -> f64 {
    env.find_schema(model).and_then(|schema| env.value(&schema, id, field).as_f64()).unwrap_or_default()
}

/// The names from the top of a hierarchy down: `Customer / VIP`.
fn path(env: &Env<'_>, model: &str, id: i64) -> String {
    let own = text(env, model, id, "name");
    let mut names = vec![own];
    let mut above = link(env, model, id, "parent_id");
    while let Some(parent) = above.filter(|_| names.len() < 20) {
        names.push(text(env, model, parent, "name"));
        above = link(env, model, parent, "parent_id");
    }
    names.reverse();
    names.join(" / ")
}

/// How many records an x2many has.
fn count(env: &Env<'_>, model: &str, id: i64, field: &str) -> usize {
    linked(env, model, id, field).len()
}

/// The records of an x2many.
fn linked(env: &Env<'_>, model: &str, id: i64, field: &str) -> Vec<i64> {
    env.find_schema(model).map(|schema| crate::orm::ids_of(&env.value(&schema, id, field))).unwrap_or_default()
}

/// How many records of a model point to one.
fn pointing(env: &Env<'_>, model: &str, field: &str, id: i64) -> usize {
    env.db.rows(model).filter(|(_, row)| row.get(field).and_then(Value::as_i64) == Some(id)).count()
}
