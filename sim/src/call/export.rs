//! `copy_data` and `export_data`: records as values for new ones, and as rows of text for a table.

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::{Value, json};

use super::Arguments;
use super::generic::object;
use crate::error::{OdooError, Outcome};
use crate::orm::access::Operation;
use crate::orm::{Env, ids_of};
use crate::python::is_none;

/// The values a copy would get; 17 takes one record, later series any number.
pub(super) fn copy_data(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_access(schema, Operation::Read)?;
    let other = object(call.get(&["default"]))?;
    let one = |id: &i64| env.copy_values(schema, *id, &other).map(Value::Object);
    Ok(Value::Array(call.ids.iter().map(one).collect::<Outcome<Vec<Value>>>()?))
}

/// Rows of a table: one for a record, and further ones below it for the other lines of its x2many columns.
pub(super) fn export_data(env: &Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_access(schema, Operation::Read)?;
    env.check_exist(schema, &call.ids)?;
    let columns = call.get(&["fields_to_export"]).as_array().into_iter().flatten().filter_map(Value::as_str);
    let paths: Vec<Vec<String>> =
        columns.map(|column| column.replace(".id", "/.id").trim_start_matches('/').split('/').map(str::to_owned).collect()).collect();
    let rows = call.ids.iter().map(|id| rows(env, schema, *id, &paths)).collect::<Outcome<Vec<_>>>()?;
    Ok(json!({ "datas": rows.concat() }))
}

/// The rows of one record.
fn rows(env: &Env<'_>, schema: &ModelSchema, id: i64, paths: &[Vec<String>]) -> Outcome<Vec<Vec<Value>>> {
    let mut first = vec![json!(""); paths.len()];
    let mut below = Vec::new();
    let mut expanded: Vec<&str> = Vec::new();
    for (column, path) in paths.iter().enumerate() {
        let Some((name, rest)) = path.split_first() else { continue };
        let value = match name.as_str() {
            ".id" => json!(id.to_string()),
            "id" => return Err(OdooError::no_business_code(&schema.model, "export_data of external ids")),
            name => {
                let field = schema.fields.get(name).ok_or_else(|| unknown(env, schema, name))?;
                let is_lines = field.field_type.is_x2many() && !rest.is_empty();
                if is_lines && !expanded.contains(&name) {
                    expanded.push(name);
                    let lines = lines(env, schema, id, name, paths)?;
                    let mut lines = lines.into_iter();
                    fill(&mut first, lines.next());
                    below.extend(lines);
                }
                if is_lines || rest.first().is_some_and(|_| !field.field_type.is_relational()) {
                    continue;
                }
                cell(env, schema, id, name, rest)?
            }
        };
        if let Some(place) = first.get_mut(column) {
            *place = value;
        }
    }
    let mut all = vec![first];
    all.append(&mut below);
    Ok(all)
}

fn unknown(env: &Env<'_>, schema: &ModelSchema, name: &str) -> OdooError {
    match env.series() {
        Series::V19 => OdooError::value(format!("Invalid field '{name}' on '{}'", schema.model)),
        Series::V17 | Series::V18 => OdooError::new(crate::error::Kind::KeyError, format!("'{name}'")),
    }
}

/// The rows of a record's lines, with every column that leads over them.
fn lines(env: &Env<'_>, schema: &ModelSchema, id: i64, name: &str, paths: &[Vec<String>]) -> Outcome<Vec<Vec<Value>>> {
    let Some(field) = schema.fields.get(name) else { return Ok(Vec::new()) };
    let target = env.co_schema(field)?;
    let under = |path: &Vec<String>| match path.split_first() {
        Some((first, rest)) if first == name => rest.to_vec(),
        _ => Vec::new(),
    };
    let inner: Vec<Vec<String>> = paths.iter().map(under).collect();
    let ids = ids_of(&env.read_value(schema, id, name, true));
    Ok(ids.into_iter().map(|id| rows(env, &target, id, &inner)).collect::<Outcome<Vec<_>>>()?.concat())
}

/// Takes over the cells that a line fills.
fn fill(row: &mut [Value], line: Option<Vec<Value>>) {
    for (place, value) in row.iter_mut().zip(line.into_iter().flatten()) {
        if value != json!("") {
            *place = value;
        }
    }
}

/// One cell: the value at the end of a path over many2one fields.
fn cell(env: &Env<'_>, schema: &ModelSchema, id: i64, name: &str, rest: &[String]) -> Outcome<Value> {
    let Some(field) = schema.fields.get(name) else { return Ok(json!("")) };
    let value = env.read_value(schema, id, name, false);
    if !field.field_type.is_relational() {
        return Ok(shown(field.field_type, value));
    }
    let target = env.co_schema(field)?;
    match rest.split_first() {
        Some((next, _)) if next == ".id" => Ok(ids_of(&value).first().map_or(json!(""), |id| json!(id.to_string()))),
        Some((next, further)) => match ids_of(&value).first() {
            Some(_) if next == "id" => Err(OdooError::no_business_code(&schema.model, "export_data of external ids")),
            Some(id) => cell(env, &target, *id, next, further),
            None => Ok(json!("")),
        },
        None => Ok(json!(ids_of(&value).into_iter().map(|id| env.display_name(&target, id)).collect::<Vec<_>>().join(","))),
    }
}

/// A value as a cell: nothing is an empty text, a number and a truth stay what they are.
fn shown(field_type: FieldType, value: Value) -> Value {
    match field_type {
        FieldType::Boolean => value,
        _ if is_none(&value) => json!(""),
        _ => value,
    }
}
