//! The environment: the process's variables over those of a `.env` file, and those among them that nothing reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::setting::Setting;
use super::settings::variables;
use crate::nearest::{nearest, similarity};

/// The process's environment over the variables of an optional `.env` file.
#[derive(Clone, Default)]
pub struct Environment {
    values: BTreeMap<String, String>,
    /// Names that stand there and look like the gateway's, and that nothing reads.
    unread: BTreeSet<String>,
}

/// Why the environment could not be read.
#[derive(Debug, Error)]
pub enum EnvironmentError {
    /// The file that was named does not exist or cannot be opened.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line of the file is not an assignment. The line is not shown: it may hold a secret.
    #[error("`{}` has a line that is not `NAME=value`: entry {entry}", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Number of the entry, counted from 1, comments and empty lines left out.
        entry: usize,
    },
}

impl Environment {
    /// The process's environment alone, limited to the variables the gateway reads.
    #[must_use]
    pub fn of_process() -> Self {
        let values = variables().filter_map(|(name, _)| Some((name.to_owned(), std::env::var(name).ok()?)));
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        Self { values: values.collect(), unread: names.filter(|name| is_unread(name)).collect() }
    }

    /// The process's environment, and below it the file `named`, or `.env` of the working directory where there is one.
    ///
    /// # Errors
    /// [`EnvironmentError`] where a file is named and missing, or has a line that is not an assignment.
    pub fn read(named: Option<&Path>) -> Result<Self, EnvironmentError> {
        let mut environment = match named {
            Some(path) => Self::of_file(path)?,
            None if Path::new(".env").is_file() => Self::of_file(Path::new(".env"))?,
            None => Self::default(),
        };
        let process = Self::of_process();
        environment.values.extend(process.values);
        environment.unread.extend(process.unread);
        Ok(environment)
    }

    /// Variables that look like the gateway's and that nothing reads, each with the one that was meant, where one is near.
    pub(crate) fn unread(&self) -> impl Iterator<Item = (&str, Option<&'static str>)> {
        self.unread.iter().map(|name| (name.as_str(), nearest(name, variables().map(|(name, _)| name))))
    }

    /// The value of a setting's variable; an empty one counts as not set.
    #[must_use]
    pub fn get(&self, setting: &Setting) -> Option<&str> {
        self.values.get(setting.variable?).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value of whatever variable a configuration file names, as `${NAME}`: of the `.env` file, or of the process.
    pub(crate) fn named(&self, name: &str) -> Option<String> {
        self.values.get(name).cloned().or_else(|| std::env::var(name).ok())
    }

    fn of_file(path: &Path) -> Result<Self, EnvironmentError> {
        let unreadable = |source| EnvironmentError::Unreadable { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let mut values = BTreeMap::new();
        for (position, entry) in dotenvy::Iter::new(file).enumerate() {
            let (name, value) = entry.map_err(|_| EnvironmentError::Line { path: path.to_owned(), entry: position + 1 })?;
            values.insert(name, value);
        }
        let unread = values.keys().filter(|name| is_unread(name)).cloned().collect();
        Ok(Self { values, unread })
    }
}

impl<'n> FromIterator<(&'n str, &'n str)> for Environment {
    fn from_iter<I: IntoIterator<Item = (&'n str, &'n str)>>(values: I) -> Self {
        Self { values: values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(), ..Self::default() }
    }
}

impl std::fmt::Debug for Environment {
    /// Names only: values may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

/// Whether a variable's name says that it is meant for the gateway, which does not read it. Much else is called
/// `ODOO_…`: there only what is nearly the name of one.
fn is_unread(name: &str) -> bool {
    let is_known = variables().any(|(known, _)| known == name);
    let is_near = || variables().any(|(known, _)| similarity(name, known) > 0.93);
    !is_known && (name.starts_with("MCP_") || name.starts_with("ODOO_") && is_near())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_variable_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.env");
        std::fs::write(&path, "MCP_STATE_DIR=x\nODOO_USER=x\nODOO_DB=x\nODOO_LIVE_URL=x\nODOO_RC=x\nMCP_READONLY=1\n").unwrap();
        let environment = Environment::of_file(&path).unwrap();
        let unread: Vec<_> = environment.unread().collect();
        let expected = [("MCP_READONLY", "MCP_MODE"), ("MCP_STATE_DIR", "MCP_STATE_FOLDER"), ("ODOO_USER", "ODOO_USERNAME")];
        assert_eq!(unread, expected.map(|(name, meant)| (name, Some(meant))));
    }

    #[test]
    fn a_file_is_read_and_a_bad_line_is_reported_without_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.env");
        std::fs::write(&path, "# comment\nODOO_URL=http://localhost:8069\nODOO_API_KEY='s3cret'\n").unwrap();
        let environment = Environment::of_file(&path).unwrap();
        assert_eq!(environment.get(&crate::config::settings::ODOO_URL), Some("http://localhost:8069"));
        assert!(!format!("{environment:?}").contains("s3cret"));
        std::fs::write(&path, "ODOO_URL=http://localhost\nthe s3cret\n").unwrap();
        let error = Environment::of_file(&path).unwrap_err().to_string();
        assert!(error.contains("entry 2") && !error.contains("s3cret"), "{error}");
    }
}
