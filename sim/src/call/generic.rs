//! The methods of every model, by name: from bound arguments to the ORM and back to the answer's shape in the series.

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::Arguments;
use super::{export, groups};
use crate::error::{OdooError, Outcome};
use crate::orm::access::Operation;
use crate::orm::{Env, Page};

/// Carries out a method of every model; `None` where it is not served here.
pub(super) fn call(env: &mut Env<'_>, schema: &ModelSchema, method: &str, call: &Arguments) -> Option<Outcome<Value>> {
    Some(match method {
        "search" => env.search(schema, call.get(&["domain"]), &page(call)).map(|ids| json!(ids)),
        "search_count" => env.search_count(schema, call.get(&["domain"]), call.count("limit")).map(|count| json!(count)),
        "search_read" => search_read(env, schema, call),
        "read" => env.read(schema, &call.ids, call.get(&["fields"]), classic(call)),
        "name_search" => name_search(env, schema, call),
        "name_get" => name_get(env, schema, call),
        "name_create" => name_create(env, schema, call),
        "fields_get" => env.fields_get(schema, call.get(&["allfields"]), call.get(&["attributes"])),
        "default_get" => env.default_get(schema, call.given(if env.series() == Series::V19 { "fields" } else { "fields_list" })),
        "create" => create(env, schema, call),
        "write" => write(env, schema, call),
        "unlink" => env.unlink(schema, &call.ids).map(|()| json!(true)),
        "copy" => copy(env, schema, call),
        "exists" => Ok(call.ids.iter().copied().filter(|id| env.db.exists(&schema.model, *id)).collect()),
        "action_archive" => set_active(env, schema, call, false),
        "action_unarchive" => set_active(env, schema, call, true),
        "toggle_active" => toggle_active(env, schema, call),
        _ => return more(env, schema, method, call),
    })
}

fn more(env: &mut Env<'_>, schema: &ModelSchema, method: &str, call: &Arguments) -> Option<Outcome<Value>> {
    Some(match method {
        "read_group" => groups::read_group(env, schema, call).map(|(groups, _)| json!(groups)),
        "formatted_read_group" => groups::formatted_read_group(env, schema, call, &[]).map(|(groups, _)| json!(groups)),
        "web_read_group" => groups::web_read_group(env, schema, call),
        "web_read" => env.web_read(schema, &call.ids, call.get(&["specification"])),
        "web_search_read" => {
            let (domain, wanted) = (call.get(&["domain"]), call.get(&["specification"]));
            env.web_search_read(schema, domain, wanted, &page(call), call.count("count_limit"))
        }
        "web_save" => {
            let values = object(call.get(&["vals"]));
            values.and_then(|values| env.web_save(schema, &call.ids, &values, call.get(&["specification"])))
        }
        "onchange" => {
            let values = object(call.get(&["values"]));
            let (changed, wanted) = (call.get(&["field_names"]), call.get(&["fields_spec"]));
            values.and_then(|values| env.onchange(schema, call.ids.first().copied(), &values, changed, wanted))
        }
        "check_access_rights" => check_access_rights(env, schema, call),
        "has_access" => operation(call).map(|operation| json!(has_access(env, schema, call, operation))),
        "check_access" | "check_access_rule" => check_access(env, schema, call),
        "get_views" => crate::views::get_views(env, schema, call),
        "get_combined_arch" if schema.model == "ir.ui.view" => combined_arch(env, schema, call),
        "get_metadata" => metadata(env, schema, call),
        "has_group" if schema.model == "res.users" => has_group(env, call),
        "context_get" if schema.model == "res.users" => Ok(json!({ "lang": "en_US", "tz": "Europe/Brussels", "uid": env.account.user_id })),
        "get_field_translations" => translations(env, schema, call),
        "update_field_translations" => update_translations(env, schema, call),
        "copy_data" => export::copy_data(env, schema, call),
        "export_data" => export::export_data(env, schema, call),
        "read_progress_bar" => groups::read_progress_bar(env, schema, call),
        "formatted_read_grouping_sets" => groups::grouping_sets(env, schema, call),
        "web_name_search" => groups::web_name_search(env, schema, call),
        _ => return None,
    })
}

fn page(call: &Arguments) -> Page<'_> {
    Page { offset: call.count("offset").unwrap_or_default(), limit: call.count("limit"), order: call.text("order") }
}

/// `[id, name]` unless `load` is given and empty.
fn classic(call: &Arguments) -> bool {
    match call.values.get("load") {
        None => true,
        Some(load) => load == "_classic_read",
    }
}

pub(super) fn object(value: &Value) -> Outcome<Map<String, Value>> {
    match value {
        Value::Object(map) => Ok(map.clone()),
        Value::Null => Ok(Map::new()),
        other => Err(OdooError::new(
            crate::error::Kind::AttributeError,
            format!("'{}' object has no attribute 'items'", crate::python::type_name(other)),
        )),
    }
}

