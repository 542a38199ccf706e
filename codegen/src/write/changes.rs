//! The tables of changes as Rust.

use odoo_sdk::Series;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::compare::{Comparison, ModelComparison, NameChanges};
use crate::names::variant;

/// What changed from one series to the next.
pub(crate) struct Step {
    pub(crate) from: Series,
    pub(crate) to: Series,
    pub(crate) comparison: Comparison,
}

/// The items of `changes.rs`.
pub(super) fn table(steps: &[Step]) -> TokenStream {
    let steps = steps.iter().map(step);
    quote! {
        use odoo_sdk::Series;
        use odoo_sdk::adapter::{Changes, ModelChanges as M, Step, ValueChanges as V};
        use odoo_sdk::schema::FieldType as T;

        /// What came, went, was renamed or changed type, from each series to the next.
        pub static CHANGES: Changes = Changes { steps: &[#(#steps),*] };
    }
}

fn step(Step { from, to, comparison }: &Step) -> TokenStream {
    let (from, to, names) = (variant(from), variant(to), parts("", &comparison.models));
    let models = comparison.changed.iter().map(|(name, changes)| {
        let parts = model_parts(changes);
        quote!(M { #parts ..M::none(#name) })
    });
    quote!(Step { #names models: &[#(#models),*], ..Step::none(Series::#from, Series::#to) })
}

fn model_parts(model: &ModelComparison) -> TokenStream {
    let (fields, methods) = (parts("", &model.fields), parts("methods_", &model.methods));
    let retyped = model.retyped.iter().map(|(name, (old, new))| {
        let (old, new) = (variant(old.field_type), variant(new.field_type));
        quote!((#name, T::#old, T::#new))
    });
    let values = model.values.iter().map(|(field, values)| {
        let parts = parts("", values);
        quote!(V { #parts ..V::none(#field) })
    });
    let (retyped, values) = (part("retyped", retyped), part("values", values));
    quote!(#fields #retyped #values #methods)
}

/// `removed`, `added` and `renamed`, those that hold anything.
fn parts(prefix: &str, names: &NameChanges) -> TokenStream {
    let removed = part(&format!("{prefix}removed"), names.removed.iter().map(|name| quote!(#name)));
    let added = part(&format!("{prefix}added"), names.added.iter().map(|name| quote!(#name)));
    let renamed = part(&format!("{prefix}renamed"), names.renamed.iter().map(|(old, new)| quote!((#old, #new))));
    quote!(#removed #added #renamed)
}

/// A list as a member, where it holds anything.
fn part(member: &str, entries: impl ExactSizeIterator<Item = TokenStream>) -> Option<TokenStream> {
    let member = format_ident!("{member}");
    (entries.len() > 0).then(|| quote!(#member: &[#(#entries),*],))
}
