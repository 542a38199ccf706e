//! What opening a gateway key costs a request. `cargo xtask bench http` runs it.

use std::io::Write;

fn main() -> anyhow::Result<()> {
    let table = odoo_gateway::measure::keys()?;
    Ok(writeln!(std::io::stdout(), "{}", table.trim_end())?)
}
