//! What an import does with each row: create, update, nothing, or refuse it.

use std::collections::HashMap;

use odoo_sdk::schema::ModelSchema;
use odoo_sdk::validate::IssueCode;
use serde_json::{Map, Value, json};

use super::report::Report;
use super::rows::Row;
use crate::error_code::ErrorCode;
use crate::policy::Beside;
use crate::tools::ToolContext;
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::more::matching;
use crate::tools::write::check_workflow;

/// Rows whose records are looked for together.
const TOGETHER: usize = 500;

/// Records of one lookup: some values of the first field may be those of many records.
const MOST_FOUND: usize = 10_000;

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) creates: Vec<Row>,
    /// With the ids of their records.
    pub(super) updates: Vec<(i64, Row)>,
    pub(super) beside: Beside,
}

/// Plans every row, in order.
pub(super) async fn planned(
    context: &ToolContext,
    schema: &ModelSchema,
    rows: Vec<Row>,
    matching: &[String],
    report: &mut Report,
) -> Result<Plan, Failure> {
    let fields = readable(context, schema, &rows, matching).await?;
    let (mut plan, mut seen) = (Plan::default(), HashMap::new());
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut part = Vec::new();
        for row in rows.by_ref().take(TOGETHER) {
            match key(&row.values, matching).map(|key| (key.clone(), seen.insert(key, row.number))) {
                None => report.refuse(row.number, &invalid(ErrorCode::WrongValue, "match", "the row has no value for a field of `match`")),
                Some((_, Some(first))) => {
                    report.refuse(row.number, &invalid(ErrorCode::WrongValue, "match", &format!("row {first} names the same record")));
                }
                Some((key, None)) => part.push((key, row)),
            }
        }
        let found = found(context, schema, &part, matching, &fields).await?;
        for (key, row) in part {
            decide(context, schema, row, found.get(&key).map_or(&[][..], Vec::as_slice), &mut plan, report).await?;
        }
    }
    Ok(plan)
}

/// The fields to compare, checked once for all rows. A column that is no field is refused row by row, like every other fault.
async fn readable(context: &ToolContext, schema: &ModelSchema, rows: &[Row], matching: &[String]) -> Result<Vec<String>, Failure> {
    context
        .odoo
        .check(Operation::Search, &schema.model, &mut json!({"fields": matching}))
        .await
        .map_err(|failure| failure.moved("fields", "match"))?;
    let mut fields: Vec<String> = matching.to_vec();
    for name in rows.iter().flat_map(|row| row.values.keys()) {
        if !fields.contains(name) && schema.fields.contains_key(name) {
            fields.push(name.clone());
        }
    }
    Ok(fields)
}

/// What names a record; `None` where a value is missing.
fn key(values: &Map<String, Value>, matching: &[String]) -> Option<String> {
    let part = |name: &String| match values.get(name)? {
        Value::Array(pair) => Some(pair.first()?.to_string()),
        Value::Bool(false) | Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::Number(number) => number.as_f64().map(|number| number.to_string()),
        other => Some(other.to_string()),
    };
    let parts: Option<Vec<String>> = matching.iter().map(part).collect();
    parts.map(|parts| parts.join("\u{1f}"))
}

/// The records that the rows name, by key.
async fn found(
    context: &ToolContext,
    schema: &ModelSchema,
    part: &[(String, Row)],
    matching: &[String],
    fields: &[String],
) -> Result<HashMap<String, Vec<Value>>, Failure> {
    let mut found: HashMap<String, Vec<Value>> = HashMap::new();
    let Some(first) = matching.first() else { return Ok(found) };
    let values: Vec<&Value> = part.iter().filter_map(|(_, row)| row.values.get(first)).collect();
    if values.is_empty() {
        return Ok(found);
    }
    let names: Vec<&str> = fields.iter().map(String::as_str).collect();
    for record in matching::found(context, &schema.model, json!([[first, "in", values]]), &names, MOST_FOUND).await? {
        if let Some(key) = record.as_object().and_then(|record| key(record, matching)) {
            found.entry(key).or_default().push(record);
        }
    }
    Ok(found)
}

async fn decide(
    context: &ToolContext,
    schema: &ModelSchema,
    mut row: Row,
    records: &[Value],
    plan: &mut Plan,
    report: &mut Report,
) -> Result<(), Failure> {
    let operation = if records.is_empty() { Operation::Create } else { Operation::Write };
    if records.len() > 1 {
        let message = format!("{} records have these values", records.len());
        report.refuse(row.number, &invalid(IssueCode::BadReference, "match", &message));
        return Ok(());
    }
    if !records.is_empty() {
        // It named the record, and is not written.
        row.values.remove("id");
    }
    let mut call = json!({"values": std::mem::take(&mut row.values)});
    let checked = context.odoo.check(operation, &schema.model, &mut call).await;
    row.values = call.get_mut("values").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default();
    match (checked, records.first()) {
        // A rule that refuses one row is about the import, not about that row alone.
        (Err(failure), _) if failure.is_of_policy() => return Err(failure.moved("values", &format!("rows[{}]", row.number - 1))),
        (Err(failure), _) => report.refuse(row.number, &failure.moved("values", "")),
        (Ok(remarks), None) => {
            plan.beside.made += remarks.beside.made;
            plan.creates.push(row);
        }
        (Ok(remarks), Some(record)) => {
            row.values = matching::differing(schema, record, &row.values);
            if row.values.is_empty() {
                report.unchanged += 1;
            } else if let Err(failure) = check_workflow(&context.odoo.policy().rules(), schema, &row.values, "values") {
                report.refuse(row.number, &failure);
            } else {
                plan.beside.made += remarks.beside.made;
                plan.beside.deleted += remarks.beside.deleted;
                plan.updates.push((record.get("id").and_then(Value::as_i64).unwrap_or_default(), row));
            }
        }
    }
    Ok(())
}

fn invalid(code: impl Into<ErrorCode>, path: &str, message: &str) -> Failure {
    Failure::invalid(vec![Problem::new(code, path, message)])
}
