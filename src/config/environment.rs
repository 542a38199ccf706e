//! Environment variables: each is named once, in [`VARIABLES`]; help texts and the README's table are derived from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::yaml::nearest;

/// An environment variable that the gateway reads.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it sets, in one line, with its default.
    pub help: &'static str,
    /// Its value is a secret and never printed.
    pub secret: bool,
}

/// Every environment variable that the gateway reads.
pub const VARIABLES: &[Variable] = &[
    ODOO_URL,
    ODOO_DB,
    ODOO_USERNAME,
    ODOO_API_KEY,
    ODOO_PASSWORD,
    ODOO_API,
    MCP_MODE,
    MCP_SCOPE,
    MCP_TOOLSETS,
    MCP_DISABLED_TOOLS,
    MCP_CONFIRM,
    MCP_CONFIRM_ABOVE,
    MCP_DEFAULT_LIMIT,
    MCP_ANSWER_BYTES,
    MCP_DEFAULT_ANSWER_BYTES,
    MCP_STATE_FOLDER,
    MCP_LOG_LEVEL,
    MCP_AUDIT,
    CONFIG_DIR,
    SCHEMAS_DIR,
    RATE_LIMIT_GLOBAL,
    RATE_LIMIT_WRITE,
    SESSION_TIMEOUT_SECONDS,
    MAX_CONCURRENT_SESSIONS,
    ODOO_SIM_TODAY,
    MCP_TRANSPORT,
    MCP_HOST,
    MCP_PORT,
    HOST,
    PORT,
    MCP_PUBLIC_URL,
    MCP_ALLOWED_HOSTS,
    MCP_ALLOWED_ORIGINS,
    ALLOWED_IPS,
    TRUSTED_PROXIES,
    API_KEY,
    ENCRYPTION_KEY,
    ENCRYPTION_KEY_FILE,
    MCP_DIRECT_FROM,
    ODOO_ALLOWED_URLS,
    MCP_TLS_CERT,
    MCP_TLS_KEY,
];

/// Address of the Odoo server.
pub(crate) const ODOO_URL: Variable = variable("ODOO_URL", "address of the Odoo server, such as `https://acme.example.com`");
/// Database name.
pub(crate) const ODOO_DB: Variable = variable("ODOO_DB", "database; may be left out where the server has only one");
/// Login name.
pub(crate) const ODOO_USERNAME: Variable = variable("ODOO_USERNAME", "login of the user who works through the gateway");
/// API key.
pub(crate) const ODOO_API_KEY: Variable =
    Variable { name: "ODOO_API_KEY", help: "API key of that user; wins over ODOO_PASSWORD", secret: true };
/// Password.
pub(crate) const ODOO_PASSWORD: Variable =
    Variable { name: "ODOO_PASSWORD", help: "password of that user, for a web session", secret: true };
/// Choice of API.
pub(crate) const ODOO_API: Variable = variable("ODOO_API", "`auto` (default), `json2`, `jsonrpc`, `web` or `xmlrpc`");
/// Mode.
pub(crate) const MCP_MODE: Variable = variable("MCP_MODE", "`readwrite` (default) or `readonly`: no tool that changes anything is offered");
/// Scope.
pub(crate) const MCP_SCOPE: Variable = variable("MCP_SCOPE", "models and rights at most, such as `res.partner:RWD,sale.order:RW,*:R`");
/// Toolsets.
pub(crate) const MCP_TOOLSETS: Variable = variable("MCP_TOOLSETS", "toolsets to offer, such as `schema,records`; default `all`");
/// Tools left out.
pub(crate) const MCP_DISABLED_TOOLS: Variable =
    variable("MCP_DISABLED_TOOLS", "tools not to offer, such as `delete_record,execute_method`, beside those that gateway.yaml disables");
/// Confirmations.
pub(crate) const MCP_CONFIRM: Variable =
    variable("MCP_CONFIRM", "`on` (default) or `off`: deletes, large bulk writes and irreversible methods are confirmed first");
/// Confirmations of bulk writes.
pub(crate) const MCP_CONFIRM_ABOVE: Variable =
    variable("MCP_CONFIRM_ABOVE", "records that one call may write without a confirmation; default 50");
/// Default limit.
pub(crate) const MCP_DEFAULT_LIMIT: Variable =
    variable("MCP_DEFAULT_LIMIT", "records or groups of an answer whose call gives no limit; default 80, at most 1000");
