//! PostgreSQL's programs: found where Debian keeps them or on the path, installed if missing and allowed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::debian;
use super::unavailable::Unavailable;

const VERSIONS_FOLDER: &str = "/usr/lib/postgresql";
const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "psql"];

/// The folder that holds them all.
#[derive(Debug, Clone)]
pub(crate) struct PostgresPrograms {
    folder: PathBuf,
}

impl PostgresPrograms {
    pub(crate) fn ensure() -> Result<Self> {
        if let Some(programs) = Self::find() {
            return Ok(programs);
        }
        debian::install(&["postgresql"])?;
        Self::find().ok_or_else(|| Unavailable::error("PostgreSQL's initdb, pg_ctl and psql are not to be found"))
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn find() -> Option<Self> {
        let versions =
            fs::read_dir(VERSIONS_FOLDER).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = newest_first(versions).into_iter().map(|version| version.join("bin")).chain(std::env::split_paths(&path));
        folders.into_iter().find(|folder| holds_all(folder)).map(|folder| Self { folder })
    }
}

fn holds_all(folder: &Path) -> bool {
    NEEDED.iter().all(|name| folder.join(name).is_file())
}

/// Orders folders named after major versions; other names go last.
fn newest_first(mut folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let major = |folder: &PathBuf| folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    folders.sort_by_key(|folder| std::cmp::Reverse(major(folder)));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_by_number() {
        let folders = ["9", "15", "x", "16"].map(PathBuf::from).to_vec();
        assert_eq!(newest_first(folders), ["16", "15", "9", "x"].map(PathBuf::from));
    }
}
