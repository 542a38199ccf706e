//! `bench policy`: what the policy costs a call, with the example configuration.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Builds the measure for release and runs it.
pub(crate) fn run() -> Result<()> {
    let root = crate::workspace::root();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["bench", "--quiet", "--package", "odoo-gateway", "--features", "measure", "--bench", "policy"])
        // The examples take these from the environment.
        .envs([("ODOO_URL", "https://acme.example.com"), ("ODOO_USERNAME", "bot"), ("ODOO_API_KEY", "unused")])
        .current_dir(root)
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "the measure failed: {status}");
    Ok(())
}
