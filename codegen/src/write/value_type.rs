//! The Rust type of what a read of a field gives.

use odoo_sdk::schema::FieldType;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::FieldIr;
use crate::names::{ident, variant};

/// Where the type is written.
pub(super) struct Place {
    /// The model's own type, as this place calls it.
    pub(super) this: TokenStream,
    /// The module of the model's selections; `None` inside it.
    pub(super) selections: Option<Ident>,
}

impl Place {
    pub(super) fn value_type(&self, field: &FieldIr) -> TokenStream {
        let plain = self.plain_type(field);
        if field.optional { quote!(Option<#plain>) } else { plain }
    }

    fn plain_type(&self, field: &FieldIr) -> TokenStream {
        let Self { this, .. } = self;
        match field.field_type {
            _ if field.name == "id" => quote!(o::Id<#this>),
            FieldType::Boolean => quote!(bool),
            FieldType::Char | FieldType::Text | FieldType::Html => quote!(String),
            FieldType::Integer | FieldType::Many2oneReference => quote!(i64),
            FieldType::Float => quote!(f64),
            FieldType::Monetary => quote!(o::Monetary),
            FieldType::Date => quote!(o::Date),
            FieldType::Datetime => quote!(o::Timestamp),
            FieldType::Binary => quote!(o::Binary),
            FieldType::Reference => quote!(o::Reference),
            FieldType::Properties => quote!(o::Properties),
            FieldType::Json | FieldType::PropertiesDefinition => quote!(o::Value),
            FieldType::Many2one | FieldType::One2many | FieldType::Many2many => relation(field),
            FieldType::Selection => self.selection(field),
        }
    }

    fn selection(&self, field: &FieldIr) -> TokenStream {
        let Some(values) = field.points_to.as_deref().map(ident) else { return quote!(o::Selection<o::AnyValue>) };
        match &self.selections {
            Some(module) => quote!(o::Selection<#module::#values>),
            None => quote!(o::Selection<#values>),
        }
    }
}

fn relation(field: &FieldIr) -> TokenStream {
    let kind = variant(field.field_type);
    match field.points_to.as_deref().map(ident) {
        Some(model) => quote!(o::#kind<m::#model>),
        None => quote!(o::#kind<o::AnyModel>),
    }
}
