//! The mode of the whole server: read-only wins over everything.

use std::str::FromStr;

/// Whether the server may change data at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Tools that change data are offered.
    #[default]
    ReadWrite,
    /// Nothing that changes data is offered or sent.
    ReadOnly,
}

/// A text that names no mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a mode, expected `readwrite` or `readonly`")]
pub struct UnknownMode(String);

impl Mode {
    /// Read-only where one of them is.
    pub(crate) fn stricter(self, other: Self) -> Self {
        if self == Self::ReadOnly { self } else { other }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ReadWrite => "readwrite",
            Self::ReadOnly => "readonly",
        }
    }
}

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        match text {
            "readwrite" => Ok(Self::ReadWrite),
            "readonly" => Ok(Self::ReadOnly),
            other => Err(UnknownMode(other.to_owned())),
        }
    }
}
