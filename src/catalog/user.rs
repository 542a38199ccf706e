//! Snapshots of the user's own: pulled from their Odoo with its custom modules, and believed before the built-in ones.
//!
//! A folder is a snapshot itself, or holds one for each series in sub-folders named after them. It is read as a whole, so that every
//! fault is reported before anything is served; a series it does not have is refused when an Odoo of that series is met.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::schema::snapshot::{MANIFEST_FILE, SnapshotError};
use odoo_sdk::schema::{Models, Snapshot};
use thiserror::Error;

/// Why a folder cannot be used.
#[derive(Debug, Error)]
pub(crate) enum FolderError {
    /// It is not a snapshot.
    #[error("cannot use the snapshot in `{}`", .0.display())]
    Snapshot(PathBuf, #[source] SnapshotError),
    /// It is a snapshot of another series.
    #[error("the snapshot in `{}` is of Odoo {found}, expected {expected}", .folder.display())]
    Series {
        /// The folder.
        folder: PathBuf,
        /// Its series.
        found: Series,
        /// The series asked for.
        expected: Series,
    },
    /// It holds no snapshot at all, or none of the series asked for.
    #[error("there is no snapshot in `{}`, expected `{MANIFEST_FILE}` or a folder named {expected}", .folder.display())]
    Empty {
        /// The folder.
        folder: PathBuf,
        /// What its sub-folder should be called.
        expected: String,
    },
}

/// The snapshot of a series in `folder`, or in its sub-folder of the series' name.
///
/// # Errors
/// [`FolderError`] where the folder is not a snapshot of that series.
pub(crate) fn read_snapshot(series: Series, folder: &Path) -> Result<Snapshot, FolderError> {
    let folder = if is_snapshot(folder) { folder.to_owned() } else { folder.join(series.name()) };
    let snapshot = Snapshot::read(&folder).map_err(|error| FolderError::Snapshot(folder.clone(), error))?;
    match snapshot.series == series {
        true => Ok(snapshot),
        false => Err(FolderError::Series { folder, found: snapshot.series, expected: series }),
    }
}

fn is_snapshot(folder: &Path) -> bool {
    folder.join(MANIFEST_FILE).is_file()
}

/// A user's snapshot of one series.
#[derive(Debug)]
pub(crate) struct UserSnapshot {
    /// Its models; what it does not have may be in the built-in snapshot, or in Odoo.
    pub(crate) models: Models,
    /// Modules that were installed where it was pulled: the methods they add are in it.
    pub(crate) modules: BTreeSet<String>,
}

impl From<Snapshot> for UserSnapshot {
    fn from(snapshot: Snapshot) -> Self {
        let modules = snapshot.modules.keys().cloned().collect();
        Self { models: snapshot.into(), modules }
    }
}

/// The user's snapshots, of one series or more; none where no folder is configured.
#[derive(Debug, Clone, Default)]
pub struct UserSchemas {
    folder: PathBuf,
    snapshots: BTreeMap<Series, Arc<UserSnapshot>>,
}

impl UserSchemas {
    /// Reads a folder; every fault is reported.
    pub(crate) fn read(folder: &Path) -> Result<Self, Vec<FolderError>> {
        let read = if is_snapshot(folder) { vec![Self::only(folder)] } else { Self::each(folder) };
        let (mut snapshots, mut faults) = (BTreeMap::new(), Vec::new());
        for snapshot in read {
            match snapshot {
                Ok(snapshot) => drop(snapshots.insert(snapshot.series, Arc::new(snapshot.into()))),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(Self { folder: folder.to_owned(), snapshots }) } else { Err(faults) }
    }

    fn only(folder: &Path) -> Result<Snapshot, FolderError> {
        Snapshot::read(folder).map_err(|error| FolderError::Snapshot(folder.to_owned(), error))
    }

    fn each(folder: &Path) -> Vec<Result<Snapshot, FolderError>> {
        let there = Series::ALL.into_iter().filter(|series| folder.join(series.name()).exists());
        let read: Vec<_> = there.map(|series| read_snapshot(series, folder)).collect();
        if read.is_empty() { vec![Err(Self::empty(folder, &Series::ALL))] } else { read }
    }

    fn empty(folder: &Path, expected: &[Series]) -> FolderError {
        let names: Vec<String> = expected.iter().map(|series| format!("`{series}`")).collect();
        FolderError::Empty { folder: folder.to_owned(), expected: names.join(", ") }
    }

    /// The snapshot of a series; `None` where the user has no snapshots at all.
    ///
    /// # Errors
    /// [`FolderError`] where the user has some, but none of this series.
    pub(crate) fn of(&self, series: Series) -> Result<Option<Arc<UserSnapshot>>, FolderError> {
        match (self.snapshots.get(&series), self.snapshots.first_key_value()) {
            (Some(found), _) => Ok(Some(Arc::clone(found))),
            (None, None) => Ok(None),
            (None, Some((found, _))) if is_snapshot(&self.folder) => {
                Err(FolderError::Series { folder: self.folder.clone(), found: *found, expected: series })
            }
            (None, Some(_)) => Err(Self::empty(&self.folder, &[series])),
        }
    }

    /// `12 models of 19.0`, for each series; `None` where there are none.
    pub(crate) fn summary(&self) -> Option<String> {
        let reported: Vec<String> =
            self.snapshots.iter().map(|(series, snapshot)| format!("{} models of {series}", snapshot.models.models.len())).collect();
        (!reported.is_empty()).then(|| format!("schemas in `{}`: {}", self.folder.display(), reported.join(", ")))
    }
}
