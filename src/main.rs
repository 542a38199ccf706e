//! The gateway binary: parse, run, print one error, exit with a documented code.

use std::process::ExitCode;

use odoo_gateway::cli;

fn main() -> ExitCode {
    cli::main()
}
