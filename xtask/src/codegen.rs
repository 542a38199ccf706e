//! `codegen`: writes what is generated from `schemas/`, or checks that it is fresh.

mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use odoo_codegen::renames::Renames;
use odoo_codegen::{Files, Input, Pulled};
use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;
use odoo_sdk::schema::snapshot::{MANIFEST_FILE, Manifest};

/// Write the typed models and JSON Schemas from the snapshots: this workspace's, or a crate of your own.
#[derive(Debug, Args)]
pub(crate) struct CodegenArguments {
    /// Change nothing; fail where a file is stale.
    #[arg(long)]
    check: bool,
    /// The folder with the snapshots, one folder a series. Default: this workspace's.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Where to write a crate of your own models: a folder that is empty, or has a crate of that name that was written before.
    #[arg(long, requires = "crate_name", requires = "schemas", value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of your own crate.
    #[arg(long, requires = "out", value_name = "NAME")]
    crate_name: Option<String>,
    /// What your crate's `Cargo.toml` says of `odoo-sdk`. Default: the path of this workspace's.
    #[arg(long, requires = "out", value_name = "TOML")]
    sdk: Option<String>,
}

/// What is written below one folder.
#[derive(Debug)]
pub(crate) struct Output {
    root: PathBuf,
    /// Folders that hold nothing but what is written.
    owned: Vec<&'static str>,
    /// The snapshots: `19.0 in `schemas/19.0``.
    from: Vec<String>,
    /// The name of a crate of one's own.
    own_crate: Option<String>,
    pub(crate) files: Files,
}

/// Runs the command in the workspace's root.
pub(crate) fn run(arguments: &CodegenArguments) -> Result<()> {
    let begin = Instant::now();
    let output = generate(arguments)?;
    if arguments.check {
        output.check()?;
    } else {
        output.write()?;
    }
    let bytes: usize = output.files.values().map(String::len).sum();
    let (count, folder) = (output.files.len(), output.root.display());
    let (from, took) = (output.from.join(", "), begin.elapsed().as_secs_f32());
    writeln!(std::io::stdout(), "{count} files ({} kB) below `{folder}` are fresh, from Odoo {from}, {took:.1} s", bytes / 1000)?;
    Ok(())
}

fn generate(arguments: &CodegenArguments) -> Result<Output> {
    let built_in = crate::workspace::root().join("schemas");
    let schemas = arguments.schemas.as_deref().unwrap_or(&built_in);
    match (&arguments.out, &arguments.crate_name) {
        (Some(out), Some(name)) => own(schemas, out.clone(), name, arguments.sdk.as_deref()),
        _ => workspace(schemas),
    }
}

/// What this workspace checks in.
pub(crate) fn workspace(schemas: &Path) -> Result<Output> {
    let (snapshots, renames) = (read_snapshots(schemas)?, read_renames(schemas)?);
    let input = Input { snapshots: &snapshots, renames: &renames };
    let models = below("generated", odoo_codegen::models_crate(input)?);
    let files = models.into_iter().chain(below("schemas/json", odoo_codegen::json_schemas(input))).collect();
    let from = named(schemas, &snapshots);
    Ok(Output { root: crate::workspace::root(), owned: vec!["generated/src", "schemas/json"], from, own_crate: None, files })
}

fn own(schemas: &Path, root: PathBuf, name: &str, sdk: Option<&str>) -> Result<Output> {
    let (snapshots, renames) = (read_snapshots(schemas)?, Renames::default());
    let input = Input { snapshots: &snapshots, renames: &renames };
    let path = crate::workspace::root().join("sdk");
    let default = format!("{{ path = {:?}, default-features = false }}", path.display().to_string());
    let models = odoo_codegen::own_crate(input, name, sdk.unwrap_or(&default))?;
    let files = models.into_iter().chain(below("json", odoo_codegen::json_schemas(input))).collect();
    let from = named(schemas, &snapshots);
    Ok(Output { root, owned: vec!["src", "json"], from, own_crate: Some(name.to_owned()), files })
}

/// The snapshots, each with its folder.
fn named(schemas: &Path, snapshots: &BTreeMap<Series, Pulled>) -> Vec<String> {
    snapshots.keys().map(|series| format!("{series} in `{}`", schemas.join(series.name()).display())).collect()
}

fn below(folder: &str, files: Files) -> Files {
    files.into_iter().map(|(name, text)| (format!("{folder}/{name}"), text)).collect()
}

/// Reads the snapshot of every series that the folder has, each on a thread of its own.
pub(crate) fn read_snapshots(folder: &Path) -> Result<BTreeMap<Series, Pulled>> {
    let present: Vec<Series> = Series::ALL.into_iter().filter(|series| folder.join(series.name()).is_dir()).collect();
    if present.is_empty() {
        bail!("`{}` has no snapshot: expected folders named 17.0, 18.0 or 19.0", folder.display());
    }
    std::thread::scope(|scope| {
        let reading: Vec<_> =
            present.into_iter().map(|series| (series, scope.spawn(move || read_snapshot(&folder.join(series.name()))))).collect();
        let read =
            |thread: std::thread::ScopedJoinHandle<'_, Result<Pulled>>| thread.join().map_err(|_| anyhow!("reading a snapshot failed"))?;
        reading.into_iter().map(|(series, thread)| Ok((series, read(thread)?))).collect()
    })
}

fn read_snapshot(folder: &Path) -> Result<Pulled> {
    let snapshot = Snapshot::read(folder)?;
    let manifest: Manifest = serde_json::from_slice(&std::fs::read(folder.join(MANIFEST_FILE))?)?;
    Ok(Pulled { snapshot, sha256: manifest.sha256 })
}

/// Reads the reviewed renames.
pub(crate) fn read_renames(folder: &Path) -> Result<Renames> {
    let path = folder.join("renames.yaml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Renames::parse(&text).with_context(|| format!("`{}`", path.display()))
}

impl Output {
    /// Clears the folders and writes the files.
    fn write(&self) -> Result<()> {
        if let Some(name) = &self.own_crate {
            target::check(&self.root, name, &self.owned)?;
        }
        for folder in self.owned.iter().map(|folder| self.root.join(folder)).filter(|folder| folder.exists()) {
            std::fs::remove_dir_all(&folder).with_context(|| format!("cannot clear `{}`", folder.display()))?;
        }
        for (name, text) in &self.files {
            let path = self.root.join(name);
            std::fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
            std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        Ok(())
    }

    fn check(&self) -> Result<()> {
        let same = |name: &str, text: &str| std::fs::read_to_string(self.root.join(name)).is_ok_and(|found| found == text);
        let mut stale: Vec<String> = self.files.iter().filter(|(name, text)| !same(name, text)).map(|(name, _)| name.clone()).collect();
        let mut present = BTreeSet::new();
        for folder in &self.owned {
            names_below(&self.root, &self.root.join(folder), &mut present)?;
        }
        stale.extend(
            present.into_iter().filter(|name| !self.files.contains_key(name)).map(|name| format!("{name} (not generated any more)")),
        );
        let shown = stale.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        match stale.len() {
            0 => Ok(()),
            count => bail!("{count} stale files: {shown}…; run `cargo xtask codegen`"),
        }
    }
}

/// The files below `folder`, relative to `root`.
fn names_below(root: &Path, folder: &Path, names: &mut BTreeSet<String>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            names_below(root, &path, names)?;
        } else {
            names.insert(path.strip_prefix(root)?.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
