//! `package`: the program as a wheel, npm packages, an MCP bundle, a Debian package and an image; `--try` installs each into a clean folder
//! with an empty home and runs the demo from there. What cannot be made here is skipped, and says so.

mod deb;
mod docker;
mod mcpb;
mod npm;
mod server_json;
mod tools;
mod trial;
mod wheel;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::workspace;
use trial::Trial;

/// What to do.
#[derive(Debug, Default, Args)]
pub(crate) struct PackageArguments {
    /// What to make; everything unless given.
    #[arg(value_enum)]
    what: Vec<What>,
    /// A built program to take, in place of building one. The wheel is always built.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Profile of cargo to build with.
    #[arg(long, default_value = "release")]
    profile: String,
    /// Where to; `packages` of the target folder unless given.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Install each into a clean folder and run the demo from there.
    #[arg(long = "try")]
    try_out: bool,
    /// Fail where something has to be skipped.
    #[arg(long)]
    strict: bool,
}

/// A kind of package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// For pip and uv.
    Wheel,
    /// For npm and npx.
    Npm,
    /// For Claude Desktop.
    Mcpb,
    /// What the registry of MCP servers lists.
    ServerJson,
    /// For Debian and Ubuntu, with a systemd unit.
    Deb,
    /// An image for containers.
    Docker,
}

/// What every package is made from.
pub(crate) struct Source {
    /// The version of the workspace.
    pub(crate) version: String,
    /// What the program is for, in a line.
    pub(crate) description: String,
    program: PathBuf,
    profile: String,
    out: PathBuf,
    /// The folder of the tools that are fetched.
    tools: PathBuf,
}

/// Runs the command.
pub(crate) fn run(arguments: &PackageArguments) -> Result<()> {
    let what = if arguments.what.is_empty() { What::value_variants() } else { &arguments.what };
    let source = Source::of(arguments)?;
    std::fs::create_dir_all(&source.out)?;
    for what in what {
        match what.make(&source, arguments.try_out) {
            Ok(said) => said.iter().try_for_each(|line| say(line))?,
            Err(error) if error.is::<tools::Unavailable>() && !arguments.strict => say(&format!("skipped: {error:#}"))?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl PackageArguments {
    /// Everything of a release, each tried; nothing is left out.
    pub(crate) fn of_release() -> Self {
        Self { profile: "release".to_owned(), try_out: true, strict: true, ..Self::default() }
    }
}

impl What {
    /// Makes it, tries it where that is asked for, and says what was done.
    fn make(self, source: &Source, try_out: bool) -> Result<Vec<String>> {
        let trial = if try_out { Some(Trial::new()?) } else { None };
        let trial = trial.as_ref();
        match self {
            Self::Wheel => wheel::make(source, trial),
            Self::Npm => npm::make(source, trial),
            Self::Mcpb => mcpb::make(source, trial),
            Self::ServerJson => server_json::make(source),
            Self::Deb => deb::make(source, trial),
            Self::Docker => docker::make(source),
        }
    }
}

impl Source {
    fn of(arguments: &PackageArguments) -> Result<Self> {
        let (version, description) = facts()?;
        let packages = target().join("packages");
        let program = match &arguments.program {
            Some(program) => program.canonicalize().with_context(|| format!("cannot read {}", program.display()))?,
            None => build(&arguments.profile)?,
        };
        ensure!(runs(&program, &version)?, "{} is not the program of version {version}", program.display());
        let out = arguments.out.clone().unwrap_or_else(|| packages.clone());
        let out = if out.is_absolute() { out } else { std::env::current_dir()?.join(out) };
        Ok(Self { version, description, program, profile: arguments.profile.clone(), out, tools: packages.join("tools") })
    }

    /// An empty folder to put a package together in.
    fn stage(&self, name: &str) -> Result<PathBuf> {
        let folder = self.out.join("stage").join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Puts the program there, without symbols.
    fn place_program(&self, to: &Path) -> Result<()> {
        std::fs::create_dir_all(to.parent().unwrap_or(to))?;
        std::fs::copy(&self.program, to)?;
        // Where it is not there the program is only larger.
        let _ = Command::new("strip").arg(to).output();
        Ok(())
    }
}

/// Version and description of the program.
pub(crate) fn facts() -> Result<(String, String)> {
    let mut cargo = Command::new(env!("CARGO"));
    let metadata = output(cargo.args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).current_dir(workspace::root()))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata.pointer("/packages").and_then(Value::as_array).context("cargo reports no packages")?;
    let package = packages.iter().find(|package| package.get("name").is_some_and(|name| name == "odoo-gateway"));
    let text = |key: &str| package.and_then(|package| package.get(key)?.as_str()).map(str::to_owned).context("cargo reports no program");
    Ok((text("version")?, text("description")?))
}

fn build(profile: &str) -> Result<PathBuf> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--package", "odoo-gateway", "--bin", "odoo-gateway", "--profile", profile]).current_dir(workspace::root());
    ensure!(cargo.status()?.success(), "the build failed");
    Ok(target().join(if profile == "dev" { "debug" } else { profile }).join("odoo-gateway"))
}

fn runs(program: &Path, version: &str) -> Result<bool> {
    Ok(output(Command::new(program).arg("--version"))?.trim() == format!("odoo-gateway {version}"))
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace::root().join("target"), PathBuf::from)
}

/// What a command prints; where it fails, what it said of that.
fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot run {name}"))?;
    if !output.status.success() {
        bail!("{name} failed: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn write_json(path: &Path, value: &Value) -> Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    std::fs::write(path, format!("{value:#}\n")).with_context(|| format!("cannot write {}", path.display()))
}

fn made(path: &Path) -> String {
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    format!("made: {} ({:.1} MB)", path.display(), size as f64 / 1e6)
}

fn say(line: &str) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
