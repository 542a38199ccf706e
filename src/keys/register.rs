//! The register of keys and grants that were handed out, without their secrets: one JSON line for each, appended, and one for each
//! renewal, use and revocation. Now and then it is made shorter.
//!
//! Losing the file ends no key; only its revocations must last. A server reads what was appended since it last looked.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::compaction;
use super::gateway_key::GatewayKey;

/// Name of the file in the state folder.
pub(super) const FILE: &str = "keys.jsonl";

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
    /// Address of its Odoo.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) odoo: Option<String>,
    /// Where the client of a grant is answered; `None` for a key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) client: Option<String>,
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
    /// When it was used last, to the hour; in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) used_at: Option<u64>,
}

/// One line.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    Issued(Entry),
    Revoked {
        revoked: String,
        at: u64,
    },
    /// The grant's refresh token of this generation was given out.
    Renewed {
        renewed: String,
        generation: u64,
        at: u64,
    },
    Used {
        used: String,
        at: u64,
    },
}

impl Line {
    /// The number of the key or grant that it is about.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Issued(entry) => &entry.id,
            Self::Revoked { revoked: id, .. } | Self::Renewed { renewed: id, .. } | Self::Used { used: id, .. } => id,
        }
    }
}

/// The file.
#[derive(Debug)]
pub(crate) struct Register {
    pub(super) path: PathBuf,
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
            odoo: Some(key.url.clone()),
            client: None,
            scope: key.scope.as_ref().map(ToString::to_string),
            issued_at: key.issued_at,
            expires_at: key.expires_at,
            revoked_at: None,
            used_at: None,
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

    /// Notes that a grant goes on with the refresh token of this generation.
    pub(crate) fn renewed(&self, id: &str, generation: u64, at: u64) -> Result<(), RegisterError> {
        self.append(&Line::Renewed { renewed: id.to_owned(), generation, at })
    }

    /// Notes that a key or a grant was used.
    pub(crate) fn used(&self, id: &str, at: u64) -> Result<(), RegisterError> {
        self.append(&Line::Used { used: id.to_owned(), at })
    }

    /// Every key and grant, the oldest first.
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
                Line::Renewed { renewed: id, at, .. } | Line::Used { used: id, at } => {
                    entries.values_mut().filter(|entry| entry.id == id).for_each(|entry| entry.used_at = Some(at));
                }
            }
        }
        Ok(entries.into_values().collect())
    }

    /// The folder that it is in.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.path.parent()
    }

    /// Makes the file shorter, where that is worth it; whether it did.
    pub(crate) fn compact(&self, now: u64) -> Result<bool, RegisterError> {
        compaction::compact(&self.path, now).map_err(|source| self.error(source))
    }

    fn append(&self, line: &Line) -> Result<(), RegisterError> {
        let mut text = serde_json::to_string(line).map_err(|error| self.error(error.into()))?;
        text.push('\n');
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let _lock = compaction::Lock::take(&self.path).map_err(|source| self.error(source))?;
        options
            .open(&self.path)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_data()))
            .map_err(|source| self.error(source))
    }

    fn error(&self, source: io::Error) -> RegisterError {
        RegisterError { path: self.path.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Revocations;
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
        register.used(&second.id, 1_700_000_050).unwrap();
        register.revoke(&first.id, 1_700_000_100).unwrap();
        assert!(!revocations.has(&first.id));
        revocations.refresh(&register).unwrap();
        assert!(revocations.has(&first.id) && !revocations.has(&second.id));
        let entries = register.entries().unwrap();
        assert_eq!(
            entries.iter().map(|entry| (entry.user.as_str(), entry.used_at, entry.revoked_at)).collect::<Vec<_>>(),
            [("demo", None, Some(1_700_000_100)), ("admin", Some(1_700_000_050), None)]
        );
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert!(!text.contains("0123456789"), "{text}");
    }
}
