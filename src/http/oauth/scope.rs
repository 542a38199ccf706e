//! The scopes of OAuth: `odoo:read` is contained in `odoo:write`, and that in `odoo:admin`. They narrow what the policy allows, and never
//! widen it.

use crate::policy::{Mode, Scope};
use crate::tools::Effect;

/// Scope of tokens that are renewed.
pub(super) const OFFLINE: &str = "offline_access";

/// How far a scope reaches; each contains the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
pub(in super::super) enum Level {
    /// Read.
    #[default]
    #[serde(rename = "r")]
    Read,
    /// And create, change, run methods.
    #[serde(rename = "w")]
    Write,
    /// And delete: whatever the policy allows.
    #[serde(rename = "a")]
    Admin,
}

/// What a client asks for, or was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub(in super::super) struct Granted {
    /// How far it reaches.
    #[serde(rename = "l")]
    pub(super) level: Level,
    /// Whether `offline_access` was asked for.
    #[serde(rename = "o")]
    pub(super) offline: bool,
}

/// A scope of which nothing is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected odoo:read, odoo:write, odoo:admin or offline_access")]
pub(super) struct UnknownScope;

impl Level {
    /// From the narrowest to the widest.
    pub(super) const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Read => "odoo:read",
            Self::Write => "odoo:write",
            Self::Admin => "odoo:admin",
        }
    }

    /// The one that calls of this effect need.
    pub(in super::super) fn of(effect: Effect) -> Self {
        match effect {
            Effect::Reads | Effect::Session => Self::Read,
            Effect::Adds | Effect::Overwrites | Effect::Executes => Self::Write,
            Effect::Deletes => Self::Admin,
        }
    }

    /// It and all that it contains.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().filter(move |level| *level <= self).map(Self::name)
    }

    /// The same as a list with spaces between.
    pub(in super::super) fn text(self) -> String {
        self.names().collect::<Vec<_>>().join(" ")
    }

    /// The mode of its calls.
    pub(in super::super) fn mode(self) -> Mode {
        if self == Self::Read { Mode::ReadOnly } else { Mode::ReadWrite }
    }

    /// The bounds of its calls beside the mode.
    pub(in super::super) fn bounds(self) -> Option<Scope> {
        (self < Self::Admin).then(Scope::without_deleting)
    }
}

impl Granted {
    /// Reads a list with spaces between. None asks for reading; names that are not known are left out, as long as one is known.
    pub(super) fn parse(text: Option<&str>) -> Result<Self, UnknownScope> {
        let names: Vec<&str> = text.unwrap_or_default().split_ascii_whitespace().collect();
        let level = Level::ALL.into_iter().rev().find(|level| names.contains(&level.name()));
        let offline = names.contains(&OFFLINE);
        if level.is_none() && !offline && !names.is_empty() {
            return Err(UnknownScope);
        }
        Ok(Self { level: level.unwrap_or_default(), offline })
    }

    /// As a list with spaces between.
    pub(super) fn text(self) -> String {
        let offline = self.offline.then_some(OFFLINE);
        self.level.names().chain(offline).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use odoo_sdk::validate::Access;

    use super::*;

    #[test]
    fn the_wider_scope_contains_the_narrower() {
        let check = |text: Option<&str>, expected: &str| assert_eq!(Granted::parse(text).unwrap().text(), expected);
        check(None, "odoo:read");
        check(Some(""), "odoo:read");
        check(Some("odoo:write"), "odoo:read odoo:write");
        check(Some("odoo:admin odoo:read"), "odoo:read odoo:write odoo:admin");
        check(Some("offline_access"), "odoo:read offline_access");
        check(Some("openid odoo:read offline_access"), "odoo:read offline_access");
        assert_eq!(Granted::parse(Some("openid profile")), Err(UnknownScope));
    }

    #[test]
    fn a_scope_narrows_what_calls_may_do() {
        assert_eq!((Level::Read.mode(), Level::Write.mode(), Level::Admin.mode()), (Mode::ReadOnly, Mode::ReadWrite, Mode::ReadWrite));
        let write = Level::Write.bounds().unwrap();
        let allows = |operation| write.allows("sale.order", operation);
        assert!(allows(Access::Read) && allows(Access::Write) && allows(Access::Call) && !allows(Access::Delete));
        assert!(Level::Read.bounds().is_some() && Level::Admin.bounds().is_none());
        assert_eq!([Effect::Reads, Effect::Executes, Effect::Deletes].map(Level::of), Level::ALL);
    }
}