/// Budget of an answer.
pub(crate) const MCP_ANSWER_BYTES: Variable =
    variable("MCP_ANSWER_BYTES", "largest answer in bytes where the call gives its limit or fields; default 32000");
/// Budget of an answer nobody asked the size of.
pub(crate) const MCP_DEFAULT_ANSWER_BYTES: Variable =
    variable("MCP_DEFAULT_ANSWER_BYTES", "largest answer in bytes where the call gives neither; default 8000");
/// State.
pub(crate) const MCP_STATE_FOLDER: Variable =
    variable("MCP_STATE_FOLDER", "folder where idempotency keys outlive a restart; default none, they are kept in memory");
/// Audit.
pub(crate) const MCP_AUDIT: Variable = variable("MCP_AUDIT", "audit lines: `off` (default), `stderr`, or the path of a file");
/// Folder of configuration files.
pub(crate) const CONFIG_DIR: Variable = variable("CONFIG_DIR", "folder with restrictions.yaml, model_access.yaml, rbac.yaml, gateway.yaml");
/// The user's own snapshots.
pub(crate) const SCHEMAS_DIR: Variable = variable("SCHEMAS_DIR", "folder with a schema snapshot of your own; wins over the built-in one");
/// Calls a minute.
pub(crate) const RATE_LIMIT_GLOBAL: Variable = variable("RATE_LIMIT_GLOBAL", "calls a minute and session; default 60, 0 sets no bound");
/// Writes a minute.
pub(crate) const RATE_LIMIT_WRITE: Variable =
    variable("RATE_LIMIT_WRITE", "records written a minute and session; default 20, 0 sets no bound");
/// Idle timeout.
pub(crate) const SESSION_TIMEOUT_SECONDS: Variable =
    variable("SESSION_TIMEOUT_SECONDS", "seconds without a call that end a session; default 3600");
/// Bound on sessions.
pub(crate) const MAX_CONCURRENT_SESSIONS: Variable =
    variable("MAX_CONCURRENT_SESSIONS", "sessions at once; default 100, those idle for their time make room");
/// The embedded Odoo's clock.
pub(crate) const ODOO_SIM_TODAY: Variable =
    variable("ODOO_SIM_TODAY", "day on which the embedded Odoo of `demo` and `--demo` stands still, such as `2026-11-20`; default today");
/// Over a network.
pub(crate) const MCP_TRANSPORT: Variable = variable("MCP_TRANSPORT", "`stdio` (default) or `http`: MCP over a network");
/// Over a network.
pub(crate) const MCP_HOST: Variable =
    variable("MCP_HOST", "address to listen on; default `127.0.0.1`; any other needs API_KEY or ENCRYPTION_KEY");
/// Over a network.
pub(crate) const MCP_PORT: Variable = variable("MCP_PORT", "port to listen on; default 8080");
/// Over a network.
pub(crate) const HOST: Variable = variable("HOST", "the same as MCP_HOST, where that is not set");
/// Over a network.
pub(crate) const PORT: Variable = variable("PORT", "the same as MCP_PORT, where that is not set");
/// Over a network.
pub(crate) const MCP_PUBLIC_URL: Variable =
    variable("MCP_PUBLIC_URL", "address by which clients reach the gateway, for example `https://mcp.example.com`");
/// Over a network.
pub(crate) const MCP_ALLOWED_HOSTS: Variable =
    variable("MCP_ALLOWED_HOSTS", "other names by which clients reach it, for example `gateway:8080`");
/// Over a network.
pub(crate) const MCP_ALLOWED_ORIGINS: Variable =
    variable("MCP_ALLOWED_ORIGINS", "origins of web pages that may call it, for example `https://app.example.com`");
/// Over a network.
pub(crate) const ALLOWED_IPS: Variable =
    variable("ALLOWED_IPS", "networks that may call it, for example `10.0.0.0/8,192.0.2.7`; default all");
/// Over a network.
pub(crate) const TRUSTED_PROXIES: Variable =
    variable("TRUSTED_PROXIES", "networks of proxies whose `X-Forwarded-For` is believed; default none");
/// Over a network.
pub(crate) const API_KEY: Variable =
    Variable { name: "API_KEY", help: "key with which clients call as the configured Odoo user, at least 16 characters", secret: true };
/// Over a network.
pub(crate) const ENCRYPTION_KEY: Variable =
    Variable { name: "ENCRYPTION_KEY", help: "keys that seal gateway keys, with commas between them; the first one seals", secret: true };
