//! The facts of one model as the connected user may read them: an administrator from the tables, anybody else from the screens that
//! Odoo shows them and the rights it gives them.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use serde_json::{Value, json};

use super::super::PullError;
use super::super::tables::rows;
use super::server::{add_rights, add_view, combined_arch, group_names, groups, has_access_table, view_ids};
use crate::schema::{EVERYONE, Groups, ModelFacts, ModelSchema, Rights};
use crate::{Call, Client, Error, ErrorKind, Series};

/// Most views of one model that are read.
const MOST_VIEWS: usize = 40;

/// The groups of a database, as an administrator reads them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupTable {
    names: BTreeMap<i64, String>,
    /// Groups and what each implies.
    pub groups: Groups,
}

impl GroupTable {
    /// Reads the groups; `None` where the user may not: no administrator is connected.
    ///
    /// # Errors
    /// Odoo's, other than that the user may not read them.
    pub async fn read(client: &Client) -> Result<Option<Self>, Error> {
        let table = async {
            let names = group_names(client).await?;
            Ok(Self { groups: groups(client, &names).await?, names })
        };
        allowed(table.await)
    }
}

/// Reads the facts of one model. With the table of groups they are read as an administrator, without it as any user: rights are then
/// those of the user, under the name of everyone.
///
/// # Errors
/// Odoo's. What the user may not read is left unknown instead.
pub async fn model_facts(client: &Client, model: &ModelSchema, table: Option<&GroupTable>) -> Result<ModelFacts, Error> {
    match table {
        Some(table) => match allowed(administrator(client, model, table).await)? {
            Some(facts) => Ok(facts),
            None => own(client, model).await,
        },
        None => own(client, model).await,
    }
}

/// `None` where the user may not read what was asked.
fn allowed<T>(read: Result<T, PullError>) -> Result<Option<T>, Error> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(PullError::Table { source, .. }) if source.kind() == ErrorKind::Access => Ok(None),
        Err(PullError::Table { source, .. }) => Err(source),
        Err(PullError::NothingWanted | PullError::NothingRead { .. }) => Ok(None),
    }
}

async fn administrator(client: &Client, model: &ModelSchema, table: &GroupTable) -> Result<ModelFacts, PullError> {
    let name = &model.model;
    let mut facts = BTreeMap::from([(name.clone(), ModelFacts::default())]);
    if has_access_table(client) {
        let columns = ["group_id", "perm_read", "perm_write", "perm_create", "perm_unlink"];
        let rights = rows(client, "ir.model.access", json!([["model_id.model", "=", name]]), &columns).await?;
        let facts = facts.entry(name.clone()).or_default();
        facts.access = Some(BTreeMap::new());
        rights.iter().for_each(|row| add_rights(facts, row, &table.names));
    }
    let kinds = rows(client, "ir.model", json!([["model", "=", name]]), &["transient"]).await?;
    let views = view_ids(client, json!([["model", "=", name]])).await?;
    let archs = try_join_all(views.keys().take(MOST_VIEWS).map(|id| combined_arch(client, *id))).await;
    for arch in archs.map_err(|source| PullError::Table { table: "ir.ui.view", source })? {
        add_view(name, &arch, |_, _| None, &mut facts);
    }
    let mut facts = facts.remove(name).unwrap_or_default();
    facts.buttons.get_or_insert_default();
    facts.is_dialog = kinds.first().map(|row| row.get("transient") == Some(&Value::Bool(true)));
    Ok(facts)
}

async fn own(client: &Client, model: &ModelSchema) -> Result<ModelFacts, Error> {
    let name = &model.model;
    let may =
        |operation| async move { Ok::<_, Error>(client.send(has_access(client.series(), name, operation)).await? == Value::Bool(true)) };
    let (read, write, create, unlink) = tokio::try_join!(may("read"), may("write"), may("create"), may("unlink"))?;
    let rights = Rights { read, write, create, unlink };
    let mut facts = BTreeMap::new();
    let shown = shown_views(client, name).await?;
    for arch in shown.iter().flatten() {
        add_view(name, arch, |_, _| None, &mut facts);
    }
    let facts = facts.remove(name).unwrap_or_default();
    let buttons = facts.buttons.or(shown.is_some().then(BTreeMap::new));
    Ok(ModelFacts { access: Some(BTreeMap::from([(EVERYONE.to_owned(), rights)])), buttons, ..facts })
}

/// Whether the user of the session has a right on a model.
fn has_access(series: Series, model: &str, operation: &str) -> Call {
    match series {
        Series::V17 => Call::new(model, "check_access_rights").positional("operation", operation).named("raise_exception", false).read(),
        Series::V18 | Series::V19 => Call::new(model, "has_access").ids([]).positional("operation", operation).read(),
    }
}

/// The views that the user is shown of a model; `None` where they may not see them.
async fn shown_views(client: &Client, model: &str) -> Result<Option<Vec<String>>, Error> {
    let list = if client.series() == Series::V17 { "tree" } else { "list" };
    let asked = json!([[false, "form"], [false, list], [false, "kanban"]]);
    let call = Call::new(model, "get_views").positional("views", asked).read();
    let arch = |view: &Value| view.get("arch")?.as_str().map(str::to_owned);
    match client.send(call).await {
        Ok(answer) => {
            Ok(Some(answer.get("views").and_then(Value::as_object).into_iter().flat_map(|views| views.values().filter_map(arch)).collect()))
        }
        // An abstract model has no views, and some models are shown to administrators only.
        Err(error) if matches!(error.kind(), ErrorKind::Access | ErrorKind::User | ErrorKind::Server) => Ok(None),
        Err(error) => Err(error),
    }
}
