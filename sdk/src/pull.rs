//! Pulls a schema snapshot from a live Odoo: what RPC reports of every model, read in parallel with a bound.
//!
//! A model that cannot be read is left out and named; only where nothing could be read is that an error. Nothing is
//! written here: see [`crate::schema::folder`].

mod arch;
mod facts;
mod methods;
mod model;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use thiserror::Error;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

pub use facts::{FactSource, Facts, GroupTable, RecordedFactsError, model_facts};
pub use methods::{MethodSource, RecordedMethods, RecordedMethodsError};

use crate::schema::snapshot::Methods;
use crate::schema::{ModelKind, ModelSchema, Snapshot, Unknown, derive_links};
use crate::{Client, Error as OdooError, ErrorKind};
pub use model::default_get;
use model::{ModelPull, PulledModel};
use tables::Tables;

/// What to pull.
pub struct PullOptions {
    /// Whether a model is wanted, by its technical name.
    pub wanted: Box<dyn Fn(&str) -> bool + Send + Sync>,
    /// Models in flight at once; at least 1.
    pub parallel: usize,
    /// Keep Odoo's help texts.
    pub with_help: bool,
    /// Where method signatures come from.
    pub methods: MethodSource,
    /// Where rights, buttons and widgets come from.
    pub facts: FactSource,
    /// The snapshot that is renewed: models that are not wanted stay as they are in it.
    pub previous: Option<Snapshot>,
}

impl std::fmt::Debug for PullOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PullOptions").field("parallel", &self.parallel).field("with_help", &self.with_help).finish_non_exhaustive()
    }
}

/// What a pull gave.
#[derive(Debug)]
pub struct Pull {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// Models that could not be read and are not in it, with why.
    pub failed: BTreeMap<String, String>,
    /// Models that refused `default_get`: which of their required fields have a default is not known.
    pub without_defaults: BTreeMap<String, String>,
    /// Models whose method signatures could not be read.
    pub without_methods: BTreeMap<String, String>,
    /// Why groups, rights and buttons could not be read, where they could not.
    pub without_facts: Option<String>,
    /// How long it took.
    pub timings: Timings,
}

/// Durations of a pull.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timings {
    /// From the first call to the last, without the method signatures.
    pub fields: Duration,
    /// Sum over all `fields_get` calls.
    pub fields_get: Duration,
    /// The method signatures, where they came from the server.
    pub methods: Duration,
    /// Groups, rights and views, where they came from the server.
    pub facts: Duration,
}

