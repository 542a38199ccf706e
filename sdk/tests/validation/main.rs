//! The validator and the schema rules against what real Odoo servers said, over the checked-in snapshots.
//!
//! `verdicts`: a sample of calls with Odoo's verdicts. `links`: derived facts of models. `calls`: single calls, their
//! messages and fixes. `properties`: spoilt calls are refused, and nothing panics or runs long.

mod calls;
mod links;
mod properties;
mod verdicts;

use std::io::Read;
use std::path::PathBuf;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use odoo_sdk::Series;
use odoo_sdk::schema::{Models, Snapshot};

/// The checked-in schemas of a series, read once.
fn schemas(series: Series) -> &'static Models {
    static ALL: [OnceLock<Models>; 3] = [const { OnceLock::new() }; 3];
    let place = Series::ALL.iter().position(|known| *known == series).unwrap();
    ALL[place].get_or_init(|| snapshot(series).into())
}

fn snapshot(series: Series) -> Snapshot {
    Snapshot::read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(series.name())).unwrap()
}

/// A gzipped fixture beside these tests.
fn fixture(name: &str) -> String {
    let file = std::fs::File::open(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/validation").join(name)).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}