/// Over a network.
pub(crate) const ENCRYPTION_KEY_FILE: Variable = variable("ENCRYPTION_KEY_FILE", "file with those keys, in place of ENCRYPTION_KEY");
/// Over a network.
pub(crate) const MCP_DIRECT_FROM: Variable =
    variable("MCP_DIRECT_FROM", "networks from which an Odoo login with its API key is accepted, as `Basic` or `X-Odoo-*`; default none");
/// Over a network.
pub(crate) const ODOO_ALLOWED_URLS: Variable = variable("ODOO_ALLOWED_URLS", "Odoo servers that gateway keys may be for, beside ODOO_URL");
/// Over a network.
pub(crate) const MCP_TLS_CERT: Variable = variable("MCP_TLS_CERT", "file with the certificate chain (PEM), read again when it is renewed");
/// Over a network.
pub(crate) const MCP_TLS_KEY: Variable = variable("MCP_TLS_KEY", "file with the key of that certificate (PEM)");
/// Log level.
pub(crate) const MCP_LOG_LEVEL: Variable = variable("MCP_LOG_LEVEL", "log filter for stderr, such as `info` or `debug`; default `warn`");

const fn variable(name: &'static str, help: &'static str) -> Variable {
    Variable { name, help, secret: false }
}

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
    /// A line of the file is no assignment. The line is not shown: it may hold a secret.
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
        let values = VARIABLES.iter().filter_map(|variable| Some((variable.name.to_owned(), std::env::var(variable.name).ok()?)));
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        Self { values: values.collect(), unread: names.filter(|name| is_unread(name)).collect() }
    }

    /// The process's environment, and below it the file `named`, or `.env` of the working directory where there is one.
    ///
    /// # Errors
    /// [`EnvironmentError`] where a file is named and missing, or has a line that is no assignment.
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
        self.unread.iter().map(|name| (name.as_str(), nearest(name, VARIABLES.iter().map(|variable| variable.name))))
    }

    /// The value of a variable; an empty one counts as not set.
    #[must_use]
    pub fn get(&self, variable: Variable) -> Option<&str> {
        self.values.get(variable.name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value of whatever variable a configuration file names, as `${NAME}`: of the `.env` file, or of the process.
    pub(crate) fn named(&self, name: &str) -> Option<String> {
        self.values.get(name).cloned().or_else(|| std::env::var(name).ok())
    }

    /// Sets a variable that is not set yet, from a file.
    pub(crate) fn fall_back(&mut self, variable: Variable, value: Option<String>) {
        if let Some(value) = value
            && self.get(variable).is_none()
        {
            self.values.insert(variable.name.to_owned(), value);
        }
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

impl FromIterator<(Variable, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (Variable, String)>>(values: I) -> Self {
        Self { values: values.into_iter().map(|(variable, value)| (variable.name.to_owned(), value)).collect(), ..Self::default() }
    }
}

impl std::fmt::Debug for Environment {
    /// Names only: values may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

/// Whether a variable's name says that it is meant for the gateway, and none of the gateway's is called so. Much else is called
/// `ODOO_…`: there only what is nearly the name of one.
fn is_unread(name: &str) -> bool {
    let is_known = VARIABLES.iter().any(|variable| variable.name == name);
    let is_near = || VARIABLES.iter().any(|variable| strsim::jaro_winkler(name, variable.name) > 0.93);
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
    fn names_are_unique() {
        let names: std::collections::BTreeSet<_> = VARIABLES.iter().map(|variable| variable.name).collect();
        assert_eq!(names.len(), VARIABLES.len());
    }

    #[test]
    fn a_file_is_read_and_a_bad_line_is_told_without_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.env");
        std::fs::write(&path, "# comment\nODOO_URL=http://localhost:8069\nODOO_API_KEY='s3cret'\n").unwrap();
        let environment = Environment::of_file(&path).unwrap();
        assert_eq!(environment.get(ODOO_URL), Some("http://localhost:8069"));
        assert!(!format!("{environment:?}").contains("s3cret"));
        std::fs::write(&path, "ODOO_URL=http://localhost\nthe s3cret\n").unwrap();
        let error = Environment::of_file(&path).unwrap_err().to_string();
        assert!(error.contains("entry 2") && !error.contains("s3cret"), "{error}");
    }
}
