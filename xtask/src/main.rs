//! Chores of the project: parse, run, print one error, exit. One module a command.

mod odoo;

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
enum Command {
    /// A real Odoo for development and tests: start it, stop it, tell what runs.
    #[command(subcommand)]
    Odoo(odoo::OdooCommand),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command {
        Command::Odoo(command) => odoo::run(&command),
    }
}
