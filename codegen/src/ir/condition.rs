//! Which features something needs: alternatives, each a set of features.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

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
    pub(crate) fn predicate(&self) -> Option<TokenStream> {
        let mut each = self.0.iter().map(all);
        match each.len() {
            0 => None,
            1 => each.next(),
            _ => Some(quote!(any(#(#each),*))),
        }
    }
}

fn all(features: &BTreeSet<String>) -> TokenStream {
    let each = features.iter().map(|feature| quote!(feature = #feature));
    if each.len() == 1 { quote!(#(#each)*) } else { quote!(all(#(#each),*)) }
}

/// Without the features that others of the set bring along.
fn smallest(features: &[&str]) -> BTreeSet<String> {
    let implied = |feature: &&&str| features.iter().any(|other| other != *feature && apps::closure([*other]).contains(**feature));
    features.iter().filter(|feature| !implied(feature)).map(|feature| (*feature).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(modules: &[&str], given: &[&str], expected: Option<TokenStream>) {
        let found = Condition::of_modules(modules.iter().copied()).beyond(&Condition::of_modules(given.iter().copied())).predicate();
        assert_eq!(found.map(|tokens| tokens.to_string()), expected.map(|tokens| tokens.to_string()));
    }

    #[test]
    fn asks_for_as_little_as_needed() {
        check(&["sale_stock"], &["sale"], Some(quote!(all(feature = "sale", feature = "stock"))));
        check(&["sale", "sale_stock"], &["product"], Some(quote!(feature = "sale")));
        check(&["account"], &["sale"], None);
        check(&["base", "sale"], &["base"], None);
        check(&["sale"], &["base"], Some(quote!(feature = "sale")));
        check(&["account", "hr"], &["base"], Some(quote!(any(feature = "account", feature = "hr"))));
    }
}
