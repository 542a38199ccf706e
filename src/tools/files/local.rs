//! Files of the machine that the gateway runs on: of the folders that the operator names, and of no other.

use std::path::{Path, PathBuf};

use super::content;
use crate::tools::failure::Failure;
use crate::tools::own;

/// The name and the bytes of a file. One that is not there and one that is elsewhere are the same to a caller.
pub(super) async fn read(folders: &[PathBuf], path: &str) -> Result<(Option<String>, Vec<u8>), Failure> {
    let refused = || own::wrong("path", "`path` is not a file in a folder that the operator of this server allows".to_owned());
    let mut is_allowed = false;
    // Links and `..` are followed before a path is compared.
    let file = tokio::fs::canonicalize(Path::new(path)).await.map_err(|_| refused())?;
    for folder in folders {
        is_allowed |= tokio::fs::canonicalize(folder).await.is_ok_and(|folder| file.starts_with(folder));
    }
    let about = tokio::fs::metadata(&file).await.map_err(|_| refused())?;
    if !is_allowed || !about.is_file() {
        return Err(refused());
    }
    if let Ok(bytes) = usize::try_from(about.len())
        && bytes > content::LARGEST
    {
        return Err(content::too_large(bytes));
    }
    let bytes = tokio::fs::read(&file).await.map_err(|_| refused())?;
    Ok((file.file_name().map(|name| name.to_string_lossy().into_owned()), bytes))
}
