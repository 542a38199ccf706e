//! `snapshot`: pulls the schema of a live Odoo into a folder of `schemas/`, and names what changed.

mod progress;
pub(crate) mod server;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use globset::{Glob, GlobSet, GlobSetBuilder};
use odoo_sdk::pull::{FactSource, Facts, MethodSource, Pull, PullOptions, RecordedMethods, Timings, pull};
use odoo_sdk::schema::snapshot::{COMMON_METHODS_FILE, GROUPS_FILE, MANIFEST_FILE, MODELS_FOLDER};
use odoo_sdk::schema::{Changes, Snapshot, folder};

/// Pull a schema snapshot from a live Odoo.
#[derive(Debug, Args)]
pub(crate) struct SnapshotArguments {
    #[command(flatten)]
    server: server::ServerArguments,
    /// Folder of the snapshot; without it `schemas/` and the series.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Only models that match, such as `sale.*`; the others stay as they are in the folder.
    #[arg(long, value_name = "GLOB", num_args = 1..)]
    models: Vec<String>,
    /// Take method signatures from a recorded file (JSON, may be gzipped) instead of the server.
    #[arg(long, value_name = "FILE")]
    methods: Option<PathBuf>,
    /// Leave method signatures out. On Odoo 19 they are one page a model and take most of the time of a pull.
    #[arg(long, conflicts_with = "methods")]
    no_methods: bool,
    /// Take rights, buttons and widgets from a recorded file (JSON, may be gzipped) instead of the server.
    #[arg(long, value_name = "FILE")]
    access: Option<PathBuf>,
    /// Leave rights, buttons and widgets out.
    #[arg(long, conflicts_with = "access")]
    no_access: bool,
    /// Leave out what these modules added to the database.
    #[arg(long, value_name = "MODULE", value_delimiter = ',')]
    without_modules: Vec<String>,
    /// Keep only what these modules added: a layer on the snapshot of a database that does not have them.
    #[arg(long, value_name = "MODULE", value_delimiter = ',', conflicts_with_all = ["without_modules", "models"])]
    only_modules: Vec<String>,
    /// Keep Odoo's help texts: for your own use, they are Odoo's text.
    #[arg(long)]
    with_help: bool,
    /// Models in flight at once.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    parallel: u8,
}

/// Runs the command.
pub(crate) async fn run(arguments: SnapshotArguments) -> Result<()> {
    let wanted = globs(&arguments.models)?;
    let methods = method_source(&arguments)?;
    let facts = fact_source(&arguments)?;
    let client = arguments.server.connect().await?;
    let target = arguments.out.clone().unwrap_or_else(|| Path::new("schemas").join(client.series().name()));
    folder::recover(&target)?;
    let old = previous(&target)?;
    let options = PullOptions {
        wanted: Box::new(move |model| wanted.as_ref().is_none_or(|wanted| wanted.is_match(model))),
        parallel: arguments.parallel.into(),
        with_help: arguments.with_help,
        methods,
        facts,
        previous: old.clone().filter(|old| !arguments.models.is_empty() && old.series == client.series()),
    };
    let progress = Arc::new(progress::Shown::new());
    let mut pulled = pull(&client, options, progress).await?;
    pulled.snapshot = chosen_modules(pulled.snapshot, &arguments);
    let files = pulled.snapshot.render();
    folder::replace(&target, &files).with_context(|| format!("cannot write `{}`", target.display()))?;
    report(&pulled, old.as_ref(), &target, &arguments)
}

fn chosen_modules(snapshot: Snapshot, arguments: &SnapshotArguments) -> Snapshot {
    let names = |modules: &[String]| modules.iter().cloned().collect::<BTreeSet<String>>();
    match arguments.only_modules.as_slice() {
        [] => snapshot.without_modules(&names(&arguments.without_modules)),
        only => snapshot.only_modules(&names(only)),
    }
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        builder.add(Glob::new(pattern).with_context(|| format!("`{pattern}` is no pattern"))?);
    }
    Ok(Some(builder.build()?))
}

fn method_source(arguments: &SnapshotArguments) -> Result<MethodSource> {
    match &arguments.methods {
        Some(path) => {
            let methods = RecordedMethods::parse(&recorded(path)?).with_context(|| format!("cannot use `{}`", path.display()))?;
            Ok(MethodSource::Recorded(methods))
        }
        None if arguments.no_methods => Ok(MethodSource::Skip),
        None => Ok(MethodSource::Server),
    }
}

