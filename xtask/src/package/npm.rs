//! The packages of npm: one with the program for each platform, and one that depends on whichever fits and starts it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::trial::Trial;
use super::{Source, made, output, write_json};
use crate::workspace;

/// The platforms, as Node names them: system and processor.
const PLATFORMS: [(&str, &str); 5] = [("linux", "x64"), ("linux", "arm64"), ("darwin", "x64"), ("darwin", "arm64"), ("win32", "x64")];

pub(super) fn make(source: &Source, trial: Option<&Trial>) -> Result<Vec<String>> {
    let (system, processor) = here()?;
    let (program, launcher) = (source.stage("npm-program")?, source.stage("npm")?);
    write_json(&program.join("package.json"), &program_package(source, system, processor))?;
    source.place_program(&program.join("bin").join("odoo-gateway"))?;
    write_json(&launcher.join("package.json"), &launcher_package(source))?;
    let root = workspace::root();
    std::fs::create_dir_all(launcher.join("bin"))?;
    std::fs::copy(root.join("packaging/npm/odoo-gateway.js"), launcher.join("bin/odoo-gateway.js"))?;
    for file in ["README.md", "LICENSE"] {
        std::fs::copy(root.join(file), launcher.join(file))?;
    }
    let packed = [pack(source, &program)?, pack(source, &launcher)?];
    let mut said: Vec<_> = packed.iter().map(|package| made(package)).collect();
    if let Some(trial) = trial {
        let mut npm = trial.command("npm");
        npm.args(["install", "--offline", "--no-audit", "--no-fund", "--prefix"]).arg(trial.root()).args(&packed);
        output(&mut npm)?;
        said.push(trial.demo(&trial.root().join("node_modules/.bin/odoo-gateway"), "npm")?);
    }
    Ok(said)
}

fn pack(source: &Source, folder: &Path) -> Result<PathBuf> {
    let printed = output(Command::new("npm").args(["pack", "--silent", "--pack-destination"]).arg(&source.out).current_dir(folder))?;
    Ok(source.out.join(printed.lines().last().context("npm packed nothing")?.trim()))
}

/// This platform, as Node names it.
fn here() -> Result<(&'static str, &'static str)> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        system => system,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        processor => processor,
    };
    match PLATFORMS.iter().find(|platform| **platform == (system, processor)) {
        Some(platform) => Ok(*platform),
        None => bail!("there is no npm package for {system} on {processor}"),
    }
}

fn program_package(source: &Source, system: &str, processor: &str) -> Value {
    json!({
        "name": format!("odoo-gateway-{system}-{processor}"),
        "version": source.version,
        "description": format!("The program of odoo-gateway for {system} on {processor}"),
        "license": "MIT",
        "os": [system],
        "cpu": [processor],
        "files": ["bin"],
        "preferUnplugged": true,
    })
}

fn launcher_package(source: &Source) -> Value {
    let name = |(system, processor): &(&str, &str)| (format!("odoo-gateway-{system}-{processor}"), json!(source.version));
    json!({
        "name": "odoo-gateway",
        "version": source.version,
        "description": source.description,
        "license": "MIT",
        "mcpName": super::server_json::NAME,
        "keywords": ["odoo", "mcp", "erp"],
        "bin": {"odoo-gateway": "bin/odoo-gateway.js"},
        "files": ["bin"],
        "engines": {"node": ">=18"},
        "optionalDependencies": PLATFORMS.iter().map(name).collect::<Map<_, _>>(),
    })
}
