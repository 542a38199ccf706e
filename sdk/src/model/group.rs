//! Typed groups: one shape of keys and totals, whichever method the series has for it.
//!
//! 17 and 18 answer `read_group`, 19 answers `formatted_read_group`. They name the totals differently and tell the start
//! of a period in different places; both end here.

mod key;
mod request;
mod tally;

use serde_json::Value;

use super::DecodeError;

pub use key::{Dated, GroupKey, GroupKeys, Grouping, Interval, Period};
pub use request::{decode_groups, group_call};
pub use tally::{Aggregates, Tally};

/// Groups by `K` with totals `A`, or why the answer is none.
pub type GroupedResult<M, K, A> = Result<Vec<Grouped<<K as GroupKeys<M>>::Key, <A as Aggregates<M>>::Totals>>, DecodeError>;

/// One group.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped<K, A> {
    /// What its records have in common.
    pub key: K,
    /// The totals that were asked for.
    pub totals: A,
    /// How many records.
    pub count: i64,
    /// A domain of its records, in Odoo's form and together with the search's own filter.
    pub domain: Vec<Value>,
}
