//! The rules that no configuration loosens: tables of models, methods and fields, by meaning and for every series.

mod fields;
mod links;
mod methods;
mod models;

pub(crate) use fields::{GROUPS, NEVER_LINKED, SAFE_THROUGH_RELATED, is_membership, is_never_writable, is_secret, searched_by_name};
pub(crate) use links::TO_BLOCKED;
pub(crate) use methods::{NEVER_CALLED, UNJUDGED};
pub(crate) use models::{ALWAYS_BLOCKED, ALWAYS_READ_ONLY, NEVER_DELETED, RENDERED, instead, is_always_blocked, tier};
