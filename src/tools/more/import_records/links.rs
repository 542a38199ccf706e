//! Values of rows as fields take them: links by unique name or external id, and the texts of CSV as numbers and truth values.

use std::collections::HashMap;

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use odoo_sdk::validate::IssueCode;
use serde_json::{Value, json};

use super::report::Report;
use super::rows::Row;
use crate::error_code::ErrorCode;
use crate::tools::ToolContext;
use crate::tools::failure::{Failure, Origin, Problem};

/// What a column with external ids ends with.
const EXTERNAL: &str = "/id";

/// What names and external ids stand for: by model, text and which of the two it is, the id, or why there is none.
type Known = HashMap<(String, String, bool), Result<i64, String>>;

/// The rows with ids in place of names. A row with a name that stands for nothing is refused.
pub(super) async fn resolved(
    context: &ToolContext,
    schema: &ModelSchema,
    rows: Vec<Row>,
    report: &mut Report,
) -> Result<Vec<Row>, Failure> {
    let (mut known, mut good) = (Known::new(), Vec::with_capacity(rows.len()));
    for mut row in rows {
        match values(context, schema, &mut known, &mut row).await? {
            None => good.push(row),
            Some(problem) => report.refuse(row.number, &Failure::invalid(vec![problem])),
        }
    }
    Ok(good)
}

async fn values(context: &ToolContext, schema: &ModelSchema, known: &mut Known, row: &mut Row) -> Result<Option<Problem>, Failure> {
    for (name, value) in std::mem::take(&mut row.values) {
        if name == OWN {
            match own_id(context, schema, known, &value).await? {
                Ok(id) => drop(row.values.insert(name, json!(id))),
                Err(why) => return Ok(Some(Problem::new(IssueCode::BadReference, name, why).hint("match by another field to make it"))),
            }
            continue;
        }
        let (field_name, is_external) = name.strip_suffix(EXTERNAL).map_or((name.as_str(), false), |name| (name, true));
        let link = schema.fields.get(field_name).and_then(|field| Some((field, field.relation.clone()?)));
        let value = match (schema.fields.get(field_name), link, value) {
            (_, Some((field, relation)), Value::String(text)) if field.field_type == FieldType::Many2one => {
                let key = (relation, text, is_external);
                if !known.contains_key(&key) {
                    let found = if is_external { by_external_id(context, &key).await? } else { by_name(context, &key).await? };
                    known.insert(key.clone(), found);
                }
                match known.get(&key) {
                    Some(Ok(id)) => json!(id),
                    Some(Err(why)) => return Ok(Some(Problem::new(IssueCode::BadReference, name, why))),
                    None => Value::Null,
                }
            }
            (Some(field), _, Value::String(text)) => typed(field, text),
            (_, _, value) => value,
        };
        row.values.insert(field_name.to_owned(), value);
    }
    Ok(None)
}

/// The column that names a row's own record.
const OWN: &str = "id";

/// The id of a row's own record, which its external id may stand for.
async fn own_id(context: &ToolContext, schema: &ModelSchema, known: &mut Known, value: &Value) -> Result<Result<i64, String>, Failure> {
    let number = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
    if let Some(id) = number {
        return Ok(Ok(id));
    }
    let key = (schema.model.clone(), value.as_str().unwrap_or_default().to_owned(), true);
    if !known.contains_key(&key) {
        let found = by_external_id(context, &key).await?;
        known.insert(key.clone(), found);
    }
    Ok(known.get(&key).cloned().unwrap_or_else(|| Err("not an external id".to_owned())))
}

/// A text as a field of this type takes it, where it is one; else as it came, for the check to refuse.
fn typed(field: &FieldSchema, text: String) -> Value {
    let number = || text.trim().replace(',', ".").parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number);
    let read = match field.field_type {
        FieldType::Integer => text.trim().parse::<i64>().ok().map(Value::from),
        FieldType::Float | FieldType::Monetary => number(),
        FieldType::Boolean => match text.trim().to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" => Some(json!(true)),
            "0" | "false" | "no" => Some(json!(false)),
            _ => None,
        },
        _ => None,
    };
    read.unwrap_or(Value::String(text))
}

/// The one record of that name.
async fn by_name(context: &ToolContext, (model, name, _): &(String, String, bool)) -> Result<Result<i64, String>, Failure> {
    let request = Call::name_search(model, name).named("operator", "=").named("limit", 2);
    let found = context.odoo.send(request).await?;
    let ids: Vec<i64> = found.as_array().into_iter().flatten().filter_map(|pair| pair.get(0)?.as_i64()).collect();
    Ok(match ids.as_slice() {
        [] => Err(format!("no record of `{model}` has the name `{name}`")),
        [id] => Ok(*id),
        _ => Err(format!("several records of `{model}` have the name `{name}`: give the id")),
    })
}

/// The record of that external id. Who may not read external ids gets a refusal that says so: it is of the whole call.
async fn by_external_id(context: &ToolContext, (model, text, _): &(String, String, bool)) -> Result<Result<i64, String>, Failure> {
    let Some((module, name)) = text.split_once('.') else { return Ok(Err(format!("`{text}` is not an external id such as `base.be`"))) };
    context.odoo.model(model).await?;
    let rows = context.odoo.connected().await?.client().external_id(model, module, name).await?;
    let id = rows.ok_or_else(not_for_this_user)?.first().and_then(|row| row.get("res_id")?.as_i64());
    Ok(id.ok_or_else(|| format!("no record of `{model}` has the external id `{text}`")))
}

fn not_for_this_user() -> Failure {
    Failure::new(ErrorCode::AccessDenied, Origin::Odoo, "external ids are read from `ir.model.data`, which Odoo keeps from this user")
        .hint("name records by a field such as `ref`, and links by a unique name or an id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_what_the_field_takes() {
        let check = |kind, text: &str, expected: Value| assert_eq!(typed(&FieldSchema::new(kind), text.to_owned()), expected);
        check(FieldType::Integer, "7", json!(7));
        check(FieldType::Float, "2,5", json!(2.5));
        check(FieldType::Boolean, "Yes", json!(true));
        check(FieldType::Integer, "seven", json!("seven"));
        check(FieldType::Char, "7", json!("7"));
    }
}
