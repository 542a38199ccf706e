//! The entry of the gateway in a client's file: its name, and the command that starts it. No secret is ever in it.

use thiserror::Error;

/// Variables that the credential file holds: beside it, in the entry, they would win over it.
pub(super) const IN_FILE: [&str; 5] = ["ODOO_URL", "ODOO_DB", "ODOO_USERNAME", "ODOO_API_KEY", "ODOO_PASSWORD"];

/// What the program is called, in whatever way it is started.
const PROGRAM: &str = "odoo-gateway";

/// What is written.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) kind: Option<&'static str>,
    pub(super) command: String,
    pub(super) arguments: Vec<String>,
}

/// Why a file stays as it is.
#[derive(Debug, Error, PartialEq, Eq)]
pub(super) enum EditError {
    /// It cannot be read as what it is.
    #[error("line {line}, column {column}: {reason}")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// In words.
        reason: String,
    },
    /// Something stands where the servers belong.
    #[error("{what} is not {expected}")]
    Shape {
        /// What stands there.
        what: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// The entry of this name starts another program.
    #[error("`{name}` starts another program there; choose another --name")]
    Taken {
        /// The entry.
        name: String,
    },
}

impl EditError {
    pub(super) fn shape(what: &str, expected: &'static str) -> Self {
        Self::Shape { what: format!("`{what}`"), expected }
    }
}

/// Whether a command is one of the gateway's: itself, or started by `uvx`, `npx` or `docker`.
pub(super) fn is_gateway<'a>(command: Option<&str>, mut arguments: impl Iterator<Item = &'a str>) -> bool {
    let is_name = |text: &str| {
        let file = text.rsplit(['/', '\\']).next().unwrap_or(text);
        file.split(['@', ':', '=']).next().is_some_and(|name| name.trim_end_matches(".exe") == PROGRAM)
    };
    command.is_some_and(is_name) || arguments.any(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateway_is_known_however_it_is_started() {
        let ours = [
            ("odoo-gateway", vec!["serve"]),
            ("/usr/bin/odoo-gateway", vec![]),
            (r"C:\bin\odoo-gateway.exe", vec![]),
            ("uvx", vec!["odoo-gateway@0.1.0", "serve"]),
            ("docker", vec!["run", "ghcr.io/acme/odoo-gateway:0.1"]),
        ];
        assert!(ours.iter().all(|(command, arguments)| is_gateway(Some(command), arguments.iter().copied())));
        let others = [("uvx", vec!["mcp-server-odoo"]), ("odoo-gateway-old", vec![]), ("node", vec!["odoo.js", "--odoo-gateway"])];
        assert!(!others.iter().any(|(command, arguments)| is_gateway(Some(command), arguments.iter().copied())));
        assert!(!is_gateway(None, std::iter::empty()));
    }
}
