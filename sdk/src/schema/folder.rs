//! Writes a snapshot's folder as a whole: a pull that breaks leaves the old one as it was.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Replaces the folder `target` by `files` (relative path to text).
///
/// The files are written beside it first; then the old folder moves aside, the new one takes its name, and the old one is
/// removed. Where a former run was ended between the two moves, [`recover`] puts the old folder back.
///
/// # Errors
/// What the system says; `target` is then unchanged or restored by the next [`recover`].
pub fn replace(target: &Path, files: &BTreeMap<String, String>) -> io::Result<()> {
    recover(target)?;
    let (fresh, old) = (beside(target, "new"), beside(target, "old"));
    remove(&fresh)?;
    for (file, text) in files {
        let path = fresh.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    if target.exists() {
        fs::rename(target, &old)?;
    }
    fs::rename(&fresh, target)?;
    remove(&old)
}

/// Puts the old folder back where a replacement was ended half-way, and removes what it left.
///
/// # Errors
/// What the system says.
pub fn recover(target: &Path) -> io::Result<()> {
    let old = beside(target, "old");
    if old.exists() && !target.exists() {
        return fs::rename(&old, target);
    }
    remove(&old)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// `.17.0.new` beside `17.0`: on the same file system, so that a move is one step.
fn beside(target: &Path, suffix: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{suffix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> BTreeMap<String, String> {
        BTreeMap::from([("models/a.json".to_owned(), text.to_owned())])
    }

    #[test]
    fn replaces_the_whole_and_recovers_from_a_half_done_replacement() {
        let folder = std::env::temp_dir().join(format!("odoo-sdk-folder-{}", std::process::id()));
        let target = folder.join("17.0");
        replace(&target, &BTreeMap::from([("models/gone.json".to_owned(), String::new())])).unwrap();
        replace(&target, &files("one")).unwrap();
        assert!(!target.join("models/gone.json").exists());
        fs::rename(&target, beside(&target, "old")).unwrap();
        recover(&target).unwrap();
        assert_eq!(fs::read_to_string(target.join("models/a.json")).unwrap(), "one");
        fs::create_dir_all(beside(&target, "new")).unwrap();
        replace(&target, &files("two")).unwrap();
        assert_eq!(fs::read_to_string(target.join("models/a.json")).unwrap(), "two");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}
