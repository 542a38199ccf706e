//! `bench snapshot`: a pull of a whole database beside plain `fields_get` calls of all its models, in the same run.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use odoo_sdk::pull::{FactSource, MethodSource, Progress, PullOptions, pull};
use odoo_sdk::{Call, Client};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::snapshot::server::ServerArguments;

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct SnapshotArguments {
    #[command(flatten)]
    server: ServerArguments,
    /// Models in flight at once, in both.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    parallel: u8,
    /// Each is measured so often, in turn.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=100))]
    rounds: u8,
}

/// Runs the command.
pub(crate) async fn run(arguments: &SnapshotArguments) -> Result<()> {
    let client = arguments.server.connect().await?;
    let parallel = usize::from(arguments.parallel);
    let mut out = std::io::stdout().lock();
    let models = snapshot(&client, parallel).await?.0;
    let (mut plain, mut whole) = (Vec::new(), Vec::new());
    for round in 1..=arguments.rounds {
        let raw = fields_get(&client, &models, parallel).await?;
        let pulled = snapshot(&client, parallel).await?.1;
        writeln!(out, "round {round}: fields_get {:.2} s, snapshot {:.2} s", raw.as_secs_f64(), pulled.as_secs_f64())?;
        plain.push(raw);
        whole.push(pulled);
    }
    let (plain, whole) = (median(plain)?, median(whole)?);
    writeln!(out, "models:                                    {}", models.len())?;
    writeln!(out, "plain fields_get, sum / {parallel} in flight, p50: {:.2} s", plain.as_secs_f64())?;
    writeln!(out, "snapshot, p50:                             {:.2} s", whole.as_secs_f64())?;
    writeln!(out, "ratio:                                     {:.2}", whole.as_secs_f64() / plain.as_secs_f64())?;
    Ok(())
}

/// The sum of one plain `fields_get` a model, each timed alone, by how many were in flight.
async fn fields_get(client: &Client, models: &[String], parallel: usize) -> Result<Duration> {
    let permits = Arc::new(Semaphore::new(parallel));
    let mut running = JoinSet::new();
    for model in models {
        let (client, permits, call) = (client.clone(), Arc::clone(&permits), Call::new(model, "fields_get").read());
        running.spawn(async move {
            let _permit = permits.acquire().await;
            let began = Instant::now();
            client.send(call).await.map(|_| began.elapsed())
        });
    }
    let times: Vec<Duration> = running.join_all().await.into_iter().collect::<Result<_, _>>()?;
    Ok(times.iter().sum::<Duration>() / u32::try_from(parallel)?)
}

/// The models of the database, and how long a pull of all of them took, without the method signatures.
async fn snapshot(client: &Client, parallel: usize) -> Result<(Vec<String>, Duration)> {
    let options = PullOptions {
        wanted: Box::new(|_| true),
        parallel,
        with_help: false,
        methods: MethodSource::Recorded(<_>::default()),
        facts: FactSource::Skip,
        previous: None,
    };
    let pulled = pull(client, options, Arc::new(Silent)).await?;
    if let Some((model, reason)) = pulled.failed.first_key_value() {
        bail!("`{model}` could not be read: {reason}");
    }
    Ok((pulled.snapshot.models.into_keys().collect(), pulled.timings.fields))
}

fn median(mut times: Vec<Duration>) -> Result<Duration> {
    times.sort();
    times.get(times.len() / 2).copied().context("nothing was measured")
}

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &'static str, _: usize) {}
    fn done(&self, _: &str) {}
}
