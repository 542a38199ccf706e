//! Snapshots to text: a pure function, no network, no clock, no files. The same snapshots give the same bytes.
//!
//! A snapshot becomes the intermediate form (`ir`): Rust names, types and conditions of every model and field, after the
//! reviewed corrections (`fixups`) and with the reviewed table of apps (`apps`). From that the files of a crate are written.

mod apps;
pub mod compare;
mod fixups;
mod ir;
mod names;
pub mod renames;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;
use odoo_sdk::schema::snapshot::{MANIFEST_FILE, Manifest};
use thiserror::Error;

use compare::{CompareError, compare};
use ir::SeriesIr;
use renames::Renames;
use write::CrateKind;

/// Path, relative to what is generated, to text.
pub type Files = BTreeMap<String, String>;

/// Why nothing could be generated.
#[derive(Debug, Error)]
pub enum CodegenError {
    /// A correction that no snapshot needs.
    #[error("the fixups {} change nothing any more: remove them", .0.join(", "))]
    UnusedFixups(Vec<&'static str>),
    /// A list of renames that does not fit.
    #[error("the list of renames does not fit {from} to {to}")]
    Compare {
        /// The older series.
        from: Series,
        /// The newer one.
        to: Series,
        /// Why.
        source: CompareError,
    },
    /// A snapshot that does not tell its own hash.
    #[error("the snapshot of {0} has no manifest")]
    NoManifest(Series),
}

/// What is generated from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The snapshots by series.
    pub snapshots: &'a BTreeMap<Series, Snapshot>,
    /// The reviewed renames.
    pub renames: &'a Renames,
}

/// Writes `odoo-models`: every file relative to the crate's root.
///
/// # Errors
/// [`CodegenError`]
pub fn models_crate(input: Input<'_>) -> Result<Files, CodegenError> {
    let mut fixed = BTreeSet::new();
    let all = series(input, &mut fixed)?;
    let unused = fixups::unused(&fixed);
    if !unused.is_empty() {
        return Err(CodegenError::UnusedFixups(unused));
    }
    Ok(write::files(&all, &CrateKind::Workspace, Some(changes(input)?)))
}

/// Writes a crate of a user's own models, with every feature on by default. `sdk` is what `Cargo.toml` says of `odoo-sdk`.
///
/// # Errors
/// [`CodegenError`]
pub fn own_crate(input: Input<'_>, name: &str, sdk: &str) -> Result<Files, CodegenError> {
    let all = series(input, &mut BTreeSet::new())?;
    Ok(write::files(&all, &CrateKind::Own { name, sdk }, None))
}

/// The tables of what changed from each series to the next.
fn changes(input: Input<'_>) -> Result<String, CodegenError> {
    let pairs = input.snapshots.values().zip(input.snapshots.values().skip(1));
    let step = |(old, new): (&Snapshot, &Snapshot)| {
        let (from, to) = (old.series, new.series);
        let comparison = compare(old, new, &input.renames.between(from, to), true);
        comparison.map(|comparison| (from, to, comparison)).map_err(|source| CodegenError::Compare { from, to, source })
    };
    let steps: Vec<_> = pairs.map(step).collect::<Result<_, _>>()?;
    Ok(write::changes::file(&steps))
}

fn series(input: Input<'_>, fixed: &mut BTreeSet<&'static str>) -> Result<Vec<SeriesIr>, CodegenError> {
    let each = input.snapshots.values().map(|snapshot| Ok(SeriesIr::new(snapshot, hash(snapshot)?, fixed)));
    each.collect()
}

/// The hash that the snapshot's manifest has.
fn hash(snapshot: &Snapshot) -> Result<String, CodegenError> {
    let manifest = snapshot.render().remove(MANIFEST_FILE).and_then(|text| serde_json::from_str::<Manifest>(&text).ok());
    manifest.map(|manifest| manifest.sha256).ok_or(CodegenError::NoManifest(snapshot.series))
}
