//! Passwords and keys: written to the state file and to JSON as they are, masked in Debug, made from the system's randomness.

use std::fmt;
use std::fs::File;
use std::io::Read;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

const RANDOM_BYTES: usize = 20;

/// A password or an API key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Letters and digits only: safe in SQL, in Odoo's configuration and on a line of its own.
    pub(crate) fn random() -> Result<Self> {
        let mut bytes = [0; RANDOM_BYTES];
        File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).context("cannot read /dev/urandom")?;
        Ok(Self(super::hexadecimal(&bytes)))
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_secrets_differ_and_are_masked() {
        let (one, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), 2 * RANDOM_BYTES);
        assert!(one.reveal().chars().all(|c| c.is_ascii_hexdigit()));
        assert_eq!(format!("{one:?}"), "***");
    }
}
