//! A gateway with a tool of its own: the binary has every command of `odoo-gateway`, and `credit_check` among its tools.

mod credit_check;

use std::process::ExitCode;

use odoo_gateway::cli;
use odoo_gateway::pack::Pack;

fn main() -> ExitCode {
    cli::main_with(Pack::new().tool::<credit_check::CreditCheck>())
}
