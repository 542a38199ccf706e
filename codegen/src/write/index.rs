//! The files that hold the others together: `lib.rs`, one module a series, and the models' types.

use std::fmt::Write;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{PREAMBLE, header, literal};
use crate::ir::{ModelIr, SeriesIr};
use crate::names::escaped;

/// `lib.rs`.
pub(super) fn library(all: &[SeriesIr], with_changes: bool) -> String {
    let changes = with_changes.then(changes);
    let modules = all.iter().map(|series| {
        let (name, feature) = (format_ident!("{}", series.module_name()), series.module_name());
        quote!(#[cfg(feature = #feature)] #[rustfmt::skip] pub mod #name;)
    });
    format!("{GUIDE}//! {PREAMBLE}\n\n{}", pretty(quote!(#changes #(#modules)*)))
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

/// Tokens as formatted text.
fn pretty(tokens: TokenStream) -> String {
    let plain = tokens.to_string();
    syn::parse2(tokens).map_or(plain, |file| prettyplease::unparse(&file))
}

const GUIDE: &str = "\
//! Typed models of Odoo, side by side for each series.
//!
//! A module a series, behind a feature of its name; the models of an app are behind the app's feature. Features add up, and
//! nothing is on by default: `odoo-models = { features = [\"v19\", \"sale\", \"stock\"] }`.
//! A field that another app adds to a model needs that app's feature too.
//!
//! Every model is a type of its series (`v19::SaleOrder`) whose constants are its fields. A module of the model's name
//! (`v19::sale_order`) holds its selections (`sale_order::State::SALE`) and the struct of all its fields
//! (`sale_order::Record`), but for fields that Odoo shows to some groups of users only.
//!
";

/// `v19.rs`.
pub(super) fn series(series: &SeriesIr) -> String {
    let mut text = header(&format!("Odoo {}, as server version {} tells it.", series.series, series.server_version), series);
    text.push_str("mod models;\n\npub use models::*;\n");
    for app in series.files().into_keys() {
        let cfg = if app == "base" { String::new() } else { format!("#[cfg(feature = {})]\n", literal(app)) };
        let module = escaped(&format!("app_{app}"));
        let _ = write!(text, "\n{cfg}#[path = \"{}/{app}.rs\"]\nmod {module};\n{cfg}pub use {module}::*;\n", series.module_name());
    }
    text
}

/// `v19/models.rs`: the type of every model, whatever the features, so that relations always have a type to point to.
pub(super) fn models(series: &SeriesIr, with_changes: bool) -> String {
    let mut text = header(&format!("The models of Odoo {}.", series.series), series);
    text.push_str("use odoo_sdk::Series;\n");
    text.push_str(if with_changes { "use odoo_sdk::adapter::Changes;\n" } else { "" });
    text.push_str("use odoo_sdk::model::{Model, ModelMeta};\nuse odoo_sdk::schema::ModelKind;\n");
    let _ = write!(text, "\nconst SERIES: Series = Series::V{};\n", series.series.name().trim_end_matches(".0"));
    for model in &series.models {
        text.push_str(&model_type(model, with_changes));
    }
    text
}

fn model_type(model: &ModelIr, with_changes: bool) -> String {
    let changes = if with_changes { "\n    const CHANGES: Option<&'static Changes> = crate::KNOWN_CHANGES;\n" } else { "" };
    let ModelIr { type_name, name, label, module, kind, .. } = model;
    let doc = crate::ir::plain(label);
    format!(
        "\n/// {doc} (`{name}`)\n#[derive(Debug)]\npub struct {type_name};\n\nimpl Model for {type_name} {{\n    const META: ModelMeta =\n        \
         ModelMeta {{ name: {}, label: {}, series: SERIES, kind: ModelKind::{kind:?}, module: {} }};\n{changes}}}\n",
        literal(name),
        literal(label),
        literal(module),
    )
}
