//! One model: its `fields_get`, and `default_get` of its required fields.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::tables::Tables;
use crate::schema::{FIELD_ATTRIBUTES, ModelSchema, RawModel, build_model};
use crate::{Call, Client, Error};

/// The job of pulling one model.
#[derive(Debug, Clone)]
pub(super) struct ModelPull {
    pub(super) client: Client,
    pub(super) tables: Arc<Tables>,
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

impl ModelPull {
    /// Runs the job; the error is a line for people.
    pub(super) async fn run(self, model: String) -> Result<PulledModel, String> {
        let started = Instant::now();
        let help = self.with_help.then_some("help");
        let asked = Call::fields_get(&model, FIELD_ATTRIBUTES.into_iter().chain(help));
        let answer = self.client.send(asked).await.map_err(|error| error.message().to_owned())?;
        let fields_get = started.elapsed();
        let fields = answer.as_object().ok_or("fields_get answered something else than fields")?;
        let defaults = default_get(&self.client, &model, &required(fields)).await;
        let schema = self.build(&model, fields, defaults.as_ref().ok())?;
        Ok(PulledModel { schema, fields_get, no_defaults: defaults.err().map(|error| error.message().to_owned()) })
    }

    fn build(&self, model: &str, fields: &Map<String, Value>, defaults: Option<&Map<String, Value>>) -> Result<ModelSchema, String> {
        let rows: Vec<&Value> = self.tables.fields.get(model).into_iter().flatten().collect();
        let none = std::collections::BTreeSet::new();
        let raw = RawModel {
            ir_model: self.tables.models.get(model),
            ir_model_fields: Some(&rows),
            static_selections: Some(self.tables.static_selections.get(model).unwrap_or(&none)),
            default_get: defaults,
            with_help: self.with_help,
            ..RawModel::live(model, self.client.series(), fields)
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
