//! The files that hold the others together: `lib.rs`, one module a series, and the models' types.

use std::iter;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{cfg, doc};
use crate::ir::{Condition, ModelIr, SeriesIr, plain};
use crate::names::{ident, member_name, variant};

/// What `lib.rs` begins with.
pub(super) const GUIDE: &str = "\
Typed models of Odoo, side by side for each series.

A module a series, behind a feature of its name; the models of an app are behind the app's feature. Features add up, and
nothing is on by default: `odoo-models = { features = [\"v19\", \"sale\", \"stock\"] }`.
A field that another app adds to a model needs that app's feature too.

Every model is a type of its series (`v19::SaleOrder`) whose constants are its fields. A module of the model's name
(`v19::sale_order`) holds its selections (`sale_order::State::SALE`) and the struct of all its fields
(`sale_order::Record`), but for fields that Odoo shows to some groups of users only.";

/// `lib.rs`. The modules are skipped by rustfmt, whose lines are longer.
pub(super) fn library(all: &[SeriesIr], with_changes: bool) -> impl Iterator<Item = TokenStream> {
    let modules = all.iter().map(|series| {
        let feature = series.module_name();
        let name = ident(&feature);
        quote!(#[cfg(feature = #feature)] #[rustfmt::skip] pub mod #name;)
    });
    with_changes.then(changes).into_iter().chain(modules)
}

fn changes() -> TokenStream {
    quote! {
        #[cfg(feature = "adapter")]
        #[rustfmt::skip]
        mod changes;
        #[cfg(feature = "adapter")]
        pub use changes::CHANGES;
        /// The tables of changes, where the feature `adapter` has them.
        #[cfg(any(feature = "v17", feature = "v18", feature = "v19"))]
        const KNOWN_CHANGES: Option<&odoo_sdk::adapter::Changes> = {
            #[cfg(feature = "adapter")]
            let known = Some(&CHANGES);
            #[cfg(not(feature = "adapter"))]
            let known = None;
            known
        };
    }
}

/// `v19.rs`.
pub(super) fn series(series: &SeriesIr) -> impl Iterator<Item = TokenStream> {
    let apps = series.files().into_keys().map(move |app| {
        let (cfg, path) = (cfg(&Condition::of_modules([app])), format!("{}/{app}.rs", series.module_name()));
        let module = format_ident!("app_{}", member_name(app));
        quote!(#cfg #[path = #path] mod #module; #cfg pub use #module::*;)
    });
    let models = quote! {
        mod models;
        pub use models::*;
    };
    iter::once(models).chain(apps)
}

/// `v19/models.rs`: the type of every model, whatever the features, so that relations always have a type to point to.
pub(super) fn models(series: &SeriesIr, with_changes: bool) -> impl Iterator<Item = TokenStream> {
    let import = with_changes.then(|| quote! { use odoo_sdk::adapter::Changes; });
    let series_name = variant(series.series);
    let head = quote! {
        use odoo_sdk::Series;
        #import
        use odoo_sdk::model::{Model, ModelMeta};
        use odoo_sdk::schema::ModelKind;
        const SERIES: Series = Series::#series_name;
    };
    iter::once(head).chain(series.models.iter().map(move |model| model_type(model, with_changes)))
}

fn model_type(model: &ModelIr, with_changes: bool) -> TokenStream {
    let ModelIr { name, label, module, .. } = model;
    let (doc, type_name, kind) = (doc(&format!("{} (`{name}`)", plain(label))), ident(&model.type_name), variant(model.kind));
    let changes = with_changes.then(|| {
        quote!(
            const CHANGES: Option<&'static Changes> = crate::KNOWN_CHANGES;
        )
    });
    quote! {
        #doc
        #[derive(Debug)]
        pub struct #type_name;
        impl Model for #type_name {
            const META: ModelMeta =
                ModelMeta { name: #name, label: #label, series: SERIES, kind: ModelKind::#kind, module: #module };
            #changes
        }
    }
}
