//! Snapshots to generate from.

use std::collections::BTreeMap;
use std::path::Path;

use odoo_codegen::Pulled;
use odoo_codegen::renames::Renames;
use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;

/// The checked-in folder of the snapshots.
pub(crate) fn schemas() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas")
}

/// Snapshots as codegen takes them.
pub(crate) fn pulled(snapshots: impl IntoIterator<Item = Snapshot>) -> BTreeMap<Series, Pulled> {
    snapshots.into_iter().map(|snapshot| (snapshot.series, Pulled { snapshot, sha256: "0".to_owned() })).collect()
}

pub(crate) fn read(series: Series) -> Snapshot {
    Snapshot::read(&schemas().join(series.name())).unwrap()
}

pub(crate) fn renames() -> Renames {
    Renames::parse(&std::fs::read_to_string(schemas().join("renames.yaml")).unwrap()).unwrap()
}
