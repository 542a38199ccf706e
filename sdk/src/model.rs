//! Typed models: what generated code says of a model, and what programs build from it without any IO.
//!
//! Hand-written traits here have constants and associated types only where generated code is concerned, so that
//! generated code names them and never the reverse. Nothing here opens a socket but the builders over the client
//! in `query`, behind the feature `client`.
//!
//! # From a field to a call
//!
//! A generated model is a type without values (`SaleOrder`) whose constants are its fields: [`Field`] tokens that know
//! their model, the Rust type a read gives, and what Odoo lets one do with them ([`Capability`]).
//! Tokens make [`Domain`]s, [`Order`]s, [`Projection`]s, [`Draft`]s and groups; each is plain JSON in the end.

mod assign;
pub mod can;
mod decode;
mod domain;
mod draft;
mod field;
mod field_use;
mod group;
mod id;
mod operand;
mod order;
mod path;
mod projection;
#[cfg(feature = "client")]
pub mod query;
mod row;
mod value;

pub use jiff::Timestamp;
pub use jiff::civil::{Date, DateTime};
pub use serde_json::Value;

use crate::Series;
use crate::adapter::Changes;
use crate::schema::ModelKind;

pub use assign::Assign;
pub use can::{Capability, Computed, Full, No, Settable, Yes};
pub use decode::{DecodeError, FieldValue};
pub use domain::Domain;
pub use draft::Draft;
pub use field::Field;
pub use field_use::FieldUse;
pub use group::{Aggregate, Aggregates, Dated, GroupKey, GroupKeys, Grouped, GroupedResult, Grouping, Interval, Period};
#[doc(hidden)]
pub use group::{decode_groups, group_call};
pub use id::Id;
pub use operand::{Comparable, Operand, Relation, Scalar, Textual, ToMany};
pub use order::Order;
pub use path::Path;
#[doc(hidden)]
pub use projection::debug_record;
pub use projection::{FieldList, Projection, Record};
pub use row::Row;
pub use value::{
    Binary, Many2many, Many2one, Monetary, One2many, ParseMonetaryError, Properties, Property, Reference, Selection, SelectionValues,
};

/// A model of Odoo in one series. Types that implement it have no values worth making: they stand for the model.
pub trait Model: Send + Sync + Sized + 'static {
    /// What is known of the model itself.
    const META: ModelMeta;

    /// What changed between the series, where the crate that declares the model knows it.
    const CHANGES: Option<&'static Changes> = None;
}

/// What is known of a model itself.
#[derive(Debug, Clone, Copy)]
pub struct ModelMeta {
    /// The technical name: `sale.order`.
    pub name: &'static str,
    /// The name for people, in English: `Sales Order`.
    pub label: &'static str,
    /// The series it was generated from.
    pub series: Series,
    /// Regular, transient or abstract.
    pub kind: ModelKind,
    /// The module that defines it: `sale`. A database without that app does not have the model.
    pub module: &'static str,
}

/// A model that the snapshot does not have.
#[derive(Debug)]
pub struct AnyModel;

impl Model for AnyModel {
    const META: ModelMeta = ModelMeta { name: "_unknown", label: "", series: Series::V19, kind: ModelKind::Abstract, module: "base" };
}

/// A selection whose values each database makes up, such as languages and time zones.
#[derive(Debug)]
pub struct AnyValue;
