//! What the policy costs a call, with the example configuration. `cargo xtask bench policy` runs it.

use std::io::Write;
use std::path::Path;

fn main() -> anyhow::Result<()> {
    let table = odoo_gateway::measure::policy(Path::new("config"))?;
    Ok(writeln!(std::io::stdout(), "{}", table.trim_end())?)
}
