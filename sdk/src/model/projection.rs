//! Which fields a read asks for, and the Rust value each record becomes.

use std::fmt;

use super::Model;
use super::decode::FieldValue;
use super::field::Field;
use super::row::Row;

/// A list of field names, each with the module that brings it.
pub type FieldList = Vec<(&'static str, &'static str)>;

/// What is read of each record of `M`: a field, or a tuple of up to twelve.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a projection of `{M}`",
    note = "expected a field of the model, or a tuple of up to twelve"
)]
pub trait Projection<M: Model> {
    /// What each record becomes.
    type Output;

    /// The fields to ask for.
    fn fields(&self) -> FieldList;

    /// Takes the fields out of a record.
    fn decode(&self, row: &mut Row) -> Self::Output;
}

/// A struct that records of one model are read into: the generated `Record` of a model, or one made by
/// [`projection!`](crate::projection).
pub trait Record: Sized {
    /// The model.
    type Model: Model;

    /// The fields to ask for, each with the module that brings it.
    const FIELDS: &'static [(&'static str, &'static str)];

    /// Takes the fields out of a record.
    fn decode(row: &mut Row) -> Self;
}

/// Writes which model a record is of, and no values: they may be confidential, and some are whole files.
///
/// # Errors
/// Where the formatter refuses.
pub fn debug_record<R: Record>(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "Record({}, {} fields)", R::Model::META.name, R::FIELDS.len())
}

impl<M: Model, T: FieldValue, C> Projection<M> for Field<M, T, C> {
    type Output = T;

    fn fields(&self) -> FieldList {
        vec![self.listed()]
    }

    fn decode(&self, row: &mut Row) -> T {
        row.field(*self)
    }
}

macro_rules! tuples {
    ($(($($type:ident $can:ident $index:tt),+))+) => {$(
        impl<Of: Model, $($type: FieldValue, $can),+> Projection<Of> for ($(Field<Of, $type, $can>,)+) {
            type Output = ($($type,)+);

            fn fields(&self) -> FieldList {
                vec![$(self.$index.listed()),+]
            }

            fn decode(&self, row: &mut Row) -> Self::Output {
                ($(row.field(self.$index),)+)
            }
        }
    )+};
}

tuples! {
    (A A2 0)
    (A A2 0, B B2 1)
    (A A2 0, B B2 1, C C2 2)
    (A A2 0, B B2 1, C C2 2, D D2 3)
    (A A2 0, B B2 1, C C2 2, D D2 3, E E2 4)
    (A A2 0, B B2 1, C C2 2, D D2 3, E E2 4, F F2 5)
    (A A2 0, B B2 1, C C2 2, D D2 3, E E2 4, F F2 5, G G2 6)
    (A A2 0, B B2 1, C C2 2, D D2 3, E E2 4, F F2 5, G G2 6, H H2 7)
    (A A2 0, B B2 1, C C2 2, D D2 3, E E2 4, F F2 5, G G2 6, H H2 7, I I2 8)
    (A A2 0, B B2 1, C C2 2, D D2 3, E E2 4, F F2 5, G G2 6, H H2 7, I I2 8, J J2 9)
    (A A2 0, B B2 1, C C2 2, D D2 3, E E2 4, F F2 5, G G2 6, H H2 7, I I2 8, J J2 9, K K2 10)
    (A A2 0, B B2 1, C C2 2, D D2 3, E E2 4, F F2 5, G G2 6, H H2 7, I I2 8, J J2 9, K K2 10, L L2 11)
}

/// Declares a struct that records are read into, field by field from the tokens of one model.
///
/// Only these fields are asked for. A field of another model or of another type does not compile.
///
/// ```
/// # use odoo_sdk::model::{Field, Id, Model, Many2one};
/// # use odoo_sdk::{Series, model::ModelMeta, schema::ModelKind};
/// # pub struct ResPartner;
/// # impl Model for ResPartner {
/// #     const META: ModelMeta =
/// #         ModelMeta { name: "res.partner", label: "Contact", series: Series::V19, kind: ModelKind::Regular, module: "base" };
/// # }
/// # impl ResPartner {
/// #     const ID: Field<Self, Id<Self>> = Field::new("id", "base");
/// #     const NAME: Field<Self, Option<String>> = Field::new("name", "base");
/// # }
/// odoo_sdk::projection! {
///     /// A line of an address book.
///     #[derive(Debug, Clone)]
///     pub struct Contact of ResPartner {
///         /// The record.
///         pub id: Id<ResPartner> = ID,
///         /// How it is called.
///         pub name: Option<String> = NAME,
///     }
/// }
/// ```
#[macro_export]
macro_rules! projection {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident of $model:ty {
        $($(#[$field_attribute:meta])* $field_visibility:vis $field:ident: $type:ty = $token:ident),+ $(,)?
    }) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($(#[$field_attribute])* $field_visibility $field: $type,)+
        }

        impl $crate::model::Record for $name {
            type Model = $model;

            const FIELDS: &'static [(&'static str, &'static str)] = &[$(<$model>::$token.listed()),+];

            fn decode(row: &mut $crate::model::Row) -> Self {
                Self { $($field: row.field(<$model>::$token),)+ }
            }
        }
    };
}