fn fact_source(arguments: &SnapshotArguments) -> Result<FactSource> {
    match &arguments.access {
        Some(path) => {
            let facts = Facts::parse(&recorded(path)?).with_context(|| format!("cannot use `{}`", path.display()))?;
            Ok(FactSource::Recorded(facts))
        }
        None if arguments.no_access => Ok(FactSource::Skip),
        None => Ok(FactSource::Server),
    }
}

/// The text of a recorded file.
fn recorded(path: &Path) -> Result<Vec<u8>> {
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{shown}`"))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    gunzip(&bytes).with_context(|| format!("`{shown}` is not a gzip file"))
}

fn gunzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut text)?;
    Ok(text)
}

/// The snapshot that is there, damaged or not; a folder with anything else in it is refused, not overwritten.
fn previous(target: &Path) -> Result<Option<Snapshot>> {
    let is_empty = || target.read_dir().is_ok_and(|mut entries| entries.next().is_none());
    if !target.exists() || is_empty() {
        return Ok(None);
    }
    if !is_snapshot(target) {
        bail!("`{}` holds something else than a snapshot", target.display());
    }
    Ok(Snapshot::read(target).ok())
}

/// Whether all that lies there is what a snapshot has, and its manifest is one.
fn is_snapshot(target: &Path) -> bool {
    let is_part = |entry: std::io::Result<std::fs::DirEntry>| {
        let parts = [MANIFEST_FILE, COMMON_METHODS_FILE, GROUPS_FILE, MODELS_FOLDER];
        entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(|name| parts.contains(&name)))
    };
    let manifest = || -> Option<serde_json::Value> { serde_json::from_slice(&std::fs::read(target.join(MANIFEST_FILE)).ok()?).ok() };
    let is_manifest = || {
        manifest().is_some_and(|manifest| {
            ["series", "server_version", "sha256"].iter().all(|name| manifest.get(name).is_some_and(serde_json::Value::is_string))
        })
    };
    target.read_dir().is_ok_and(|mut entries| entries.all(is_part)) && is_manifest()
}

fn report(pulled: &Pull, old: Option<&Snapshot>, target: &Path, arguments: &SnapshotArguments) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if let Some(old) = old {
        let changes = Changes::between(old, &pulled.snapshot);
        match changes.is_empty() {
            true => writeln!(out, "no changes")?,
            false => write!(out, "{changes}")?,
        }
    }
    for (model, reason) in &pulled.failed {
        writeln!(out, "not read: {model}: {reason}")?;
    }
    for (model, reason) in &pulled.without_methods {
        writeln!(out, "no method signatures: {model}: {reason}")?;
    }
    if let Some(reason) = &pulled.without_facts {
        writeln!(out, "no rights and buttons, only an administrator reads them: {reason}")?;
    }
    for (model, reason) in &pulled.without_defaults {
        writeln!(out, "no defaults: {model}: {reason}")?;
    }
    let snapshot = &pulled.snapshot;
    let fields: usize = snapshot.models.values().map(|model| model.fields.len()).sum();
    writeln!(out, "Odoo {}: {} models, {fields} fields in `{}`", snapshot.server_version, snapshot.models.len(), target.display())?;
    writeln!(out, "{}", timing(&pulled.timings, arguments.parallel))?;
    Ok(())
}

/// `fields: 5.1 s; fields_get alone: 31.2 s in all, 3.9 s by 8 in flight (1.31 ×)`, then the method signatures and the rights.
fn timing(timings: &Timings, parallel: u8) -> String {
    let ideal = timings.fields_get.as_secs_f64() / f64::from(parallel);
    let ratio = if ideal > 0.0 { timings.fields.as_secs_f64() / ideal } else { 1.0 };
    let phase = |took: Duration, what: &str| match took {
        Duration::ZERO => String::new(),
        took => format!("; {what}: {:.1} s", took.as_secs_f64()),
    };
    let methods = phase(timings.methods, "method signatures (leave them out with --no-methods)");
    let facts = phase(timings.facts, "rights and views (leave them out with --no-access)");
    format!(
        "fields: {:.1} s; fields_get alone: {:.1} s in all, {ideal:.1} s by {parallel} in flight ({ratio:.2} ×){methods}{facts}",
        timings.fields.as_secs_f64(),
        timings.fields_get.as_secs_f64(),
    )
}

#[cfg(test)]
mod tests;
