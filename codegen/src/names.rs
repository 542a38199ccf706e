//! Rust names for Odoo's names. The name Odoo uses is always kept beside them, so that nothing depends on the way back.

use std::collections::BTreeSet;
use std::fmt::Debug;

use proc_macro2::{Ident, Span};
use quote::format_ident;

/// Words that cannot be a plain name. Edition 2024.
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum", "extern",
    "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv",
    "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];

/// Keywords that even `r#` does not turn into names.
const NEVER_NAMES: [&str; 4] = ["crate", "self", "super", "Self"];

/// Gives out names, each once.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    /// Names that are taken from the start.
    pub(crate) fn without(taken: &[&str]) -> Self {
        Self(taken.iter().map(|name| (*name).to_owned()).collect())
    }

    /// `wanted`, or with the first number behind it that is free: `M_2`, `M_2_2`.
    pub(crate) fn claim(&mut self, wanted: String, separator: &str) -> String {
        let numbered = (2..).map(|number| format!("{wanted}{separator}{number}"));
        let free = std::iter::once(wanted.clone()).chain(numbered).find(|name| !self.0.contains(name)).unwrap_or(wanted);
        self.0.insert(free.clone());
        free
    }
}

/// `sale.order` to `SaleOrder`.
pub(crate) fn type_name(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let joined: String = parts.map(capitalised).collect();
    beginning_with_letter(joined, "N")
}

fn capitalised(part: &str) -> String {
    let mut letters = part.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// `sale.order` to `sale_order`, fit for a module or a member.
pub(crate) fn member_name(name: &str) -> String {
    beginning_with_letter(words(name).join("_").to_ascii_lowercase(), "n")
}

/// `partner_id` to `PARTNER_ID`, `x_studio_field_AbC12` to `X_STUDIO_FIELD_ABC12`.
pub(crate) fn const_name(name: &str) -> String {
    beginning_with_letter(words(name).join("_").to_ascii_uppercase(), "N")
}

/// The parts between underscores and dots. Double underscores become one: a name that then is taken gets a number.
fn words(name: &str) -> Vec<&str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect()
}

fn beginning_with_letter(name: String, letter: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("{letter}{name}") }
}

/// A name as it is written in source.
pub(crate) fn ident(name: &str) -> Ident {
    if NEVER_NAMES.contains(&name) {
        format_ident!("{name}_")
    } else if KEYWORDS.contains(&name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

/// The name of an enum's value.
pub(crate) fn variant(value: impl Debug) -> Ident {
    format_ident!("{}", format!("{value:?}"))
}

/// A selection's value as a constant: `no_variant` to `NO_VARIANT`, `-1` to `MINUS_1`, `` to `EMPTY`.
pub(crate) fn value_const(value: &str) -> String {
    if value.is_empty() {
        return "EMPTY".to_owned();
    }
    let signed = value.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    match signed {
        Some(rest) => format!("MINUS_{}", words(rest).join("_").to_ascii_uppercase()),
        None if words(value).is_empty() => "OTHER".to_owned(),
        None => const_name(value),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, proptest};

    use super::*;

    proptest! {
        #[test]
        fn any_name_becomes_one_of_rust(name in ".*") {
            for made in [type_name, member_name, const_name, value_const].map(|make| make(&name)) {
                prop_assert!(syn::parse_str::<Ident>(&ident(&made).to_string()).is_ok(), "{made}");
            }
        }
    }

    #[test]
    fn names_follow_rust_habits() {
        assert_eq!(type_name("sale.order.line"), "SaleOrderLine");
        assert_eq!(type_name("_unknown"), "Unknown");
        assert_eq!(type_name("x_2.3d"), "X23d");
        assert_eq!(member_name("sale.order"), "sale_order");
        assert_eq!(const_name("x_studio_field_AbC12"), "X_STUDIO_FIELD_ABC12");
        assert_eq!(const_name("a__b"), "A_B");
        assert_eq!(const_name("3d_model"), "N3D_MODEL");
    }

    #[test]
    fn collisions_get_numbers() {
        let mut names = Names::without(&["ID"]);
        let claimed: Vec<String> = ["m_2", "m__2", "M_2", "id"].map(|name| names.claim(const_name(name), "_")).into();
        assert_eq!(claimed, ["M_2", "M_2_2", "M_2_3", "ID_2"]);
    }

    #[test]
    fn keywords_are_escaped() {
        assert_eq!(["type", "gen", "self", "name"].map(ident), ["r#type", "r#gen", "self_", "name"]);
        assert_eq!(["-1", "", "01", "a-b", "*"].map(value_const), ["MINUS_1", "EMPTY", "N01", "A_B", "OTHER"]);
    }
}
