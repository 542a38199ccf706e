//! `release`: whether everything that names the version names the same one, then every package; `--dry-run` says what would be made.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::package::{self, PackageArguments};
use crate::workspace;

/// What to do.
#[derive(Debug, Args)]
pub(crate) struct ReleaseArguments {
    /// Check, and print the commands of a release; make nothing.
    #[arg(long)]
    dry_run: bool,
}

/// The targets of a release. The first two are static, for wheels of musl, npm and the image; each is built on a system of its own.
const TARGETS: [&str; 5] =
    ["x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl", "x86_64-apple-darwin", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"];

/// Runs the command.
pub(crate) fn run(arguments: &ReleaseArguments) -> Result<()> {
    let (version, _) = package::facts()?;
    let faults = faults(&workspace::root(), &version)?;
    ensure!(faults.is_empty(), "not everything is version {version}:\n{}", faults.join("\n"));
    let mut out = std::io::stdout();
    writeln!(out, "version {version} everywhere")?;
    if !arguments.dry_run {
        return package::run(&PackageArguments::of_release());
    }
    for target in TARGETS {
        writeln!(out, "cargo build --release --locked --package odoo-gateway --target {target}")?;
        writeln!(out, "maturin build --release --locked --target {target}")?;
    }
    Ok(writeln!(out, "cargo xtask package --try --strict\ngit tag v{version}")?)
}

/// Every place that names another version.
fn faults(root: &Path, version: &str) -> Result<Vec<String>> {
    let read = |file: &str| std::fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"));
    let mut faults = of_crates(&read("Cargo.toml")?, &read("Cargo.lock")?, version);
    if !read("pyproject.toml")?.contains("dynamic = [\"version\"") {
        faults.push("pyproject.toml: the version is that of Cargo.toml, expected `dynamic = [\"version\", …`".to_owned());
    }
    let changes = read("CHANGELOG.md")?;
    if !(changes.contains("\n## Unreleased\n") || changes.contains(&format!("\n## {version}"))) {
        faults.push(format!("CHANGELOG.md: expected a section `Unreleased` or `{version}`"));
    }
    Ok(faults)
}

/// The crates of the workspace: as their dependents ask for them, and as they are locked.
fn of_crates(manifest: &str, lock: &str, version: &str) -> Vec<String> {
    let asked = manifest.lines().filter(|line| line.contains("{ path = \"") && line.contains("version = "));
    let wrong = asked.filter(|line| !line.contains(&format!("version = \"{version}\"")));
    let mut faults: Vec<String> = wrong.map(|line| format!("Cargo.toml: {line}")).collect();
    // A package without a source is one of the workspace.
    let locked = lock.split("[[package]]").skip(1).filter(|package| !package.contains("\nsource = "));
    let other = locked.filter(|package| !package.contains(&format!("\nversion = \"{version}\"\n")));
    faults.extend(other.map(|package| format!("Cargo.lock: {}", package.trim().lines().take(2).collect::<Vec<_>>().join(", "))));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_version_stands_everywhere() {
        let (version, _) = package::facts().unwrap();
        assert_eq!(faults(&workspace::root(), &version).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn another_version_is_found_where_it_stands() {
        let manifest = "a = { path = \"a\", version = \"0.1.0\" }\nb = { path = \"b\", version = \"0.2.0\" }\nc = \"9.0\"\n";
        let lock = "[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"b\"\nversion = \"0.2.0\"\n\n[[package]]\nname = \"c\"\nversion = \"9.0.0\"\nsource = \"x\"\n";
        let faults = of_crates(manifest, lock, "0.2.0");
        assert_eq!(
            faults,
            [format!("Cargo.toml: {}", manifest.lines().next().unwrap()), "Cargo.lock: name = \"a\", version = \"0.1.0\"".to_owned()]
        );
    }
}
