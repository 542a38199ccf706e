//! Which features something needs: alternatives, each a set of features.

use std::collections::BTreeSet;

use crate::apps;

/// Alternatives; any one will do. No alternatives, or an empty one: always there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Condition(BTreeSet<BTreeSet<String>>);

impl Condition {
    /// There when any of these modules is.
    pub(crate) fn of_modules<'a>(modules: impl IntoIterator<Item = &'a str>) -> Self {
        let all: BTreeSet<BTreeSet<String>> = modules.into_iter().map(|module| smallest(&apps::features(module))).collect();
        if all.iter().any(BTreeSet::is_empty) {
            return Self::default();
        }
        let needless = |set: &BTreeSet<String>| all.iter().any(|other| other != set && other.is_subset(set));
        Self(all.iter().filter(|set| !needless(set)).cloned().collect())
    }

    /// What is left to ask where `given` holds already.
    pub(crate) fn beyond(&self, given: &Self) -> Self {
        let implied = |features: &BTreeSet<String>| {
            let every = |outer: &BTreeSet<String>| {
                features.is_subset(&apps::closure(outer.iter().map(String::as_str)).into_iter().map(str::to_owned).collect())
            };
            !given.0.is_empty() && given.0.iter().all(every)
        };
        if self.0.iter().any(implied) { Self::default() } else { self.clone() }
    }

    /// Every feature it names.
    pub(crate) fn features(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(String::as_str)
    }

    /// As the inside of `#[cfg(…)]`; `None` where it always holds.
    pub(crate) fn predicate(&self) -> Option<String> {
        let each: Vec<String> = self.0.iter().map(all).collect();
        match each.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            _ => Some(format!("any({})", each.join(", "))),
        }
    }
}

fn all(features: &BTreeSet<String>) -> String {
    let each: Vec<String> = features.iter().map(|feature| format!("feature = \"{feature}\"")).collect();
    if let [only] = each.as_slice() { only.clone() } else { format!("all({})", each.join(", ")) }
}

/// Without the features that others of the set bring along.
fn smallest(features: &[&str]) -> BTreeSet<String> {
    let brought = |feature: &&&str| features.iter().any(|other| other != *feature && apps::closure([*other]).contains(**feature));
    features.iter().filter(|feature| !brought(feature)).map(|feature| (*feature).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predicate(modules: &[&str], given: &[&str]) -> Option<String> {
        Condition::of_modules(modules.iter().copied()).beyond(&Condition::of_modules(given.iter().copied())).predicate()
    }

    #[test]
    fn asks_for_as_little_as_needed() {
        assert_eq!(predicate(&["sale_stock"], &["sale"]).as_deref(), Some("all(feature = \"sale\", feature = \"stock\")"));
        assert_eq!(predicate(&["sale", "sale_stock"], &["product"]).as_deref(), Some("feature = \"sale\""));
        assert_eq!(predicate(&["account"], &["sale"]), None);
        assert_eq!(predicate(&["base", "sale"], &["base"]), None);
        assert_eq!(predicate(&["sale"], &["base"]).as_deref(), Some("feature = \"sale\""));
        assert_eq!(predicate(&["account", "hr"], &["base"]).as_deref(), Some("any(feature = \"account\", feature = \"hr\")"));
    }
}
