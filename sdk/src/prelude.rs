//! What most programs name: `use odoo_sdk::prelude::*;`.

pub use crate::model::{Date, Domain, Draft, Field, Id, Many2many, Many2one, Model, Monetary, One2many, Record, Selection, Timestamp};
pub use crate::series::Series;

#[cfg(feature = "client")]
pub use crate::Client;
#[cfg(feature = "client")]
pub use crate::model::query::ModelError;
pub use crate::{Error, ErrorKind};
