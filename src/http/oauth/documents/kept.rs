//! Documents in a file of the state folder, as they came, so that their last good copies outlive a restart. They are read again as
//! carefully as from their source. A file that cannot be read or written costs nothing but that.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the file.
const FILE: &str = "clients.json";

/// The file.
#[derive(Debug, Clone)]
pub(super) struct Kept(PathBuf);

impl Kept {
    /// In this folder.
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self(folder.join(FILE))
    }

    /// The documents by their addresses; none where there is no file.
    pub(super) fn read(&self) -> BTreeMap<String, String> {
        let text = match std::fs::read(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return BTreeMap::new(),
            Err(error) => return self.unreadable(&error),
        };
        serde_json::from_slice(&text).unwrap_or_else(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &dyn std::fmt::Display) -> BTreeMap<String, String> {
        tracing::warn!("the copies of clients' documents in `{}` cannot be read: {error}", self.0.display());
        BTreeMap::new()
    }

    /// Puts them down in place of those before.
    pub(super) fn write(&self, documents: &BTreeMap<String, String>) -> io::Result<()> {
        let new = self.0.with_extension("json.new");
        let mut file = std::fs::File::create(&new)?;
        file.write_all(serde_json::to_string(documents)?.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&new, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_down_is_read_and_a_broken_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(folder.path());
        assert!(kept.read().is_empty());
        let documents = BTreeMap::from([("https://client.example/c.json".to_owned(), "{}".to_owned())]);
        kept.write(&documents).unwrap();
        assert_eq!(kept.read(), documents);
        std::fs::write(folder.path().join(FILE), "{\"https:").unwrap();
        assert!(kept.read().is_empty());
    }
}
