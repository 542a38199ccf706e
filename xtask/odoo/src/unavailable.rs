//! The error that says "this machine cannot have a real Odoo", apart from every failure that needs a look.
//! It alone leads to exit code 3, on which callers skip what needs the server.

use std::fmt;

/// Why a real Odoo cannot be had here, in one line.
#[derive(Debug)]
pub(crate) struct Unavailable(String);

impl Unavailable {
    pub(crate) fn error(reason: impl Into<String>) -> anyhow::Error {
        Self(reason.into()).into()
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a real Odoo is not available on this machine: {}", self.0)
    }
}

impl std::error::Error for Unavailable {}