/// What is reported while a pull runs.
pub trait Progress: Send + Sync {
    /// A phase begins with so many models.
    fn begin(&self, phase: &'static str, total: usize);
    /// One model is done, well or not.
    fn done(&self, model: &str);
}

/// Why there is no snapshot.
#[derive(Debug, Error)]
pub enum PullError {
    /// One of the tables every snapshot rests on could not be read.
    #[error("cannot read `{table}`")]
    Table {
        /// The model.
        table: &'static str,
        /// Odoo's answer.
        source: OdooError,
    },
    /// No model has a name that was asked for.
    #[error("no model of this database has a name that was asked for")]
    NothingWanted,
    /// Every model failed.
    #[error("none of {count} models could be read; `{model}` answered: {reason}")]
    NothingRead {
        /// How many were asked.
        count: usize,
        /// The first.
        model: String,
        /// Its answer.
        reason: String,
    },
}

/// Pulls a snapshot.
///
/// # Errors
/// [`PullError`] where nothing could be read.
pub async fn pull(client: &Client, mut options: PullOptions, progress: Arc<dyn Progress>) -> Result<Pull, PullError> {
    let started = Instant::now();
    let models = tables::models(client).await?;
    let wanted: Vec<String> = models.keys().filter(|model| (options.wanted)(model)).cloned().collect();
    if wanted.is_empty() {
        return Err(PullError::NothingWanted);
    }
    progress.begin("models", wanted.len());
    let (tables, pulled) = tables_and_models(client, models, &wanted, &options, &progress).await?;
    let mut timings = Timings { fields: started.elapsed(), ..Timings::default() };
    let mut outcome = Outcome::default();
    for (model, result) in pulled {
        outcome.add(model, result, &mut timings);
    }
    outcome.refuse_nothing()?;
    let methods = methods::read(client, &options, outcome.models.keys(), &progress).await;
    timings.methods = methods.took;
    outcome.take_methods(methods.own);
    outcome.mark_abstract(&methods.abstract_models);
    let without_facts = read_facts(client, &tables, &outcome.models, &mut options, &mut timings, &progress).await?;
    let snapshot = assemble(client, &tables, outcome.models, methods.common, options);
    Ok(Pull {
        snapshot,
        failed: outcome.failed,
        without_defaults: outcome.without_defaults,
        without_methods: methods.failed,
        without_facts,
        timings,
    })
}

/// Reads the facts where they come from the server; the reason where the user may not read them.
async fn read_facts(
    client: &Client,
    tables: &Tables,
    models: &BTreeMap<String, ModelSchema>,
    options: &mut PullOptions,
    timings: &mut Timings,
    progress: &Arc<dyn Progress>,
) -> Result<Option<String>, PullError> {
    if !matches!(options.facts, FactSource::Server) {
        return Ok(None);
    }
    let started = Instant::now();
    let previous = options.previous.as_ref().map(|previous| &previous.models);
    let known = |name: &str| models.get(name).or_else(|| previous?.get(name));
    let read = facts::server::read(client, &tables.models, &known, options.parallel, progress).await;
    timings.facts = started.elapsed();
    match read {
        Ok(facts) => options.facts = FactSource::Recorded(facts),
        Err(PullError::Table { table, source }) if source.kind() == ErrorKind::Access => {
            return Ok(Some(format!("cannot read `{table}`: {}", source.message())));
        }
        Err(error) => return Err(error),
    }
    Ok(None)
}

/// The tables, and beside them every model: a model is built as soon as both are there.
async fn tables_and_models(
    client: &Client,
    models: BTreeMap<String, Value>,
    wanted: &[String],
    options: &PullOptions,
    progress: &Arc<dyn Progress>,
) -> Result<(Arc<Tables>, Vec<(String, Result<PulledModel, String>)>), PullError> {
    let (report, reported) = watch::channel(None);
    let tables = async {
        let tables = Arc::new(Tables::read(client, models).await?);
        report.send_replace(Some(Arc::clone(&tables)));
        Ok(tables)
    };
    let permits = Arc::new(Semaphore::new(options.parallel.max(1)));
    let job = ModelPull { client: client.clone(), permits, tables: reported, with_help: options.with_help };
    let pulled = async { Ok(run_all(wanted, progress, move |model| job.clone().run(model)).await) };
    tokio::try_join!(tables, pulled)
}

#[derive(Default)]
struct Outcome {
    models: BTreeMap<String, ModelSchema>,
    failed: BTreeMap<String, String>,
    without_defaults: BTreeMap<String, String>,
}

impl Outcome {
    fn add(&mut self, model: String, result: Result<PulledModel, String>, timings: &mut Timings) {
        match result {
            Ok(pulled) => {
                timings.fields_get += pulled.fields_get;
                self.without_defaults.extend(pulled.no_defaults.map(|reason| (model.clone(), reason)));
                self.models.insert(model, pulled.schema);
            }
            Err(reason) => {
                self.failed.insert(model, reason);
            }
        }
    }

    fn refuse_nothing(&self) -> Result<(), PullError> {
        match self.failed.first_key_value() {
            Some((model, reason)) if self.models.is_empty() => {
                Err(PullError::NothingRead { count: self.failed.len(), model: model.clone(), reason: reason.clone() })
            }
            _ => Ok(()),
        }
    }

    fn take_methods(&mut self, own: BTreeMap<String, Methods>) {
        for (model, methods) in own {
            if let Some(schema) = self.models.get_mut(&model) {
                schema.methods = methods;
                schema.unknown.remove(&Unknown::Methods);
            }
        }
    }

    fn mark_abstract(&mut self, names: &BTreeSet<String>) {
        for (_, schema) in self.models.iter_mut().filter(|(name, _)| names.contains(*name)) {
            schema.kind = ModelKind::Abstract;
        }
    }
}

fn assemble(
    client: &Client,
    tables: &Tables,
    mut pulled: BTreeMap<String, ModelSchema>,
    common_methods: Methods,
    options: PullOptions,
) -> Snapshot {
    let groups = match options.facts {
        FactSource::Recorded(facts) => facts.add_to(&mut pulled),
        FactSource::Server | FactSource::Skip => facts::keep(options.previous.as_ref(), &mut pulled),
    };
    let kept = options.previous.map(|snapshot| snapshot.models).unwrap_or_default();
    let mut models: BTreeMap<_, _> = kept.into_iter().filter(|(model, _)| tables.models.contains_key(model)).collect();
    models.extend(pulled);
    derive_links(&mut models);
    Snapshot {
        series: client.series(),
        server_version: client.version().text.clone(),
        modules: tables.modules.clone(),
        common_methods,
        groups,
        models,
    }
}

/// Runs a job for every model; the job itself bounds how many do the same at once.
async fn run_all<T, F, R>(models: &[String], progress: &Arc<dyn Progress>, job: F) -> Vec<(String, Result<T, String>)>
where
    T: Send + 'static,
    F: Fn(String) -> R,
    R: Future<Output = Result<T, String>> + Send + 'static,
{
    let mut running = JoinSet::new();
    for model in models {
        let (progress, work) = (Arc::clone(progress), job(model.clone()));
        let model = model.clone();
        running.spawn(async move {
            let result = work.await;
            progress.done(&model);
            (model, result)
        });
    }
    running.join_all().await
}
