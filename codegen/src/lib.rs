//! Snapshots to text: a pure function, no network, no clock, no files. The same snapshots give the same bytes.

mod models;

use std::collections::BTreeMap;

use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;
use thiserror::Error;

/// Why nothing could be generated.
#[derive(Debug, Error)]
pub enum CodegenError {
    /// The text made for a file is no Rust: a mistake of the generator.
    #[error("the text made for `{file}` is not valid Rust")]
    Syntax {
        /// The file.
        file: String,
        /// Where.
        source: syn::Error,
    },
}

/// Writes the sources of `odoo-models`: file name, relative to the crate's `src`, to text.
///
/// # Errors
/// [`CodegenError`] where the generator itself is wrong.
pub fn generate(snapshots: &BTreeMap<Series, Snapshot>) -> Result<BTreeMap<String, String>, CodegenError> {
    let mut files = BTreeMap::from([models::index(snapshots.keys().copied())?]);
    for (series, snapshot) in snapshots {
        files.extend([models::series(*series, snapshot)?]);
    }
    Ok(files)
}
