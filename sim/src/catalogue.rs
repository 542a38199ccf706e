//! The models about models: `ir.model`, `ir.model.fields`, their selections, `ir.module.module`, groups, rights and views, filled from the
//! snapshot when one of them is first called.

mod rights;

use std::collections::BTreeMap;

use odoo_sdk::schema::{FieldSchema, ModelKind, ModelSchema};
use serde_json::{Value, json};

use crate::database::{Database, Row};

/// Fills a model about models if it is one and empty, and the view of employees that everybody sees.
pub(crate) fn fill(db: &mut Database, model: &str) {
    if model == "hr.employee.public" {
        return mirror(db, "hr.employee", model);
    }
    if !db.is_empty(model) {
        return;
    }
    let rows: Vec<Value> = match model {
        "ir.model" => schemas(db).iter().map(|schema| model_row(schema)).collect(),
        "ir.model.fields" => field_rows(db),
        "ir.model.fields.selection" => selection_rows(db),
        "ir.module.module" => db.schemas.modules.iter().map(|(name, version)| module_row(name, version)).collect(),
        "ir.ui.view" => schemas(db).iter().filter_map(|schema| view_row(schema)).collect(),
        "res.groups" => rights::group_rows(db),
        "ir.model.data" => rights::name_rows(db),
        "ir.model.access" => rights::access_rows(db),
        _ => return,
    };
    for row in rows {
        db.insert(model, row.as_object().cloned().unwrap_or_default().into_iter().collect::<Row>());
    }
}

/// A view on another table: the same records under the same ids, as they are now.
fn mirror(db: &mut Database, from: &str, to: &str) {
    let rows: Vec<(i64, Row)> = db.rows(from).map(|(id, row)| (id, Row::clone(row))).collect();
    for (id, row) in rows {
        db.insert_at(to, id, row);
    }
}

fn schemas(db: &Database) -> Vec<std::sync::Arc<ModelSchema>> {
    db.schemas.names().filter_map(|name| db.schemas.model(name)).collect()
}

fn state(name: &str) -> &'static str {
    if name.starts_with("x_") { "manual" } else { "base" }
}

fn model_row(schema: &ModelSchema) -> Value {
    json!({
        "model": schema.model, "name": schema.label, "modules": schema.modules.join(", "), "state": state(&schema.model),
        "transient": schema.kind == ModelKind::Transient, "abstract": schema.kind == ModelKind::Abstract,
    })
}

fn view_row(schema: &ModelSchema) -> Option<Value> {
    let arch = crate::views::form(schema)?;
    Some(json!({
        "name": format!("{}.form", schema.model), "model": schema.model, "type": "form", "mode": "primary", "active": true, "priority": 16,
        "arch_db": arch,
    }))
}

/// The modules that are apps, with their titles.
const APPS: &[(&str, &str)] = &[
    ("account", "Invoicing"),
    ("calendar", "Calendar"),
    ("contacts", "Contacts"),
    ("crm", "CRM"),
    ("event", "Events"),
    ("fleet", "Fleet"),
    ("hr", "Employees"),
    ("hr_attendance", "Attendances"),
    ("hr_expense", "Expenses"),
    ("hr_holidays", "Time Off"),
    ("hr_recruitment", "Recruitment"),
    ("mail", "Discuss"),
    ("maintenance", "Maintenance"),
    ("mrp", "Manufacturing"),
    ("point_of_sale", "Point of Sale"),
    ("project", "Project"),
    ("purchase", "Purchase"),
    ("repair", "Repairs"),
    ("sale_management", "Sales"),
    ("stock", "Inventory"),
    ("survey", "Surveys"),
    ("website", "Website"),
    ("website_sale", "eCommerce"),
];

fn module_row(name: &str, version: &str) -> Value {
    let title = APPS.iter().find(|(app, _)| *app == name).map(|(_, title)| *title);
    json!({
        "name": name, "shortdesc": title.unwrap_or(name), "application": title.is_some(), "state": "installed",
        "latest_version": version, "installed_version": version,
    })
}

fn field_rows(db: &mut Database) -> Vec<Value> {
    fill(db, "ir.model");
    let models: BTreeMap<String, i64> =
        db.rows("ir.model").filter_map(|(id, row)| Some((row.get("model")?.as_str()?.to_owned(), id))).collect();
    let one = |schema: &ModelSchema, name: &str, field: &FieldSchema| {
        json!({
            "model": schema.model, "model_id": models.get(&schema.model), "name": name, "field_description": field.label,
            "ttype": field.field_type.name(), "required": field.required, "readonly": field.readonly, "store": field.store,
            "relation": or_false(field.relation.as_deref()), "relation_field": or_false(field.inverse.as_deref()),
            "related": or_false(field.related.as_deref()), "depends": or_false(Some(field.depends.join(",")).as_deref()),
            "translate": field.translate, "copied": field.copied, "index": false, "compute": false, "size": field.size.unwrap_or(0),
            "modules": field.modules.join(", "), "state": state(name), "help": or_false(field.help.as_deref()),
        })
    };
    schemas(db).iter().flat_map(|schema| schema.fields.iter().map(|(name, field)| one(schema, name, field)).collect::<Vec<_>>()).collect()
}

fn selection_rows(db: &mut Database) -> Vec<Value> {
    fill(db, "ir.model.fields");
    let mut rows = Vec::new();
    for (id, row) in db.rows("ir.model.fields") {
        let (Some(model), Some(name)) = (row.get("model").and_then(Value::as_str), row.get("name").and_then(Value::as_str)) else {
            continue;
        };
        let Some(schema) = db.schemas.model(model) else { continue };
        let choices = schema.fields.get(name).and_then(|field| field.selection.as_ref()).filter(|choices| !choices.dynamic);
        let all = choices.into_iter().flat_map(|choices| choices.values.iter().enumerate());
        rows.extend(all.map(|(sequence, (value, label))| json!({ "field_id": id, "value": value, "name": label, "sequence": sequence })));
    }
    rows
}

fn or_false(text: Option<&str>) -> Value {
    text.filter(|text| !text.is_empty()).map_or(Value::Bool(false), Value::from)
}
