//! `bench`: measures of single parts, one module each. Run them with `--release`.

mod calls;
mod codegen;
mod http;
mod policy;
mod sim;
mod snapshot;
mod tasks;
mod validate;

use anyhow::Result;
use clap::Subcommand;

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// What code generation and the generated crate cost: time, memory, sizes.
    Codegen,
    /// Cold starts, memory, own time a call, calls in flight, upstream calls a tool.
    Calls(calls::CallsArguments),
    /// Calls a second over HTTP beside a plain proxy, memory of many users, time to open a key.
    Http(http::HttpArguments),
    /// Microseconds that the policy takes to judge one call.
    Policy,
    /// The embedded Odoo: start, memory, calls a second.
    Sim(sim::SimArguments),
    /// A snapshot of a live Odoo beside its plain `fields_get` calls.
    Snapshot(Box<snapshot::SnapshotArguments>),
    /// Everyday tasks through the gateway on the embedded and the real Odoo: calls, bytes, outcome.
    Tasks(tasks::TasksArguments),
    /// Microseconds to check one create, write or domain, on schemas in memory.
    Validate,
}

/// Runs the command.
pub(crate) fn run(command: &BenchCommand) -> Result<()> {
    match command {
        BenchCommand::Codegen => codegen::run(),
        BenchCommand::Calls(arguments) => calls::run(arguments),
        BenchCommand::Http(arguments) => http::run(arguments),
        BenchCommand::Policy => policy::run(),
        BenchCommand::Sim(arguments) => sim::run(arguments),
        BenchCommand::Snapshot(arguments) => crate::block_on(snapshot::run(arguments)),
        BenchCommand::Tasks(arguments) => tasks::run(arguments),
        BenchCommand::Validate => validate::run(),
    }
}
