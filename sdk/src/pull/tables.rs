//! The tables a snapshot rests on: installed modules, models, fields and static selections.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::PullError;
use crate::{Call, Client, Error};

/// Rows read at once.
const PAGE: usize = 5_000;

/// What the tables of a database say.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Installed modules and their versions.
    pub(super) modules: BTreeMap<String, String>,
    /// Rows of `ir.model` by model.
    pub(super) models: BTreeMap<String, Value>,
    /// Rows of `ir.model.fields` by model.
    pub(super) fields: BTreeMap<String, Vec<Value>>,
    /// Fields with a static selection, by model.
    pub(super) static_selections: BTreeMap<String, BTreeSet<String>>,
}

impl Tables {
    /// Reads all but the rows of `ir.model`, which are there already.
    pub(super) async fn read(client: &Client, models: BTreeMap<String, Value>) -> Result<Self, PullError> {
        let installed = json!([["state", "=", "installed"]]);
        let (modules, fields, selections) = tokio::try_join!(
            rows(client, "ir.module.module", installed, &["name", "latest_version"]),
            rows(client, "ir.model.fields", json!([]), &["model", "name", "modules", "copied"]),
            rows(client, "ir.model.fields.selection", json!([]), &["field_id"]),
        )?;
        Ok(Self {
            modules: modules.iter().filter_map(|row| Some((text(row, "name")?, text(row, "latest_version").unwrap_or_default()))).collect(),
            static_selections: static_selections(&fields, &selections),
            models,
            fields: by_model(fields),
        })
    }
}

/// The rows of `ir.model` by model, with `abstract` where the series reports it (from 19 on).
pub(super) async fn models(client: &Client) -> Result<BTreeMap<String, Value>, PullError> {
    let failed = |source| PullError::Table { table: "ir.model", source };
    let reported = client.send(Call::fields_get("ir.model", ["type"])).await.map_err(failed)?;
    let columns = ["model", "name", "modules", "transient", "abstract"];
    let known: Vec<&str> = columns.into_iter().filter(|column| reported.get(column).is_some()).collect();
    let rows = rows(client, "ir.model", json!([]), &known).await?;
    Ok(rows.into_iter().filter_map(|row| Some((text(&row, "model")?, row))).collect())
}

/// The fields (by model) that have rows in `ir.model.fields.selection`.
fn static_selections(fields: &[Value], selections: &[Value]) -> BTreeMap<String, BTreeSet<String>> {
    let ids: BTreeSet<i64> = selections.iter().filter_map(|row| row.get("field_id")?.get(0)?.as_i64()).collect();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in fields {
        let is_static = row.get("id").and_then(Value::as_i64).is_some_and(|id| ids.contains(&id));
        if let (true, Some(model), Some(name)) = (is_static, text(row, "model"), text(row, "name")) {
            found.entry(model).or_default().insert(name);
        }
    }
    found
}

fn by_model(rows: Vec<Value>) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in rows {
        if let Some(model) = text(&row, "model") {
            found.entry(model).or_default().push(row);
        }
    }
    found
}

/// All rows of a table, page by page in the order of their ids.
pub(super) async fn rows(client: &Client, table: &'static str, domain: Value, columns: &[&str]) -> Result<Vec<Value>, PullError> {
    let mut all = Vec::new();
    loop {
        let page = page(client, table, &domain, columns, all.len()).await.map_err(|source| PullError::Table { table, source })?;
        let is_last = page.len() < PAGE;
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

async fn page(client: &Client, table: &str, domain: &Value, columns: &[&str], offset: usize) -> Result<Vec<Value>, Error> {
    let call = Call::new(table, "search_read")
        .named("domain", domain.clone())
        .named("fields", json!(columns))
        .named("offset", json!(offset))
        .named("limit", json!(PAGE))
        .named("order", json!("id"))
        .read();
    match client.send(call).await? {
        Value::Array(rows) => Ok(rows),
        _ => Ok(Vec::new()),
    }
}

pub(super) fn text(row: &Value, column: &str) -> Option<String> {
    row.get(column)?.as_str().map(str::to_owned)
}
