//! The file of an app: for each of its models the field tokens, the selections and the struct with its decoder.

use std::iter;

use odoo_sdk::schema::ModelKind;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::value_type::Place;
use super::{cfg, doc};
use crate::ir::{Condition, FieldIr, ModelIr, SelectionIr, plain};
use crate::names::ident;

/// `v19/sale.rs`.
pub(super) fn app(app: &str, models: &[&ModelIr]) -> impl Iterator<Item = TokenStream> {
    let imports = quote!(
        use odoo_sdk::model as o;
        use super::models as m;
    );
    let file = Condition::of_modules([app]);
    iter::once(imports).chain(models.iter().map(move |model| model_items(model, &file)))
}

fn model_items(model: &ModelIr, file: &Condition) -> TokenStream {
    let condition = cfg(&model.condition.beyond(file));
    let (tokens, module) = (tokens(model), module(model));
    let module = module.map(|module| quote!(#condition #module));
    quote!(#condition #tokens #module)
}

fn tokens(model: &ModelIr) -> TokenStream {
    let (type_name, module) = (ident(&model.type_name), ident(&model.module_name));
    let place = Place { this: quote!(Self), selections: Some(module) };
    let tokens = model.fields.iter().map(|field| token(field, &place));
    quote!(impl m::#type_name { #(#tokens)* })
}

fn token(field: &FieldIr, place: &Place) -> TokenStream {
    let FieldIr { name, module, .. } = field;
    let (doc, condition, const_name) = (doc(&field.doc), cfg(&field.condition), ident(&field.const_name));
    let (value_type, can) = (place.value_type(field), can(field.can));
    quote! {
        #doc
        #condition
        pub const #const_name: o::Field<Self, #value_type #can> = o::Field::new(#name, #module);
    }
}

/// The third parameter of a token; none for a field that can do everything.
fn can(can: [bool; 4]) -> TokenStream {
    match can {
        [true, true, true, true] => TokenStream::new(),
        [false, false, false, false] => quote!(, o::Computed),
        [false, false, false, true] => quote!(, o::Settable),
        each => {
            let words: Vec<&str> =
                each.iter().zip(["Search", "Sort", "Group", "Write"]).filter(|(may, _)| **may).map(|(_, word)| word).collect();
            let name = format_ident!("{}{}", words.concat(), if words.len() == 1 { "Only" } else { "" });
            quote!(, o::can::#name)
        }
    }
}

/// The module of a model's name; none where there is nothing to put into it.
fn module(model: &ModelIr) -> Option<TokenStream> {
    let record = (model.kind != ModelKind::Abstract).then(|| record(model));
    if record.is_none() && model.selections.is_empty() {
        return None;
    }
    let doc = doc(&format!("Selections and struct of {} (`{}`)", plain(&model.label), model.name));
    let models = record.is_some().then(|| quote!(m,));
    let (name, selections) = (ident(&model.module_name), model.selections.iter().map(selection));
    Some(quote!(#doc pub mod #name { use super::{#models o}; #(#selections)* #record }))
}

fn selection(selection: &SelectionIr) -> TokenStream {
    let (label, type_name) = (doc(&selection.label), ident(&selection.type_name));
    let constants = selection.values.iter().map(|value| {
        let (doc, name, value) = (doc(&value.doc), ident(&value.const_name), &value.value);
        quote!(#doc pub const #name: o::Selection<Self> = o::Selection::known(#value);)
    });
    let (values, labels) = (selection.values.iter().map(|value| &value.value), selection.values.iter().map(|value| &value.label));
    quote! {
        #label
        #[derive(Debug)]
        pub struct #type_name;
        impl #type_name { #(#constants)* }
        impl o::SelectionValues for #type_name {
            const VALUES: &'static [(&'static str, &'static str)] = &[#((#values, #labels)),*];
        }
    }
}

/// The struct. It derives nothing: a derived `Debug` and `Clone` would cost a fifth of the time and memory of the whole crate.
fn record(model: &ModelIr) -> TokenStream {
    let (doc, type_name) = (doc(&format!("{}: every field that all users may read", plain(&model.label))), ident(&model.type_name));
    let place = Place { this: quote!(m::#type_name), selections: None };
    let members = model.members().map(|field| member(field, &place));
    let (names, values) = (model.members().map(name), model.members().map(value));
    quote! {
        #doc
        pub struct Record { #(#members,)* }
        impl std::fmt::Debug for Record {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                o::debug_record::<Self>(f)
            }
        }
        impl o::Record for Record {
            type Model = m::#type_name;
            const FIELDS: &'static [(&'static str, &'static str)] = &[#(#names,)*];
            fn decode(row: &mut o::Row) -> Self {
                Self { #(#values,)* }
            }
        }
    }
}

fn member(field: &FieldIr, place: &Place) -> TokenStream {
    let (doc, condition, member, value_type) = (doc(&field.doc), cfg(&field.condition), ident(&field.member_name), place.value_type(field));
    quote!(#doc #condition pub #member: #value_type)
}

fn name(field: &FieldIr) -> TokenStream {
    let (condition, FieldIr { name, module, .. }) = (cfg(&field.condition), field);
    quote!(#condition (#name, #module))
}

fn value(field: &FieldIr) -> TokenStream {
    let (condition, member, name) = (cfg(&field.condition), ident(&field.member_name), &field.name);
    quote!(#condition #member: row.take(#name))
}
