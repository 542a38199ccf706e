//! `agreement`: how well the validator agrees with a real Odoo, over verdict files named after their series.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use odoo_sdk::Series;
use odoo_sdk::schema::{Models, Snapshot};
use odoo_sdk::validate::agreement::{Repairs, Report, Verdict};

/// What to judge.
#[derive(Debug, Args)]
pub(crate) struct AgreementArguments {
    /// Verdict files, `<series>.jsonl` or `<series>.jsonl.gz`.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where the snapshots are; the checked-in ones by default.
    #[arg(long)]
    schemas: Option<PathBuf>,
    /// Add-ons that the server had on top, each a folder with a layer of every series, such as `sim/addons/x_delivery`.
    #[arg(long, value_name = "DIR")]
    layer: Vec<PathBuf>,
    /// How many wrong judgements to show of each category.
    #[arg(long, default_value_t = 3)]
    examples: usize,
    /// Write a sample of each file into this folder, at most `--each` lines of a category, instead of judging.
    #[arg(long)]
    sample: Option<PathBuf>,
    /// Lines of a category in a sample.
    #[arg(long, default_value_t = 20)]
    each: usize,
}

/// Runs the command.
pub(crate) fn run(arguments: &AgreementArguments) -> Result<()> {
    for file in &arguments.files {
        match &arguments.sample {
            Some(folder) => sample(file, folder, arguments.each)?,
            None => judge(file, arguments)?,
        }
    }
    Ok(())
}

fn judge(file: &Path, arguments: &AgreementArguments) -> Result<()> {
    let series = series_of(file)?;
    let folder = arguments.schemas.clone().unwrap_or_else(|| crate::workspace::root().join("schemas")).join(series.name());
    let read = |folder: &Path| Snapshot::read(folder).with_context(|| format!("cannot read {}", folder.display()));
    let mut snapshot = read(&folder)?;
    for layer in &arguments.layer {
        snapshot.add_layer(read(&layer.join(series.name()))?);
    }
    let schemas = Models::from(snapshot);
    let (mut report, mut repairs) = (Report::default(), Repairs::default());
    for line in lines(file)? {
        let verdict: Verdict = serde_json::from_str(&line).with_context(|| format!("a line of {} is no verdict", file.display()))?;
        report.add(&verdict, series, &schemas);
        repairs.add(&verdict, series, &schemas);
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "== {series}\n{report}")?;
    wrong(&mut out, &report, arguments.examples)?;
    writeln!(out, "{repairs}")?;
    Ok(())
}

/// The wrong judgements, by category.
fn wrong(out: &mut impl Write, report: &Report, examples: usize) -> Result<()> {
    let mut shown: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for (verdict, outcome) in &report.wrong {
        let refused = !outcome.is_accepted();
        let count = shown.entry((&verdict.category, refused)).or_default();
        *count += 1;
        if *count > examples {
            continue;
        }
        let what = if refused { "refused what Odoo takes" } else { "accepted what Odoo refuses" };
        let field = verdict.field.as_deref().unwrap_or("-");
        writeln!(out, "{}: {what}: {:?} {} {field}", verdict.category, verdict.op, verdict.model)?;
        for issue in &outcome.issues {
            writeln!(out, "    {} {}: {}", issue.code.name(), issue.path, issue.message)?;
        }
    }
    for ((category, refused), count) in shown.iter().filter(|(_, count)| **count > examples) {
        writeln!(out, "{category}: {count} in all {}", if *refused { "refused" } else { "accepted" })?;
    }
    Ok(())
}

/// Takes lines of each category evenly, so that the same file always gives the same sample.
fn sample(file: &Path, folder: &Path, each: usize) -> Result<()> {
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines(file)? {
        let verdict: Verdict = serde_json::from_str(&line)?;
        kinds.entry(format!("{:?} {} {:?}", verdict.op, verdict.category, verdict.expect)).or_default().push(line);
    }
    std::fs::create_dir_all(folder)?;
    let target = folder.join(format!("{}.jsonl.gz", series_of(file)?));
    let mut out = GzEncoder::new(std::fs::File::create(&target)?, Compression::best());
    for lines in kinds.values() {
        let step = lines.len().div_ceil(each.max(1)).max(1);
        for line in lines.iter().step_by(step) {
            writeln!(out, "{line}")?;
        }
    }
    out.finish()?;
    writeln!(std::io::stdout(), "wrote {}", target.display())?;
    Ok(())
}

fn series_of(file: &Path) -> Result<Series> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match name.split_once(".json").map(|(series, _)| series.parse()) {
        Some(Ok(series)) => Ok(series),
        _ => bail!("`{name}` is not named after a series, expected `17.0.jsonl.gz` or the like"),
    }
}

fn lines(file: &Path) -> Result<Vec<String>> {
    let opened = std::fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    let reader: Box<dyn Read> =
        if file.extension().is_some_and(|end| end == "gz") { Box::new(GzDecoder::new(opened)) } else { Box::new(opened) };
    Ok(BufReader::new(reader).lines().collect::<Result<_, _>>()?)
}
