//! Who may do what with a model on a screen: rights by group, the buttons of its views, and which groups a group implies.
//!
//! Odoo itself enforces rights at every call. These facts answer another question: what an ordinary user of a business app could do,
//! whoever is connected.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::field::is_default;

/// The key of the rights that every user has, in place of a group.
pub const EVERYONE: &str = "*";

/// The groups that make a user an administrator: settings, access rights, and HTML that is stored as it comes.
const ADMINISTRATIVE: [&str; 3] = ["base.group_erp_manager", "base.group_sanitize_override", "base.group_system"];

/// What a group may do with the records of a model. Written as the letters of `rwcu`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Rights {
    /// Read.
    pub read: bool,
    /// Write.
    pub write: bool,
    /// Create.
    pub create: bool,
    /// Delete.
    pub unlink: bool,
}

impl Rights {
    /// The rights of either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            read: self.read || other.read,
            write: self.write || other.write,
            create: self.create || other.create,
            unlink: self.unlink || other.unlink,
        }
    }
}

impl From<String> for Rights {
    fn from(letters: String) -> Self {
        let has = |letter| letters.contains(letter);
        Self { read: has('r'), write: has('w'), create: has('c'), unlink: has('u') }
    }
}

impl From<Rights> for String {
    fn from(rights: Rights) -> Self {
        let letters = [(rights.read, 'r'), (rights.write, 'w'), (rights.create, 'c'), (rights.unlink, 'u')];
        letters.into_iter().filter(|(given, _)| *given).map(|(_, letter)| letter).collect()
    }
}

/// A button in the views of a model that calls one of its methods.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Button {
    /// What stands on it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: String,
    /// Groups that see it, comma separated external ids. `None`: whoever sees the view.
    #[serde(default, skip_serializing_if = "is_default")]
    pub groups: Option<String>,
    /// The screen asks before it calls the method.
    #[serde(default, skip_serializing_if = "is_default")]
    pub confirm: bool,
}

impl Button {
    /// One method with two buttons: seen by either's groups, asked where one asks.
    pub fn merge(&mut self, other: Self) {
        if self.label.is_empty() {
            self.label = other.label;
        }
        self.confirm |= other.confirm;
        self.groups = match (self.groups.take(), other.groups) {
            (Some(one), Some(two)) => Some(union(&one, &two)),
            _ => None,
        };
    }
}

/// Two comma separated lists as one, sorted.
fn union(one: &str, two: &str) -> String {
    let names: BTreeSet<&str> = one.split(',').chain(two.split(',')).map(str::trim).collect();
    names.into_iter().collect::<Vec<_>>().join(",")
}

/// The groups of a database, each with those it implies directly.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Groups(pub BTreeMap<String, Vec<String>>);

impl Groups {
    /// A group and everything it implies, over any number of steps.
    #[must_use]
    pub fn implied_by<'a>(&'a self, group: &'a str) -> BTreeSet<&'a str> {
        let (mut found, mut open) = (BTreeSet::new(), vec![group]);
        while let Some(group) = open.pop() {
            if found.insert(group) {
                open.extend(self.0.get(group).into_iter().flatten().map(String::as_str));
            }
        }
        found
    }

    /// Whether members of a group administer the database, by what the group implies: settings, access rights or the website.
    #[must_use]
    pub fn is_administrative(&self, group: &str) -> bool {
        self.implied_by(group).into_iter().any(|implied| ADMINISTRATIVE.contains(&implied))
    }

    /// Whether no group is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What RPC reports of one model beside its fields and methods.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModelFacts {
    /// Rights by group; `None` where they could not be read.
    pub access: Option<BTreeMap<String, Rights>>,
    /// Buttons by method; `None` where no view could be read.
    pub buttons: Option<BTreeMap<String, Button>>,
    /// Whether it is a dialog: its records are swept after a while, or its form ends as one does. `None`: not asked.
    pub is_dialog: Option<bool>,
    /// The widgets that views show fields with.
    pub widgets: BTreeMap<String, BTreeSet<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(implied: &[(&str, &[&str])]) -> Groups {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Groups(implied.iter().map(|(group, implied)| ((*group).to_owned(), owned(implied))).collect())
    }

    #[test]
    fn a_group_is_administrative_by_what_it_implies() {
        let groups = groups(&[
            ("website.designer", &["base.group_sanitize_override"]),
            ("x.owner", &["x.manager", "website.designer"]),
            ("x.manager", &["base.group_user"]),
            ("base.group_system", &["base.group_erp_manager"]),
            ("x.circle", &["x.circle"]),
        ]);
        let administrative = |group| groups.is_administrative(group);
        assert!(administrative("website.designer") && administrative("x.owner") && administrative("base.group_system"));
        assert!(!administrative("x.manager") && !administrative("x.circle") && !administrative("x.unknown"));
    }

    #[test]
    fn rights_are_letters_and_come_back() {
        let rights = Rights { read: true, unlink: true, ..Rights::default() };
        assert_eq!(serde_json::to_value(rights).unwrap(), "ru");
        assert_eq!(Rights::from("ur".to_owned()), rights);
        assert_eq!(Rights::from("w".to_owned()).or(rights), Rights { write: true, ..rights });
    }

    #[test]
    fn a_button_without_groups_opens_the_method_for_whoever_sees_the_view() {
        let button =
            |label: &str, groups: Option<&str>, confirm| Button { label: label.to_owned(), groups: groups.map(str::to_owned), confirm };
        let mut merged = button("", Some("b.b"), false);
        merged.merge(button("Send", Some("a.a,b.b"), true));
        assert_eq!(merged, button("Send", Some("a.a,b.b"), true));
        merged.merge(button("Other", None, false));
        assert_eq!(merged, button("Send", None, true));
    }
}
