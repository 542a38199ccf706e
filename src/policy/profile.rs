//! The profile: what holds for what no rule names.

use std::str::FromStr;

/// What holds for what no rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Profile {
    /// What an ordinary user of a business app could do on a screen is permitted, the rest is not.
    #[default]
    Business,
    /// What no rule refuses is permitted.
    Open,
    /// What no list of `model_access.yaml` permits is refused.
    Locked,
}

/// A text that names no profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a profile, expected `business`, `open` or `locked`")]
pub(crate) struct UnknownProfile(String);

impl Profile {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Open => "open",
            Self::Locked => "locked",
        }
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        [Self::Business, Self::Open, Self::Locked]
            .into_iter()
            .find(|profile| profile.name() == text)
            .ok_or_else(|| UnknownProfile(text.to_owned()))
    }
}
