//! Our add-on `x_delivery`, which stands for a custom module that nobody generated code for. The server reads a copy in the cache folder,
//! so it does not depend on the clone; a digest of the text says when the copy and the database are behind.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::layout::{self, Layout};

pub(crate) const NAME: &str = "x_delivery";

/// Copies the add-on to where the server reads it and returns its digest.
pub(crate) fn ensure(layout: &Layout) -> Result<String> {
    let source = source_folder();
    let files = files_in(&source)?;
    let digest = digest(&source, &files)?;
    let copy = layout.addons().join(NAME);
    let copied = files_in(&copy).and_then(|files| self::digest(&copy, &files));
    if copied.is_ok_and(|copied| copied == digest) {
        return Ok(digest);
    }
    layout::remove(&copy)?;
    for file in files {
        let target = copy.join(file.strip_prefix(&source)?);
        let folder = target.parent().unwrap_or(&copy);
        fs::create_dir_all(folder)
            .and_then(|()| fs::copy(&file, &target))
            .with_context(|| format!("cannot copy to {}", target.display()))?;
    }
    Ok(digest)
}

fn source_folder() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).join("tests/addons").join(NAME)
}

/// All files below a folder in one order, without what Python leaves there.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "__pycache__") {
                files.extend(files_in(&path)?);
            }
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn digest(folder: &Path, files: &[PathBuf]) -> Result<String> {
    let mut hasher = Sha256::new();
    for file in files {
        let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.strip_prefix(folder)?.as_os_str().as_encoded_bytes();
        for part in [name, text.as_slice()] {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
    }
    Ok(super::hexadecimal(&hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_digest_of_its_source_and_a_change_another() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::at(folder.path());
        let first = ensure(&layout).unwrap();
        let copy = layout.addons().join(NAME);
        fs::create_dir(copy.join("__pycache__")).unwrap();
        fs::write(copy.join("__pycache__/x.pyc"), "").unwrap();
        assert_eq!(digest(&copy, &files_in(&copy).unwrap()).unwrap(), first);

        fs::write(copy.join("__manifest__.py"), "{}").unwrap();
        assert_ne!(digest(&copy, &files_in(&copy).unwrap()).unwrap(), first);
        assert_eq!(ensure(&layout).unwrap(), first);
        assert_ne!(fs::read_to_string(copy.join("__manifest__.py")).unwrap(), "{}");
    }
}
