//! `docs`: writes `docs/tools.md` from what the program itself says of its tools, or checks that it is fresh.

use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::workspace;

/// The file that is written.
const FILE: &str = "docs/tools.md";

/// What to do.
#[derive(Debug, Args)]
pub(crate) struct DocsArguments {
    /// Write nothing; fail where the file is stale.
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &DocsArguments) -> Result<()> {
    let path = workspace::root().join(FILE);
    let fresh = reference()?;
    if arguments.check {
        let written = std::fs::read_to_string(&path).with_context(|| format!("cannot read {FILE}"))?;
        if written != fresh {
            bail!("{FILE} is stale: run `cargo xtask docs`");
        }
        return Ok(());
    }
    std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
    std::fs::write(&path, fresh).with_context(|| format!("cannot write {FILE}"))
}

fn reference() -> Result<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "-p", "odoo-gateway", "--", "reference"]).current_dir(workspace::root());
    let output = command.output().context("cannot run cargo")?;
    ensure!(output.status.success(), "the program cannot tell its tools: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).context("the reference is no text")
}
