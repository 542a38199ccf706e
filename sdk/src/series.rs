//! The Odoo series this crate knows, side by side: an exhaustive enum, chosen at run time from what a server says of itself.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A supported Odoo series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Series {
    /// Odoo 17.0.
    #[serde(rename = "17.0")]
    V17,
    /// Odoo 18.0.
    #[serde(rename = "18.0")]
    V18,
    /// Odoo 19.0.
    #[serde(rename = "19.0")]
    V19,
}

/// A text that names no supported series.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a supported Odoo series, expected 17.0, 18.0 or 19.0")]
pub struct UnknownSeries(pub String);

impl Series {
    /// Every supported series, oldest first.
    pub const ALL: [Self; 3] = [Self::V17, Self::V18, Self::V19];

    /// The name Odoo uses, as in `server_serie`: `17.0`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V17 => "17.0",
            Self::V18 => "18.0",
            Self::V19 => "19.0",
        }
    }

    /// Its first number: 17.
    #[must_use]
    pub fn major(self) -> u32 {
        match self {
            Self::V17 => 17,
            Self::V18 => 18,
            Self::V19 => 19,
        }
    }

    /// The nearest supported series at or below a version as servers name it: 19.0 for `20.0` and `saas~19.2`, none for `16.0`.
    ///
    /// ```
    /// # use odoo_sdk::Series;
    /// assert_eq!(Series::nearest("saas~18.3"), Some(Series::V18));
    /// ```
    #[must_use]
    pub fn nearest(name: &str) -> Option<Self> {
        let major = major_of(name)?;
        Self::ALL.into_iter().rev().find(|series| series.major() <= major)
    }
}

/// The first number of a version as servers name it: 18 of `saas~18.3`.
pub(crate) fn major_of(name: &str) -> Option<u32> {
    name.trim_start_matches("saas~").split('.').next()?.parse().ok()
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Series {
    type Err = UnknownSeries;

    /// Reads `17.0` and the short `17`.
    fn from_str(text: &str) -> Result<Self, UnknownSeries> {
        let wanted = text.strip_suffix(".0").unwrap_or(text);
        Self::ALL.into_iter().find(|series| series.name().strip_suffix(".0") == Some(wanted)).ok_or_else(|| UnknownSeries(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_long_and_short_names() {
        for series in Series::ALL {
            assert_eq!(series.name().parse(), Ok(series));
        }
        assert_eq!("18".parse(), Ok(Series::V18));
        assert_eq!("16.0".parse::<Series>(), Err(UnknownSeries("16.0".to_owned())));
        assert_eq!("saas~18.2".parse::<Series>(), Err(UnknownSeries("saas~18.2".to_owned())));
    }
}
