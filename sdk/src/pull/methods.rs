//! Method signatures: from a recorded file, or from `/doc-bearer` of Odoo 19; what every model has is kept once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use thiserror::Error;
use tokio::sync::Semaphore;

use super::{Progress, PullOptions, run_all};
use crate::schema::snapshot::Methods;
use crate::schema::{MethodSchema, Snapshot, Unknown, documented_methods, recorded_methods};
use crate::{Api, Client, Series};

/// Where method signatures come from.
#[derive(Debug, Default)]
pub enum MethodSource {
    /// The server's own documentation, where it has one (19 with an API key); otherwise they stay as in the previous snapshot.
    #[default]
    Server,
    /// A recorded file.
    Recorded(RecordedMethods),
    /// Nowhere: they stay as in the previous snapshot, or unknown.
    Skip,
}

/// Methods as recorded: `{"common_methods": {…}, "models": {"sale.order": {"methods": {…}, "abstract": false}}}`.
#[derive(Debug, Default)]
pub struct RecordedMethods {
    common: Methods,
    own: BTreeMap<String, Methods>,
    abstract_models: BTreeSet<String>,
}

/// Why a recorded file cannot be used.
#[derive(Debug, Error)]
pub enum RecordedMethodsError {
    /// It is no JSON.
    #[error("the recorded methods are not valid JSON")]
    Json(#[from] serde_json::Error),
    /// A part is missing.
    #[error("the recorded methods lack `{0}`")]
    Missing(&'static str),
}

impl RecordedMethods {
    /// Parses a recorded file.
    ///
    /// # Errors
    /// [`RecordedMethodsError`] where it is not of the form above.
    pub fn parse(text: &[u8]) -> Result<Self, RecordedMethodsError> {
        let whole: Value = serde_json::from_slice(text)?;
        let part = |value: &Value, name: &'static str| value.get(name).and_then(Value::as_object).cloned();
        let common = part(&whole, "common_methods").ok_or(RecordedMethodsError::Missing("common_methods"))?;
        let models = part(&whole, "models").ok_or(RecordedMethodsError::Missing("models"))?;
        let own = models.iter().map(|(model, facts)| (model.clone(), recorded_methods(&part(facts, "methods").unwrap_or_default())));
        let is_abstract = |facts: &Value| facts.get("abstract") == Some(&Value::Bool(true));
        let abstract_models = models.iter().filter(|(_, facts)| is_abstract(facts)).map(|(model, _)| model.clone()).collect();
        Ok(Self { common: recorded_methods(&common), own: own.collect(), abstract_models })
    }
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct ReadMethods {
    pub(super) common: Methods,
    pub(super) own: BTreeMap<String, Methods>,
    /// Models that are marked abstract beside their methods: 19's `ir.model` says it only in later versions.
    pub(super) abstract_models: BTreeSet<String>,
    pub(super) failed: BTreeMap<String, String>,
    pub(super) took: Duration,
}

/// Reads the methods of the models.
pub(super) async fn read<'a>(
    client: &Client,
    options: &PullOptions,
    models: impl Iterator<Item = &'a String>,
    progress: &Arc<dyn Progress>,
) -> ReadMethods {
    match &options.methods {
        MethodSource::Recorded(recorded) => ReadMethods {
            common: recorded.common.clone(),
            abstract_models: recorded.abstract_models.clone(),
            own: models.filter_map(|model| Some((model.clone(), recorded.own.get(model)?.clone()))).collect(),
            ..ReadMethods::default()
        },
        MethodSource::Server if client.series() >= Series::V19 && client.api() == Api::Json2 => {
            documented(client, options, &models.cloned().collect::<Vec<_>>(), progress).await
        }
        MethodSource::Server | MethodSource::Skip => kept(options.previous.as_ref(), models),
    }
}

/// The methods of the previous snapshot, where it knows them.
fn kept<'a>(previous: Option<&Snapshot>, models: impl Iterator<Item = &'a String>) -> ReadMethods {
    let Some(previous) = previous else { return ReadMethods::default() };
    let known = |model: &String| previous.models.get(model).filter(|schema| !schema.unknown.contains(&Unknown::Methods));
    let own = models.filter_map(|model| Some((model.clone(), known(model)?.methods.clone())));
    ReadMethods { common: previous.common_methods.clone(), own: own.collect(), ..ReadMethods::default() }
}

async fn documented(client: &Client, options: &PullOptions, models: &[String], progress: &Arc<dyn Progress>) -> ReadMethods {
    let started = Instant::now();
    progress.begin("method signatures", models.len());
    let (client, permits) = (client.clone(), Arc::new(Semaphore::new(options.parallel.max(1))));
    let job = move |model: String| {
        let (client, permits) = (client.clone(), Arc::clone(&permits));
        async move {
            let _permit = permits.acquire().await;
            let page = client.get_json(&format!("/doc-bearer/{model}.json")).await.map_err(|error| error.message().to_owned())?;
            let methods = page.get("methods").and_then(Value::as_object).ok_or("its documentation lists no methods")?;
            Ok(documented_methods(methods))
        }
    };
    let mut read = ReadMethods::default();
    for (model, result) in run_all(models, progress, job).await {
        match result {
            Ok(methods) => read.own.insert(model, methods).map(drop),
            Err(reason) => read.failed.insert(model, reason).map(drop),
        };
    }
    let whole = options.previous.as_ref().is_none_or(|previous| previous.models.len() <= read.own.len());
    read.common = match &options.previous {
        Some(previous) if !whole => previous.common_methods.clone(),
        _ => common(&read.own),
    };
    for methods in read.own.values_mut() {
        methods.retain(|name, method| read.common.get(name) != Some(method));
    }
    read.took = started.elapsed();
    read
}

/// The methods that every model has, each in its most frequent form.
fn common(own: &BTreeMap<String, Methods>) -> Methods {
    let mut forms: BTreeMap<&str, Vec<(&MethodSchema, usize)>> = BTreeMap::new();
    for (name, method) in own.values().flatten() {
        let known = forms.entry(name).or_default();
        match known.iter_mut().find(|(form, _)| *form == method) {
            Some((_, count)) => *count += 1,
            None => known.push((method, 1)),
        }
    }
    let everywhere = |known: &[(&MethodSchema, usize)]| known.iter().map(|(_, count)| count).sum::<usize>() == own.len();
    let most = |known: Vec<(&MethodSchema, usize)>| known.into_iter().max_by_key(|(_, count)| *count).map(|(form, _)| form.clone());
    forms.into_iter().filter(|(_, known)| everywhere(known)).filter_map(|(name, known)| Some((name.to_owned(), most(known)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_model_has_in_its_most_frequent_form_is_common() {
        let method = |module: &str| MethodSchema { module: module.to_owned(), ..MethodSchema::default() };
        let methods = |copy: &str, own: &str| BTreeMap::from([("copy".to_owned(), method(copy)), (own.to_owned(), method("sale"))]);
        let own = BTreeMap::from([
            ("a".to_owned(), methods("core", "action_a")),
            ("b".to_owned(), methods("core", "action_b")),
            ("c".to_owned(), methods("sale", "action_c")),
        ]);
        assert_eq!(common(&own), BTreeMap::from([("copy".to_owned(), method("core"))]));
    }
}
