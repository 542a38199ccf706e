//! What the tests share: the checked-in schemas and the fixtures.

use std::io::Read;
use std::path::PathBuf;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use odoo_sdk::Series;
use odoo_sdk::schema::{Models, Snapshot};

/// The checked-in schemas of a series with the sample add-on, which the servers of the verdicts had; read once.
pub(crate) fn schemas(series: Series) -> &'static Models {
    static ALL: [OnceLock<Models>; 3] = [const { OnceLock::new() }; 3];
    let place = Series::ALL.iter().position(|known| *known == series).unwrap();
    ALL[place].get_or_init(|| snapshot(series).into())
}

pub(crate) fn snapshot(series: Series) -> Snapshot {
    let read = |folder: &str| Snapshot::read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder).join(series.name())).unwrap();
    let mut snapshot = read("../schemas");
    snapshot.add_layer(read("../sim/addons/x_delivery"));
    snapshot
}

/// A gzipped fixture beside these tests.
pub(crate) fn fixture(name: &str) -> String {
    let file = std::fs::File::open(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/validation").join(name)).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}
