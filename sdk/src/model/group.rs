//! Typed groups: one shape of keys and totals, whichever method the series has for it.
//!
//! 17 and 18 answer `read_group`, 19 answers `formatted_read_group`. They name the totals differently and report the start
//! of a period in different places; both end here.

mod aggregate;
mod key;
mod request;

use super::{DecodeError, Domain};

pub use aggregate::{Aggregate, Aggregates};
pub use key::{Dated, GroupKey, GroupKeys, Grouping, Interval, Period};
pub use request::{decode_groups, group_call};

/// Groups of `M` by `K` with totals `A`, or why there is no answer.
pub type GroupedResult<M, K, A> = Result<Vec<Grouped<M, <K as GroupKeys<M>>::Key, <A as Aggregates<M>>::Totals>>, DecodeError>;

/// One group of records of `M`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Grouped<M, K, A> {
    /// What its records have in common.
    pub key: K,
    /// The totals that were asked for.
    pub totals: A,
    /// How many records.
    pub count: i64,
    /// Exactly its records: the filter of the request and what makes the group, whatever the series.
    pub domain: Domain<M>,
}

impl<M, K: Clone, A: Clone> Clone for Grouped<M, K, A> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), totals: self.totals.clone(), count: self.count, domain: self.domain.clone() }
    }
}

impl<M, K: PartialEq, A: PartialEq> PartialEq for Grouped<M, K, A> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.totals == other.totals && self.count == other.count && self.domain == other.domain
    }
}
