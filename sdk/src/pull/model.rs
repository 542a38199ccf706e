//! One model: its `fields_get`, and `default_get` of its required fields.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use tokio::sync::{Semaphore, watch};

use super::tables::Tables;
use crate::schema::{FIELD_ATTRIBUTES, ModelSchema, RawModel, build_model};
use crate::{Call, Client, Error};

/// The job of pulling one model.
#[derive(Debug, Clone)]
pub(super) struct ModelPull {
    pub(super) client: Client,
    /// How many models are asked for at once.
    pub(super) permits: Arc<Semaphore>,
    /// Set as soon as they are read.
    pub(super) tables: watch::Receiver<Option<Arc<Tables>>>,
    pub(super) with_help: bool,
}

/// A model as pulled.
#[derive(Debug)]
pub(super) struct PulledModel {
    pub(super) schema: ModelSchema,
    /// How long `fields_get` took.
    pub(super) fields_get: Duration,
    /// Why its defaults are not known, where they are not.
    pub(super) no_defaults: Option<String>,
}

/// What Odoo says of a model.
struct Reported {
    fields: Map<String, Value>,
    fields_get: Duration,
    defaults: Result<Map<String, Value>, Error>,
}

impl ModelPull {
    /// Runs the job; the error is a line for people.
    pub(super) async fn run(mut self, model: String) -> Result<PulledModel, String> {
        let reported = self.ask(&model).await?;
        let tables = self.tables.wait_for(Option::is_some).await.ok().and_then(|tables| tables.clone());
        let tables = tables.ok_or("the tables of the database could not be read")?;
        let schema = self.build(&model, &tables, &reported)?;
        Ok(PulledModel {
            schema,
            fields_get: reported.fields_get,
            no_defaults: reported.defaults.err().map(|error| error.message().to_owned()),
        })
    }

    async fn ask(&self, model: &str) -> Result<Reported, String> {
        let _permit = self.permits.acquire().await;
        let started = Instant::now();
        let help = self.with_help.then_some("help");
        let asked = Call::fields_get(model, FIELD_ATTRIBUTES.into_iter().chain(help));
        let answer = self.client.send(asked).await.map_err(|error| error.message().to_owned())?;
        let fields_get = started.elapsed();
        let Value::Object(fields) = answer else { return Err("fields_get answered something else than fields".to_owned()) };
        let defaults = default_get(&self.client, model, &required(&fields)).await;
        Ok(Reported { fields, fields_get, defaults })
    }

    fn build(&self, model: &str, tables: &Tables, reported: &Reported) -> Result<ModelSchema, String> {
        let rows: Vec<&Value> = tables.fields.get(model).into_iter().flatten().collect();
        let none = std::collections::BTreeSet::new();
        let raw = RawModel {
            ir_model: tables.models.get(model),
            ir_model_fields: Some(&rows),
            static_selections: Some(tables.static_selections.get(model).unwrap_or(&none)),
            default_get: reported.defaults.as_ref().ok(),
            with_help: self.with_help,
            ..RawModel::live(model, self.client.series(), &reported.fields)
        };
        build_model(raw).map_err(|error| error.to_string())
    }
}

fn required(fields: &Map<String, Value>) -> Vec<&str> {
    let is_required = |attributes: &Value| attributes.get("required") == Some(&Value::Bool(true));
    fields.iter().filter(|(_, attributes)| is_required(attributes)).map(|(name, _)| name.as_str()).collect()
}

/// The defaults of some fields; none are asked for without fields. On a model whose `default_get` works on records it is asked
/// once more with no ids.
///
/// # Errors
/// Odoo's: some wizards have no defaults outside their own screens.
pub async fn default_get(client: &Client, model: &str, names: &[&str]) -> Result<Map<String, Value>, Error> {
    if names.is_empty() {
        return Ok(Map::new());
    }
    let call = Call::default_get(model, names.iter().copied());
    let answer = match client.send(call.clone()).await {
        Err(error) if error.kind() == crate::ErrorKind::Server => client.send(call.ids([])).await.map_err(|_| error)?,
        other => other?,
    };
    match answer {
        Value::Object(map) => Ok(map),
        _ => Ok(Map::new()),
    }
}
