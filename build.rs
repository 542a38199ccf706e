//! Packs the checked-in snapshots for the inside of the binary: one file a series in the build's output folder.

use std::error::Error;
use std::path::Path;

use odoo_sdk::Series;
use odoo_sdk::schema::{pack, snapshot};

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    for series in Series::ALL {
        let folder = Path::new("schemas").join(series.name());
        println!("cargo::rerun-if-changed={}", folder.display());
        let packed = pack::pack(&snapshot::read_files(&folder)?)?;
        std::fs::write(Path::new(&out).join(format!("{series}.pack")), packed)?;
    }
    Ok(())
}
