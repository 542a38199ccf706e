//! The rules that no configuration loosens: tables of models, methods and fields, by meaning and for every series.

mod fields;
pub(crate) mod instead;
mod methods;
mod models;
mod reviewed;

pub(crate) use fields::{GROUPS, NEVER_LINKED, SAFE_THROUGH_RELATED, is_membership, is_never_writable, is_secret, searched_by_name};
pub(crate) use methods::is_never_called;
#[cfg(test)]
pub(crate) use methods::{NEVER_CALLED, UNSUPPORTED_METHODS};
pub(crate) use models::{ALWAYS_BLOCKED, ALWAYS_READ_ONLY, NEVER_DELETED, RENDERED, is_always_blocked, is_open, stands_for, tier};
pub(crate) use reviewed::{Kind, contact_is_of_user, is_closed, is_reviewed_for, merged, merges, method as reviewed_method, own_fields};
