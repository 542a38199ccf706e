//! The Rust types of Odoo's field types, where the standard library and jiff have none.

mod binary;
mod datetime;
mod many;
mod monetary;
mod properties;
mod reference;
mod selection;

pub use binary::Binary;
pub(super) use datetime::{read_date, read_datetime, write_datetime};
pub use many::{Many2many, Many2one, One2many};
pub use monetary::{Monetary, ParseMonetaryError};
pub use properties::{Properties, Property};
pub use reference::Reference;
pub use selection::{Selection, SelectionValues};
