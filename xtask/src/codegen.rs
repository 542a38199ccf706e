//! `codegen`: writes what is generated from `schemas/`, or checks that it is fresh.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;
use odoo_codegen::renames::Renames;
use odoo_codegen::{Files, Input};
use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;

/// Write the typed models from the snapshots: `generated/`, or a crate of your own.
#[derive(Debug, Args)]
pub(crate) struct CodegenArguments {
    /// Change nothing; fail where a file is stale.
    #[arg(long)]
    check: bool,
    /// The folder with the snapshots, one folder a series.
    #[arg(long, default_value = "schemas", value_name = "DIR")]
    schemas: PathBuf,
    /// Where to write a crate of your own models.
    #[arg(long, requires = "crate_name", value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of your own crate.
    #[arg(long, requires = "out", value_name = "NAME")]
    crate_name: Option<String>,
    /// What your crate's `Cargo.toml` says of `odoo-sdk`. Default: the path of this workspace's.
    #[arg(long, requires = "out", value_name = "TOML")]
    sdk: Option<String>,
}

/// Runs the command in the workspace's root.
pub(crate) fn run(arguments: &CodegenArguments) -> Result<()> {
    let begin = Instant::now();
    let root = crate::workspace::root();
    let folder = root.join(&arguments.schemas);
    let (snapshots, renames) = (read_snapshots(&folder)?, read_renames(&folder)?);
    let input = Input { snapshots: &snapshots, renames: &renames };
    let (target, files) = match (&arguments.out, &arguments.crate_name) {
        (Some(out), Some(name)) => (root.join(out), own(input, name, arguments.sdk.as_deref())?),
        _ => (root.join("generated"), odoo_codegen::models_crate(input)?),
    };
    if arguments.check {
        check(&target, &files)?;
    } else {
        write(&target, &files)?;
    }
    let bytes: usize = files.values().map(String::len).sum();
    let (count, folder) = (files.len(), target.display());
    writeln!(std::io::stdout(), "{count} files ({} kB) in `{folder}` are fresh, {:.1} s", bytes / 1000, begin.elapsed().as_secs_f32())?;
    Ok(())
}

fn own(input: Input<'_>, name: &str, sdk: Option<&str>) -> Result<Files> {
    let path = crate::workspace::root().join("sdk");
    let default = format!("{{ path = {:?}, default-features = false }}", path.display().to_string());
    Ok(odoo_codegen::own_crate(input, name, sdk.unwrap_or(&default))?)
}

/// Reads the snapshot of every series that the folder has.
pub(crate) fn read_snapshots(folder: &Path) -> Result<BTreeMap<Series, Snapshot>> {
    let present = Series::ALL.into_iter().filter(|series| folder.join(series.name()).is_dir());
    let read = |series: Series| Ok((series, Snapshot::read(&folder.join(series.name()))?));
    let snapshots: BTreeMap<_, _> = present.map(read).collect::<Result<_>>()?;
    if snapshots.is_empty() {
        bail!("`{}` has no snapshot: expected folders named 17.0, 18.0 or 19.0", folder.display());
    }
    Ok(snapshots)
}

/// Reads the reviewed renames; none where there is no such file, as beside a user's own snapshot.
pub(crate) fn read_renames(folder: &Path) -> Result<Renames> {
    let path = folder.join("renames.yaml");
    if !path.exists() {
        return Ok(Renames::default());
    }
    let text = std::fs::read_to_string(&path)?;
    Renames::parse(&text).with_context(|| format!("`{}`", path.display()))
}

/// Clears the source folder and writes the files.
fn write(target: &Path, files: &Files) -> Result<()> {
    let sources = target.join("src");
    if sources.exists() {
        std::fs::remove_dir_all(&sources).with_context(|| format!("cannot clear `{}`", sources.display()))?;
    }
    for (name, text) in files {
        let path = target.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

fn check(target: &Path, files: &Files) -> Result<()> {
    let same = |name: &str, text: &str| std::fs::read_to_string(target.join(name)).is_ok_and(|found| found == text);
    let mut stale: Vec<String> = files.iter().filter(|(name, text)| !same(name, text)).map(|(name, _)| name.clone()).collect();
    for name in sources(target, &target.join("src"))? {
        if !files.contains_key(&name) {
            stale.push(format!("{name} (not generated any more)"));
        }
    }
    if stale.is_empty() { Ok(()) } else { bail!("stale: {}; run `cargo xtask codegen`", stale.join(", ")) }
}

/// The files below `folder`, relative to `target`.
fn sources(target: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            names.extend(sources(target, &path)?);
        } else {
            names.push(path.strip_prefix(target)?.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}
