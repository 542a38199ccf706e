//! Chores of the project: parse, run, print one error, exit. One module a command.

mod agreement;
mod bench;
mod codegen;
mod conformance;
mod diff;
mod docs;
mod package;
mod release;
mod snapshot;
mod tidy;
mod workflows;
mod workspace;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Chores of odoo-gateway.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// One variant a chore.
#[derive(Debug, Subcommand)]
enum Command {
    /// Judge verdict files of a real Odoo and report how well the validator agrees and its fixes work.
    Agreement(agreement::AgreementArguments),
    /// Write the typed models from the snapshots, or check that they are fresh.
    Codegen(codegen::CodegenArguments),
    /// Measure a part on its own.
    #[command(subcommand)]
    Bench(bench::BenchCommand),
    /// Report what changed between two series.
    Diff(diff::DiffArguments),
    /// The official MCP tests and clients against the program, in both eras of the protocol.
    Conformance(conformance::ConformanceArguments),
    /// Write `docs/tools.md` from the program, or check it.
    Docs(docs::DocsArguments),
    /// A real Odoo for development and tests: start it, stop it, report what runs.
    #[command(subcommand)]
    Odoo(odoo_server::OdooCommand),
    /// Make packages of the program: a wheel, npm, a bundle for Claude Desktop, Debian, an image.
    Package(package::PackageArguments),
    /// Check that one version stands everywhere, and make every package.
    Release(release::ReleaseArguments),
    /// Pull the schema of a live Odoo into `schemas/`.
    Snapshot(Box<snapshot::SnapshotArguments>),
    /// Check the rules of the house that no compiler checks.
    Tidy,
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Agreement(arguments) => exit(agreement::run(&arguments)),
        Command::Codegen(arguments) => exit(codegen::run(&arguments)),
        Command::Bench(command) => exit(bench::run(&command)),
        Command::Diff(arguments) => exit(diff::run(&arguments)),
        Command::Conformance(arguments) => exit(conformance::run(&arguments)),
        Command::Docs(arguments) => exit(docs::run(&arguments)),
        Command::Odoo(command) => odoo_server::run(&command),
        Command::Package(arguments) => exit(package::run(&arguments)),
        Command::Release(arguments) => exit(release::run(&arguments)),
        Command::Snapshot(arguments) => exit(block_on(snapshot::run(*arguments))),
        Command::Tidy => exit(tidy::run()),
    }
}

fn block_on(work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(work)
}

/// Prints the whole chain of an error once; 1 is a failed chore, 2 is clap's wrong usage.
fn exit(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
