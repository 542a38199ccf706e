//! `bench calls`: what the gateway costs beside Odoo, against an upstream that answers at once, with a direct baseline in the same run.

mod baseline;
mod gateway;
mod upstream;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::sim;
use crate::workspace;
use baseline::Direct;
use gateway::Gateway;
pub(super) use upstream::Upstream;

/// Calls timed one after the other; a tenth of them warm up.
const CALLS: usize = 2_000;

/// Calls in flight at once.
const IN_FLIGHT: usize = 20;

/// Small records of 31 MB.
const SMALL_RECORDS: usize = 1_150_000;

/// What an upstream takes that is slow.
const SLOW: Duration = Duration::from_millis(100);

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct CallsArguments {
    /// The program to measure; without it the release build, made first.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Cold starts.
    #[arg(long, default_value_t = 200)]
    starts: usize,
}

/// Runs the command.
pub(crate) fn run(arguments: &CallsArguments) -> Result<()> {
    let program = match &arguments.program {
        Some(program) => program.clone(),
        None => build()?,
    };
    let mut out = std::io::stdout().lock();
    let upstream = Upstream::start()?;
    starts(&mut out, &program, &upstream, arguments.starts)?;
    single(&mut out, &program, &upstream)?;
    parallel(&mut out, &program, &upstream)?;
    flooded(&mut out, &program, &upstream)?;
    counts(&mut out, &program, &upstream)
}

pub(super) fn build() -> Result<PathBuf> {
    let status = Command::new(env!("CARGO")).args(["build", "--release", "-p", "odoo-gateway"]).current_dir(workspace::root()).status()?;
    ensure!(status.success(), "the program does not build");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace::root().join("target"), PathBuf::from);
    Ok(target.join("release").join("odoo-gateway"))
}

/// From starting the process to its answer to `initialize`, and its memory then.
fn starts(out: &mut impl Write, program: &Path, upstream: &Upstream, count: usize) -> Result<()> {
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for number in 0..count {
        let began = Instant::now();
        let gateway = Gateway::start(program, upstream.url()).with_context(|| format!("start {number}"))?;
        times.push(began.elapsed());
        memory.extend(gateway.memory());
    }
    let memory = memory.into_iter().max().unwrap_or(0);
    writeln!(out, "{count} cold starts, failed:            0")?;
    writeln!(
        out,
        "start to `initialize`, p50 / max:       {} / {} ms",
        milliseconds(median(&mut times)),
        milliseconds(times.last().copied().unwrap_or_default())
    )?;
    writeln!(out, "memory after it, largest:               {memory} kB")?;
    Ok(())
}

/// A search over the gateway, the same one directly, and a ping, in turn: what is left of the first without the other two of its own
/// round is the gateway's own, whatever else the machine does meanwhile.
fn single(out: &mut impl Write, program: &Path, upstream: &Upstream) -> Result<()> {
    let mut direct = Direct::to(upstream)?;
    let mut gateway = Gateway::start(program, upstream.url())?;
    for _ in 0..CALLS / 10 {
        gateway.call("search_read", search())?;
    }
    let [mut directly, mut through, mut pings, mut own] = [(); 4].map(|()| Vec::with_capacity(CALLS));
    for _ in 0..CALLS {
        let exchange = timed(|| direct.search())?;
        let call = timed(|| gateway.call("search_read", search()).map(drop))?;
        let ping = timed(|| gateway.ping())?;
        own.push(call.saturating_sub(exchange + ping));
        directly.push(exchange);
        through.push(call);
        pings.push(ping);
    }
    writeln!(out, "search directly, p50:                   {} ms", milliseconds(median(&mut directly)))?;
    writeln!(out, "search through the gateway, p50:        {} ms", milliseconds(median(&mut through)))?;
    writeln!(out, "ping, which is the pipe alone, p50:     {} ms", milliseconds(median(&mut pings)))?;
    writeln!(out, "own time of a search, p50:              {} ms", milliseconds(median(&mut own)))?;
    writeln!(out, "memory after {CALLS} searches:            {} kB", gateway.memory().unwrap_or(0))?;
    Ok(())
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed())
}

fn parallel(out: &mut impl Write, program: &Path, upstream: &Upstream) -> Result<()> {
    let mut gateway = Gateway::start(program, upstream.url())?;
    gateway.call("search_read", search())?;
    upstream.slow_down(SLOW);
    let mut times = Vec::new();
    for _ in 0..5 {
        let began = Instant::now();
        gateway.together("search_read", &search(), IN_FLIGHT)?;
        times.push(began.elapsed());
    }
    upstream.slow_down(Duration::ZERO);
    writeln!(out, "{IN_FLIGHT} in flight at {} ms each, p50:       {} ms", SLOW.as_millis(), milliseconds(median(&mut times)))?;
    Ok(())
}

/// What an answer far larger than anything that goes on to a client costs in memory, beside the same bytes as a plain tree.
fn flooded(out: &mut impl Write, program: &Path, upstream: &Upstream) -> Result<()> {
    let mut gateway = Gateway::start(program, upstream.url())?;
    gateway.call("search_read", search())?;
    upstream.flood(SMALL_RECORDS);
    let before = gateway.memory().context("no memory of the gateway")?;
    gateway.call("search_read", search())?;
    let cost = gateway.peak().context("no memory of the gateway")?.saturating_sub(before);
    upstream.flood(0);
    let text = upstream::small_records(SMALL_RECORDS);
    let before = sim::memory();
    let tree: Value = serde_json::from_str(&text)?;
    let plain = sim::memory().saturating_sub(before) + u64::try_from(text.len() / 1024)?;
    drop(tree);
    let times = |kilobytes: u64| kilobytes as f64 * 1024.0 / text.len() as f64;
    writeln!(out, "memory for {:.1} MB of small records:     {cost} kB, {:.2} times", text.len() as f64 / 1e6, times(cost))?;
    writeln!(out, "the same bytes and their plain tree:    {plain} kB, {:.2} times", times(plain))?;
    Ok(())
}

/// Upstream calls for one search and each write.
fn counts(out: &mut impl Write, program: &Path, upstream: &Upstream) -> Result<()> {
    let mut gateway = Gateway::start(program, upstream.url())?;
    let values = json!({"name": "x"});
    let calls = [
        ("search_read", search()),
        ("create_record", json!({"model": "res.partner", "values": values})),
        ("update_record", json!({"model": "res.partner", "record_ids": [1], "values": values})),
        ("delete_record", json!({"model": "res.partner", "record_ids": [1]})),
    ];
    gateway.call("search_read", search())?;
    for (tool, arguments) in calls {
        let before = upstream.calls();
        gateway.call(tool, arguments)?;
        writeln!(out, "upstream calls of one {tool:<17} {}", upstream.calls() - before)?;
    }
    Ok(())
}

pub(super) fn search() -> Value {
    json!({"model": "res.partner", "domain": [["is_company", "=", true]], "fields": ["name", "email"], "limit": 10})
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1e3)
}
