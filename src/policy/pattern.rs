//! A pattern of model names: a name, `prefix.*`, or `*`.

use std::fmt;
use std::str::FromStr;

/// A pattern of model names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pattern {
    /// Every model.
    All,
    /// Every model whose name begins so; the dot is part of it.
    Prefix(String),
    /// One model.
    Name(String),
}

/// A text that is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a model name, expected for example `res.partner`, `hr.*` or `*`")]
pub(crate) struct NoPattern(String);

impl Pattern {
    /// Whether a model's name fits.
    pub(crate) fn matches(&self, model: &str) -> bool {
        match self {
            Self::All => true,
            Self::Prefix(prefix) => model.starts_with(prefix.as_str()),
            Self::Name(name) => model == name,
        }
    }

    /// How particular it is.
    pub(crate) fn weight(&self) -> (u8, usize) {
        match self {
            Self::All => (0, 0),
            Self::Prefix(prefix) => (1, prefix.len()),
            Self::Name(name) => (2, name.len()),
        }
    }

    /// The one model it names.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::All | Self::Prefix(_) => None,
        }
    }
}

impl FromStr for Pattern {
    type Err = NoPattern;

    fn from_str(text: &str) -> Result<Self, NoPattern> {
        let prefix = text.strip_suffix('*');
        let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
        match prefix {
            Some("") => Ok(Self::All),
            Some(prefix) if prefix.ends_with('.') && is_name(prefix) => Ok(Self::Prefix(prefix.to_owned())),
            None if !text.is_empty() && is_name(text) => Ok(Self::Name(text.to_owned())),
            _ => Err(NoPattern(text.to_owned())),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Prefix(prefix) => write!(f, "{prefix}*"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_prefixes_and_all() {
        let check = |text: &str, model, expected| assert_eq!(text.parse::<Pattern>().unwrap().matches(model), expected, "{text} {model}");
        check("*", "anything", true);
        check("hr.*", "hr.employee", true);
        check("hr.*", "hr_x", false);
        check("res.partner", "res.partner", true);
        check("res.partner", "res.partner.bank", false);
        for wrong in ["", "hr*", "res partner", "*.x", "rés"] {
            assert!(wrong.parse::<Pattern>().is_err(), "{wrong}");
        }
    }
}