fn search_read(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let fields = call.get(&["fields"]);
    let ids = env.search(schema, call.get(&["domain"]), &page(call))?;
    env.read(schema, &ids, fields, classic(call))
}

fn name_search(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let limit = if call.values.contains_key("limit") { call.count("limit") } else { Some(100) };
    let operator = call.text("operator").unwrap_or("ilike");
    env.name_search(schema, call.text("name").unwrap_or_default(), call.get(&["args", "domain"]), operator, limit)
}

fn name_get(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_access(schema, Operation::Read)?;
    env.check_exist(schema, &call.ids)?;
    Ok(call.ids.iter().map(|id| json!([id, env.display_name(schema, *id)])).collect())
}

fn name_create(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let field = schema.rec_name.clone().unwrap_or_else(|| "name".to_owned());
    let id = env.create(schema, &Map::from_iter([(field, call.get(&["name"]).clone())]))?;
    Ok(json!([id, env.display_name(schema, id)]))
}

/// One record gives an id, a list gives a list; JSON-2 always gives a list.
fn create(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    match call.given("vals_list") {
        Value::Array(all) => {
            all.iter().map(|values| env.create(schema, &object(values)?)).collect::<Outcome<Vec<_>>>().map(|ids| json!(ids))
        }
        values => {
            let id = env.create(schema, &object(values)?)?;
            Ok(if call.by_name { json!([id]) } else { json!(id) })
        }
    }
}

fn write(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let values = object(call.given("vals"))?;
    env.write(schema, &call.ids, &values).map(|()| json!(true))
}

/// 17 gives the id, 18 and 19 a list.
fn copy(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let other = object(call.given("default"))?;
    let copies = call.ids.iter().map(|id| env.copy(schema, *id, &other)).collect::<Outcome<Vec<i64>>>()?;
    Ok(match (env.series(), copies.as_slice()) {
        (Series::V17, [only]) if !call.by_name => json!(only),
        _ => json!(copies),
    })
}

fn set_active(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments, active: bool) -> Outcome<Value> {
    env.write(schema, &call.ids, &Map::from_iter([("active".to_owned(), json!(active))])).map(|()| Value::Null)
}

fn toggle_active(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    for id in &call.ids {
        let active = env.value(schema, *id, "active") != json!(true);
        env.write(schema, &[*id], &Map::from_iter([("active".to_owned(), json!(active))]))?;
    }
    Ok(Value::Null)
}

fn operation(call: &Arguments) -> Outcome<Operation> {
    let name = call.text("operation").unwrap_or_default();
    Operation::from_name(name).ok_or_else(|| OdooError::new(crate::error::Kind::AssertionError, "Invalid access mode"))
}

fn has_access(env: &Env<'_>, schema: &ModelSchema, call: &Arguments, operation: Operation) -> bool {
    env.may(schema, operation) && call.ids.iter().all(|id| env.is_own(schema, *id))
}

fn check_access_rights(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let operation = operation(call)?;
    let raises = call.values.get("raise_exception").is_none_or(crate::python::is_true);
    if raises {
        env.check_access(schema, operation)?;
    }
    // From 19 on it raises or says nothing.
    Ok(if raises && env.series() == Series::V19 { Value::Null } else { json!(env.may(schema, operation)) })
}

fn check_access(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let operation = operation(call)?;
    env.check_access(schema, operation)?;
    env.check_records(schema, &call.ids, operation).map(|()| Value::Null)
}

/// The views here have no extensions.
fn combined_arch(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_access(schema, Operation::Read)?;
    Ok(call.ids.first().map(|id| env.value(schema, *id, "arch_db")).unwrap_or_default())
}

fn has_group(env: &Env<'_>, call: &Arguments) -> Outcome<Value> {
    let group = call.text("group_ext_id").unwrap_or_default();
    let asked = call.ids.first().copied().filter(|_| env.series() != Series::V17).unwrap_or(env.account.user_id);
    let account = crate::accounts::Account::by_id(asked).unwrap_or(env.account);
    Ok(json!(account.has_group(group)))
}

fn metadata(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_exist(schema, &call.ids)?;
    let one = |id: &i64| {
        let read = |name| env.read_value(schema, *id, name, true);
        json!({
            "id": id, "create_uid": read("create_uid"), "create_date": read("create_date"), "write_uid": read("write_uid"),
            "write_date": read("write_date"), "xmlid": false, "xmlids": [], "noupdate": false,
        })
    };
    Ok(call.ids.iter().map(one).collect())
}

fn only(call: &Arguments) -> Outcome<i64> {
    match call.ids.as_slice() {
        [id] => Ok(*id),
        _ => Err(OdooError::value("Expected singleton")),
    }
}

fn translations(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.field_translations(schema, only(call)?, call.text("field_name").unwrap_or_default())
}

fn update_translations(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    let values = object(call.get(&["translations"]))?;
    env.update_translations(schema, only(call)?, call.text("field_name").unwrap_or_default(), &values)
}
