//! `bench`: measures of single parts, one module each. Run them with `--release`.

mod calls;
mod codegen;
mod validate;

use anyhow::Result;
use clap::Subcommand;

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// Cold starts, memory, own time a call, calls in flight, upstream calls a tool.
    Calls(calls::CallsArguments),
    /// What code generation and the generated crate cost: time, memory, sizes.
    Codegen,
    /// Microseconds to check one create, write or domain, on schemas in memory.
    Validate,
}

/// Runs the command.
pub(crate) fn run(command: &BenchCommand) -> Result<()> {
    match command {
        BenchCommand::Calls(arguments) => calls::run(arguments),
        BenchCommand::Codegen => codegen::run(),
        BenchCommand::Validate => validate::run(),
    }
}
