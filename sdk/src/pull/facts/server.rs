//! Groups, rights, buttons and widgets as an administrator reads them: from the tables of Odoo and its views.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::super::tables::{rows, text};
use super::super::{Progress, PullError, arch, run_all};
use super::Facts;
use crate::schema::{EVERYONE, Groups, ModelFacts, ModelSchema, Rights};
use crate::{Call, Client};

/// The columns of `ir.model.access` that are read.
const ACCESS: [&str; 6] = ["model_id", "group_id", "perm_read", "perm_write", "perm_create", "perm_unlink"];

/// Kinds of views without buttons, and pages of the website.
const WITHOUT_BUTTONS: [&str; 4] = ["search", "graph", "pivot", "qweb"];

/// Answers for the models whose fields are known.
pub(in super::super) type Known<'a> = dyn Fn(&str) -> Option<&'a ModelSchema> + Sync + 'a;

/// Reads the facts of every model. `ir_model` holds the models by the ids of their rows.
pub(in super::super) async fn read(
    client: &Client,
    ir_model: &BTreeMap<String, Value>,
    models: &Known<'_>,
    parallel: usize,
    progress: &Arc<dyn Progress>,
) -> Result<Facts, PullError> {
    let names = group_names(client).await?;
    let groups = groups(client, &names).await?;
    let mut facts = views(client, models, parallel, progress).await?;
    let by_id = |row: &Value| Some((row.get("id")?.as_i64()?, text(row, "model")?));
    let by_id: BTreeMap<i64, String> = ir_model.values().filter_map(by_id).collect();
    let rights = if has_access_table(client) { rows(client, "ir.model.access", json!([]), &ACCESS).await? } else { Vec::new() };
    for row in rights {
        if let Some(model) = link(&row, "model_id").and_then(|id| by_id.get(&id)) {
            add_rights(facts.entry(model.clone()).or_default(), &row, &names);
        }
    }
    Ok(Facts { groups, models: facts })
}

/// Whether the server has `ir.model.access`, which 20.0 has not. What an administrator's own rights are says nothing of anybody else's, so
/// the rights stay unknown there.
pub(super) fn has_access_table(client: &Client) -> bool {
    client.version().major() < 20
}

/// Adds one row of `ir.model.access`.
pub(super) fn add_rights(facts: &mut ModelFacts, row: &Value, names: &BTreeMap<i64, String>) {
    let group = link(row, "group_id").map_or_else(|| EVERYONE.to_owned(), |id| group_name(id, names));
    let given = |column: &str| row.get(column) == Some(&Value::Bool(true));
    let rights =
        Rights { read: given("perm_read"), write: given("perm_write"), create: given("perm_create"), unlink: given("perm_unlink") };
    // A row that gives nothing is kept by Odoo to say that it was thought of.
    let access = facts.access.get_or_insert_default();
    if rights != Rights::default() {
        let known = access.entry(group).or_default();
        *known = known.or(rights);
    }
}

/// A group that was made by hand has no external id.
fn group_name(id: i64, names: &BTreeMap<i64, String>) -> String {
    names.get(&id).cloned().unwrap_or_else(|| format!("res.groups,{id}"))
}

/// External ids of groups by their ids; the first of several.
pub(super) async fn group_names(client: &Client) -> Result<BTreeMap<i64, String>, PullError> {
    let mut names = BTreeMap::new();
    for row in rows(client, "ir.model.data", json!([["model", "=", "res.groups"]]), &["module", "name", "res_id"]).await? {
        if let (Some(id), Some(module), Some(name)) = (row.get("res_id").and_then(Value::as_i64), text(&row, "module"), text(&row, "name"))
        {
            names.entry(id).or_insert_with(|| format!("{module}.{name}"));
        }
    }
    Ok(names)
}

/// Every group with those it implies directly, by external id.
pub(super) async fn groups(client: &Client, names: &BTreeMap<i64, String>) -> Result<Groups, PullError> {
    let implied = |row: &Value| {
        let ids = row.get("implied_ids").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64);
        let mut groups: Vec<String> = ids.map(|id| group_name(id, names)).collect();
        groups.sort_unstable();
        Some((group_name(row.get("id")?.as_i64()?, names), groups))
    };
    Ok(Groups(rows(client, "res.groups", json!([]), &["implied_ids"]).await?.iter().filter_map(implied).collect()))
}

/// Buttons and widgets by model, from every view that is not an extension of another; models without views have no buttons.
async fn views(
    client: &Client,
    models: &Known<'_>,
    parallel: usize,
    progress: &Arc<dyn Progress>,
) -> Result<BTreeMap<String, ModelFacts>, PullError> {
    let views = view_ids(client, json!([["model", "!=", false]])).await?;
    progress.begin("views", views.len());
    let (client, permits) = (client.clone(), Arc::new(Semaphore::new(parallel.max(1))));
    let ids: Vec<String> = views.keys().map(i64::to_string).collect();
    let job = move |id: String| {
        let (client, permits) = (client.clone(), Arc::clone(&permits));
        async move {
            let _permit = permits.acquire().await;
            let id = id.parse().map_err(|_| "not a view".to_owned())?;
            combined_arch(&client, id).await.map_err(|error| error.message().to_owned())
        }
    };
    let mut facts = BTreeMap::new();
    for (id, arch) in run_all(&ids, progress, job).await {
        let (Ok(arch), Some(model)) = (arch, id.parse().ok().and_then(|id: i64| views.get(&id))) else { continue };
        add_view(model, &arch, |model, field| models(model)?.fields.get(field)?.relation.clone(), &mut facts);
    }
    Ok(facts)
}

/// Adds what a view says. One that is not well-formed, which Odoo itself could not show, says what stands before the fault.
pub(super) fn add_view(model: &str, arch: &str, co_model: impl Fn(&str, &str) -> Option<String>, facts: &mut BTreeMap<String, ModelFacts>) {
    if let Err(error) = arch::read(model, arch, co_model, facts) {
        tracing::debug!(model, error = &error as &dyn std::error::Error, "a view is not well-formed");
    }
}

/// Ids of the views that may have buttons, with their models.
pub(super) async fn view_ids(client: &Client, domain: Value) -> Result<BTreeMap<i64, String>, PullError> {
    let mut whole = vec![json!(["mode", "=", "primary"]), json!(["type", "not in", WITHOUT_BUTTONS])];
    whole.extend(domain.as_array().cloned().unwrap_or_default());
    let rows = rows(client, "ir.ui.view", Value::Array(whole), &["model"]).await?;
    Ok(rows.iter().filter_map(|row| Some((row.get("id")?.as_i64()?, text(row, "model")?))).collect())
}

/// The arch of a view with every extension in it, groups included.
pub(super) async fn combined_arch(client: &Client, id: i64) -> Result<String, crate::Error> {
    let answer = client.send(Call::new("ir.ui.view", "get_combined_arch").ids([id]).read()).await?;
    Ok(answer.as_str().unwrap_or_default().to_owned())
}

/// The id of a many2one.
fn link(row: &Value, column: &str) -> Option<i64> {
    row.get(column)?.get(0)?.as_i64()
}
