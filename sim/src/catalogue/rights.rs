//! Groups, their external ids and the rights on models, as rows of Odoo's tables.

use std::collections::BTreeMap;

use odoo_sdk::schema::{EVERYONE, Rights};
use serde_json::{Value, json};

use crate::database::Database;

/// The ids of the groups, in the order of their names.
fn group_ids(db: &Database) -> BTreeMap<String, i64> {
    db.schemas.groups.0.keys().cloned().zip(1..).collect()
}

pub(super) fn group_rows(db: &Database) -> Vec<Value> {
    let ids = group_ids(db);
    let row = |(group, implied): (&String, &Vec<String>)| {
        let implied: Vec<&i64> = implied.iter().filter_map(|group| ids.get(group)).collect();
        json!({ "name": group, "implied_ids": implied })
    };
    db.schemas.groups.0.iter().map(row).collect()
}

pub(super) fn name_rows(db: &Database) -> Vec<Value> {
    let row = |(group, id): (String, i64)| {
        let (module, name) = group.split_once('.').unwrap_or(("base", &group));
        json!({ "module": module, "name": name, "model": "res.groups", "res_id": id })
    };
    group_ids(db).into_iter().map(row).chain(records_of_base(db)).collect()
}

/// Records that every Odoo knows by an external id: the countries, the company and its contact.
fn records_of_base(db: &Database) -> Vec<Value> {
    let row = |name: String, model: &str, id: i64| json!({ "module": "base", "name": name, "model": model, "res_id": id });
    let code = |row: &crate::database::Row| row.get("code").and_then(Value::as_str).map(str::to_lowercase);
    let countries = db.rows("res.country").filter_map(|(id, country)| Some(row(code(country)?, "res.country", id)));
    let company = db.rows("res.company").next();
    let contact =
        company.and_then(|(_, company)| company.get("partner_id")?.as_i64()).map(|id| row("main_partner".to_owned(), "res.partner", id));
    let company = company.map(|(id, _)| row("main_company".to_owned(), "res.company", id));
    countries.chain(company).chain(contact).collect()
}

pub(super) fn access_rows(db: &mut Database) -> Vec<Value> {
    super::fill(db, "ir.model");
    let groups = group_ids(db);
    let models: Vec<(i64, String)> =
        db.rows("ir.model").filter_map(|(id, row)| Some((id, row.get("model")?.as_str()?.to_owned()))).collect();
    let mut rows = Vec::new();
    for (model, name) in models {
        let Some(schema) = db.schemas.model(&name) else { continue };
        let rights = schema.access.clone().unwrap_or_else(of_employees);
        rows.extend(
            rights.iter().map(|(group, rights)| access_row(model, &name, groups.get(group).filter(|_| group != EVERYONE), *rights)),
        );
    }
    rows
}

/// What an add-on gives whose rights nothing says: employees may do everything.
fn of_employees() -> BTreeMap<String, Rights> {
    BTreeMap::from([("base.group_user".to_owned(), Rights { read: true, write: true, create: true, unlink: true })])
}

fn access_row(model: i64, name: &str, group: Option<&i64>, rights: Rights) -> Value {
    json!({
        "name": name, "model_id": model, "group_id": group.map_or(json!(false), |id| json!(id)), "active": true,
        "perm_read": rights.read, "perm_write": rights.write, "perm_create": rights.create, "perm_unlink": rights.unlink,
    })
}
