//! Where the workspace is.

use std::path::PathBuf;

/// The root of the workspace: the folder above this crate's.
pub(crate) fn root() -> PathBuf {
    let crate_folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    crate_folder.parent().map_or(crate_folder.clone(), PathBuf::from)
}
