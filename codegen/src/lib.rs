//! Snapshots to text: a pure function, no network, no clock, no files. The same snapshots give the same bytes.
//!
//! A snapshot becomes the intermediate form (`ir`): Rust names, types and conditions of every model and field, after the
//! reviewed corrections (`fixups`) and with the reviewed table of apps (`apps`). From that the files of a crate are written.

mod apps;
pub mod compare;
mod fixups;
mod ir;
mod names;
mod parallel;
pub mod renames;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::Series;
use odoo_sdk::schema::{ModelKind, ModelSchema, Snapshot};
use odoo_sdk::validate::json_schema;
use thiserror::Error;

use compare::{CompareError, compare};
use ir::SeriesIr;
use parallel::in_parallel;
use renames::Renames;
use write::{CrateKind, Step};

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
    /// Tokens that are no Rust.
    #[error("what was made for `{file}` is not Rust")]
    NotRust {
        /// The file, below `src`.
        file: String,
        /// Why.
        source: syn::Error,
    },
}

/// A snapshot, and the hash that its manifest reports.
#[derive(Debug, Clone)]
pub struct Pulled {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// What is generated from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The snapshots by series.
    pub snapshots: &'a BTreeMap<Series, Pulled>,
    /// The reviewed renames.
    pub renames: &'a Renames,
}

/// Writes `odoo-models`: every file relative to the crate's root.
///
/// # Errors
/// [`CodegenError`]
pub fn models_crate(input: Input<'_>) -> Result<Files, CodegenError> {
    let mut fixed = BTreeSet::new();
    let all = series(input, &mut fixed);
    let unused = fixups::unused(&fixed);
    if !unused.is_empty() {
        return Err(CodegenError::UnusedFixups(unused));
    }
    write::files(&all, &CrateKind::Workspace, Some(&steps(input)?))
}

/// Writes a crate of a user's own models, with every feature on by default. `sdk` is what `Cargo.toml` says of `odoo-sdk`.
///
/// # Errors
/// [`CodegenError::NotRust`]
pub fn own_crate(input: Input<'_>, name: &str, sdk: &str) -> Result<Files, CodegenError> {
    let all = series(input, &mut BTreeSet::new());
    write::files(&all, &CrateKind::Own { name, sdk }, None)
}

/// Writes the JSON Schema of every model that has records: `19.0/sale.order.json`, one line each.
#[must_use]
pub fn json_schemas(input: Input<'_>) -> Files {
    let all = input.snapshots.values().map(|pulled| &pulled.snapshot);
    let models = all.flat_map(|snapshot| snapshot.models.values().map(|model| (snapshot.series, model)));
    let with_records = models.filter(|(_, model)| model.kind != ModelKind::Abstract);
    let file =
        |(series, model): (Series, &ModelSchema)| (format!("{series}/{}.json", model.model), format!("{}\n", json_schema(series, model)));
    in_parallel(with_records.collect(), file).into_iter().collect()
}

/// What changed from each series to the next.
fn steps(input: Input<'_>) -> Result<Vec<Step>, CodegenError> {
    let pairs = input.snapshots.values().zip(input.snapshots.values().skip(1));
    let step = |(old, new): (&Pulled, &Pulled)| {
        let (old, new) = (&old.snapshot, &new.snapshot);
        let (from, to) = (old.series, new.series);
        let comparison = compare(old, new, &input.renames.between(from, to), true);
        comparison.map(|comparison| Step { from, to, comparison }).map_err(|source| CodegenError::Compare { from, to, source })
    };
    in_parallel(pairs.collect(), step).into_iter().collect()
}

/// The intermediate form of each series; `fixed` collects the fixups that changed something.
fn series(input: Input<'_>, fixed: &mut BTreeSet<&'static str>) -> Vec<SeriesIr> {
    let one = |pulled: &Pulled| {
        let mut fixed = BTreeSet::new();
        let series = SeriesIr::new(&pulled.snapshot, pulled.sha256.clone(), &mut fixed);
        (series, fixed)
    };
    let (series, each_fixed): (Vec<SeriesIr>, Vec<BTreeSet<&'static str>>) =
        in_parallel(input.snapshots.values().collect(), one).into_iter().unzip();
    fixed.extend(each_fixed.into_iter().flatten());
    series
}
