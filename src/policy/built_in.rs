//! The rules that no configuration loosens: tables of models, methods and fields, by meaning and for every series.

mod fields;
mod methods;
mod models;
mod reviewed;

pub(crate) use fields::{GROUPS, NEVER_LINKED, SAFE_THROUGH_RELATED, is_membership, is_never_writable, is_secret, searched_by_name};
pub(crate) use methods::{NEVER_CALLED, UNSUPPORTED_METHODS};
pub(crate) use models::{ALWAYS_BLOCKED, ALWAYS_READ_ONLY, NEVER_DELETED, RENDERED, instead, is_always_blocked, tier};
pub(crate) use reviewed::{Kind, is_closed, method as reviewed_method};
