//! The register of keys that were handed out, without their secrets: one JSON line for each, appended, and one for each revocation.
//!
//! Losing the file ends no key; only its revocations must last. A server reads what was appended since it last looked.

use std::collections::{BTreeMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use serde::{Deserialize, Serialize};

use super::gateway_key::GatewayKey;

/// Name of the file in the state folder.
const FILE: &str = "keys.jsonl";

/// A key that was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Its number.
    pub(crate) id: String,
    /// What its holder calls it.
    pub(crate) name: String,
    /// Login of its user.
    pub(crate) user: String,
    /// Database.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) database: Option<String>,
    /// What it reaches at most.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) scope: Option<String>,
    /// Seconds since 1970.
    pub(crate) issued_at: u64,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) expires_at: Option<u64>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) revoked_at: Option<u64>,
}

/// One line.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Issued(Entry),
    Revoked { revoked: String, at: u64 },
}

/// The file.
#[derive(Debug)]
pub(crate) struct Register {
    path: PathBuf,
}

/// The register cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the register of keys `{}`", .path.display())]
pub(crate) struct RegisterError {
    path: PathBuf,
    source: io::Error,
}

impl From<&GatewayKey> for Entry {
    fn from(key: &GatewayKey) -> Self {
        Self {
            id: key.id.clone(),
            name: key.name.clone(),
            user: key.login.clone(),
            database: key.database.clone(),
            scope: key.scope.as_ref().map(ToString::to_string),
            issued_at: key.issued_at,
            expires_at: key.expires_at,
            revoked_at: None,
        }
    }
}

impl Register {
    /// In the state folder, which is made where it is missing.
    pub(crate) fn open(folder: &Path) -> Result<Self, RegisterError> {
        let path = folder.join(FILE);
        std::fs::create_dir_all(folder).map_err(|source| RegisterError { path: path.clone(), source })?;
        Ok(Self { path })
    }

    /// Notes a key before it is handed out.
    pub(crate) fn issued(&self, entry: Entry) -> Result<(), RegisterError> {
        self.append(&Line::Issued(entry))
    }

    /// Revokes the key of a number, whether it is listed here or not.
    pub(crate) fn revoke(&self, id: &str, at: u64) -> Result<(), RegisterError> {
        self.append(&Line::Revoked { revoked: id.to_owned(), at })
    }

    /// Every key, the oldest first.
    pub(crate) fn entries(&self) -> Result<Vec<Entry>, RegisterError> {
        let mut text = String::new();
        match File::open(&self.path) {
            Ok(mut file) => file.read_to_string(&mut text).map_err(|source| self.error(source))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(source) => return Err(self.error(source)),
        };
        let mut entries: BTreeMap<(u64, String), Entry> = BTreeMap::new();
        for line in text.lines().filter_map(|line| serde_json::from_str(line).ok()) {
            match line {
                Line::Issued(entry) => drop(entries.insert((entry.issued_at, entry.id.clone()), entry)),
                Line::Revoked { revoked, at } => {
                    entries.values_mut().filter(|entry| entry.id == revoked).for_each(|entry| entry.revoked_at = Some(at));
                }
            }
        }
        Ok(entries.into_values().collect())
    }

    fn append(&self, line: &Line) -> Result<(), RegisterError> {
        let mut text = serde_json::to_string(line).map_err(|error| self.error(error.into()))?;
        text.push('\n');
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&self.path)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_data()))
            .map_err(|source| self.error(source))
    }

    fn error(&self, source: io::Error) -> RegisterError {
        RegisterError { path: self.path.clone(), source }
    }
}

/// The numbers of revoked keys, as a server knows them.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    known: RwLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    ids: HashSet<String>,
    /// Where the reading goes on.
    position: u64,
}

impl Revocations {
    /// Whether a key was revoked.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).ids.contains(id)
    }

    /// Reads what was appended since. What is known stays known.
    pub(crate) fn refresh(&self, register: &Register) -> io::Result<()> {
        let position = self.known.read().unwrap_or_else(PoisonError::into_inner).position;
        let Some((text, end)) = appended(&register.path, position)? else { return Ok(()) };
        let revoked = text.lines().filter_map(|line| match serde_json::from_str(line).ok()? {
            Line::Revoked { revoked, .. } => Some(revoked),
            Line::Issued(_) => None,
        });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.ids.extend(revoked);
        known.position = end;
        Ok(())
    }
}

/// The whole lines after a position, and where the next begins. A file that became shorter is read anew.
fn appended(path: &Path, position: u64) -> io::Result<Option<(String, u64)>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let end = file.metadata()?.len();
    let from = if end < position { 0 } else { position };
    if from == end {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    bytes.truncate(whole);
    Ok(Some((String::from_utf8_lossy(&bytes).into_owned(), from + whole as u64)))
}

#[cfg(test)]
mod tests {
    use super::super::gateway_key::tests::key;
    use super::*;

    #[test]
    fn keys_are_listed_without_secrets_and_a_revocation_reaches_a_running_server() {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(folder.path()).unwrap();
        let revocations = Revocations::default();
        revocations.refresh(&register).unwrap();
        let (first, second) = (key("demo"), GatewayKey { issued_at: 1_700_000_001, ..key("admin") });
        register.issued((&first).into()).unwrap();
        register.issued((&second).into()).unwrap();
        revocations.refresh(&register).unwrap();
        assert!(!revocations.has(&first.id));
        register.revoke(&first.id, 1_700_000_100).unwrap();
        assert!(!revocations.has(&first.id));
        revocations.refresh(&register).unwrap();
        assert!(revocations.has(&first.id) && !revocations.has(&second.id));
        let entries = register.entries().unwrap();
        assert_eq!(
            entries.iter().map(|entry| (entry.user.as_str(), entry.revoked_at)).collect::<Vec<_>>(),
            [("demo", Some(1_700_000_100)), ("admin", None)]
        );
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert!(!text.contains("0123456789"), "{text}");
    }

    #[test]
    fn a_half_written_line_is_read_when_it_is_whole_and_a_lost_file_revives_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(folder.path()).unwrap();
        let (path, revocations) = (folder.path().join(FILE), Revocations::default());
        std::fs::write(&path, "{\"revoked\":\"a\",\"at\":1}\n{\"revoked\":\"b\"").unwrap();
        revocations.refresh(&register).unwrap();
        assert!(revocations.has("a") && !revocations.has("b"));
        std::fs::write(&path, "{\"revoked\":\"a\",\"at\":1}\n{\"revoked\":\"b\",\"at\":2}\n").unwrap();
        revocations.refresh(&register).unwrap();
        assert!(revocations.has("b"));
        std::fs::remove_file(&path).unwrap();
        revocations.refresh(&register).unwrap();
        assert!(revocations.has("a") && revocations.has("b"));
    }
}
