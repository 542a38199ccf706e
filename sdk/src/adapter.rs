//! Between the series: what came, went, was renamed or changed type, and how a call made for one series is put to another.
//!
//! The facts are tables ([`Changes`]) that codegen computes from the snapshots and from a reviewed list of renames; this
//! module only applies them. A translation never guesses: what has no like is a [`Loss`], and the caller decides.
//!
//! ```
//! use odoo_sdk::Series;
//! use odoo_sdk::adapter::{Adapter, Changes, Change, ModelChanges, Step};
//!
//! static USERS: ModelChanges = ModelChanges { renamed: &[("groups_id", "group_ids")], ..ModelChanges::none("res.users") };
//! static CHANGES: Changes =
//!     Changes { steps: &[Step { models: &[USERS], ..Step::none(Series::V18, Series::V19) }] };
//!
//! let adapter = Adapter::new(&CHANGES, Series::V18, Series::V19).unwrap();
//! assert_eq!(adapter.field("res.users", "groups_id"), Change::Renamed("group_ids".to_owned()));
//! ```

mod call;
mod domain;
mod loss;
mod names;
mod other_series;
mod table;
mod values;

use crate::Series;

pub use call::{CoModel, Translated};
pub use loss::{Loss, LossKind};
pub use names::Change;
pub use other_series::OtherSeries;
pub use table::{Changes, ModelChanges, Step, ValueChanges, is_database_specific};

/// The way from one series to another. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Adapter {
    changes: &'static Changes,
    from: Series,
    to: Series,
}

impl Adapter {
    /// The way from `from` to `to`; `None` where they are the same and nothing is to be done.
    #[must_use]
    pub fn new(changes: &'static Changes, from: Series, to: Series) -> Option<Self> {
        (from != to).then_some(Self { changes, from, to })
    }

    /// The way back.
    #[must_use]
    pub fn back(self) -> Self {
        Self { from: self.to, to: self.from, ..self }
    }

    /// The series that names are given in.
    #[must_use]
    pub fn from(self) -> Series {
        self.from
    }

    /// The series that names are wanted in.
    #[must_use]
    pub fn to(self) -> Series {
        self.to
    }
}
