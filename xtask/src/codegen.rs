//! `codegen`: writes `generated/src` from `schemas/`, or checks that it is fresh.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Args;
use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;

/// Write `generated/` from the snapshots.
#[derive(Debug, Args)]
pub(crate) struct CodegenArguments {
    /// Change nothing; fail where a file is stale.
    #[arg(long)]
    check: bool,
}

/// Runs the command in the workspace's root.
pub(crate) fn run(arguments: &CodegenArguments) -> Result<()> {
    let root = crate::workspace::root();
    let files = generate(&root)?;
    let target = root.join("generated/src");
    if arguments.check {
        check(&target, &files)?;
    } else {
        write(&target, &files)?;
    }
    writeln!(std::io::stdout(), "{} files in `generated/src` are fresh", files.len())?;
    Ok(())
}

fn generate(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut snapshots = BTreeMap::new();
    for series in Series::ALL {
        snapshots.insert(series, Snapshot::read(&root.join("schemas").join(series.name()))?);
    }
    Ok(odoo_codegen::generate(&snapshots)?)
}

/// Clears the folder and writes the files.
fn write(target: &Path, files: &BTreeMap<String, String>) -> Result<()> {
    if target.exists() {
        std::fs::remove_dir_all(target).with_context(|| format!("cannot clear `{}`", target.display()))?;
    }
    std::fs::create_dir_all(target)?;
    for (name, text) in files {
        std::fs::write(target.join(name), text)?;
    }
    Ok(())
}

fn check(target: &Path, files: &BTreeMap<String, String>) -> Result<()> {
    let mut stale: Vec<String> =
        files.iter().filter(|(name, text)| std::fs::read_to_string(target.join(name)).ok().as_ref() != Some(*text)).map(|(name, _)| name.clone()).collect();
    for entry in std::fs::read_dir(target)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !files.contains_key(&name) {
            stale.push(format!("{name} (not generated any more)"));
        }
    }
    if stale.is_empty() { Ok(()) } else { bail!("stale: {}; run `cargo xtask codegen`", stale.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_code_is_fresh() {
        let root = crate::workspace::root();
        check(&root.join("generated/src"), &generate(&root).unwrap()).unwrap();
    }

    #[test]
    fn generating_twice_gives_the_same_bytes() {
        let root = crate::workspace::root();
        assert_eq!(generate(&root).unwrap(), generate(&root).unwrap());
    }
}
