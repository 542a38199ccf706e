//! What this chore must remember from one run to the next, in a file for the owner's eyes: passwords, ports, and what the database holds.
//! Process ids are not in it: PostgreSQL and Odoo write those down themselves.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::layout::Layout;
use super::progress;
use super::running::Login;
use super::secret::Secret;

/// The remembered state of one series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    /// Of the cluster's `postgres` role.
    pub(crate) superuser_password: Secret,
    /// Of the role that Odoo connects as; also guards Odoo's database manager.
    pub(crate) role_password: Secret,
    /// The ports of the last run, wished for again so that addresses stay.
    pub(crate) postgres_port: Option<u16>,
    pub(crate) odoo_port: Option<u16>,
    /// None: there is no database, or one that was never finished.
    pub(crate) database: Option<DatabaseState>,
}

/// A finished database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DatabaseState {
    /// The modules that were asked for, sorted. Those that came along are not named.
    pub(crate) modules: Vec<String>,
    /// Which text of our add-on is installed.
    pub(crate) addon_digest: String,
    /// Empty until the keys are made.
    pub(crate) logins: Vec<Login>,
}

impl State {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            superuser_password: Secret::random()?,
            role_password: Secret::random()?,
            postgres_port: None,
            odoo_port: None,
            database: None,
        })
    }

    /// None: no file, or one that cannot be understood, which is as good as none since everything can be made anew.
    pub(crate) fn load(layout: &Layout) -> Result<Option<Self>> {
        let path = layout.state();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let state = serde_json::from_str(&text).ok();
        if state.is_none() {
            progress::note(&format!("{} is not understood: starting anew", path.display()));
        }
        Ok(state)
    }

    /// Written beside and renamed, so that it is never half there.
    pub(crate) fn save(&self, layout: &Layout) -> Result<()> {
        let path = layout.state();
        let partial = path.with_extension("partial");
        let text = serde_json::to_string_pretty(self).context("the state cannot be written as JSON")?;
        let write = || -> std::io::Result<()> {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
            file.write_all(text.as_bytes())?;
            fs::rename(&partial, &path)
        };
        write().with_context(|| format!("cannot write {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_state_comes_back_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::at(folder.path());
        assert_eq!(State::load(&layout).unwrap(), None);
        let mut state = State::new().unwrap();
        state.odoo_port = Some(8069);
        let logins = vec![Login::new("admin", Secret::new("key"))];
        state.database = Some(DatabaseState { modules: vec!["crm".to_owned()], addon_digest: "d".to_owned(), logins });
        state.save(&layout).unwrap();
        assert_eq!(State::load(&layout).unwrap(), Some(state));
        assert_eq!(fs::metadata(layout.state()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_broken_state_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::at(folder.path());
        fs::write(layout.state(), "{\"odoo_port\": ").unwrap();
        assert_eq!(State::load(&layout).unwrap(), None);
    }
}
