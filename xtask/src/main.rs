//! Chores of the project: parse, run, print one error, exit. One module a command.

use std::process::ExitCode;

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
enum Command {}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command {}
}
