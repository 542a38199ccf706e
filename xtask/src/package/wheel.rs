//! The wheel: maturin puts the program of cargo into it, so that `pip`, `pipx` and `uvx` install it.

use std::process::Command;

use anyhow::{Context, Result};

use super::trial::Trial;
use super::{Source, made, output, tools};
use crate::workspace;

pub(super) fn make(source: &Source, trial: Option<&Trial>) -> Result<Vec<String>> {
    let folder = source.stage("wheel")?;
    let mut maturin = Command::new(tools::maturin(&source.tools)?);
    // Which systems it runs on is read from the program: from its glibc on, or everywhere with a target of musl.
    maturin.args(["build", "--quiet", "--locked", "--profile", &source.profile, "--out"]).arg(&folder);
    output(maturin.current_dir(workspace::root()))?;
    let wheel = std::fs::read_dir(&folder)?.next().context("maturin made no wheel")??.path();
    let place = source.out.join(wheel.file_name().context("a wheel has a name")?);
    std::fs::rename(&wheel, &place)?;
    let mut said = vec![made(&place)];
    if let Some(trial) = trial {
        let environment = trial.root();
        output(trial.command("python3").args(["-m", "venv"]).arg(&environment))?;
        let binaries = environment.join("bin");
        output(trial.command(binaries.join("pip")).args(["install", "--quiet", "--no-index"]).arg(&place))?;
        said.push(trial.demo(&binaries.join("odoo-gateway"), "wheel")?);
    }
    Ok(said)
}
