//! What became of a write, a method or a dialog, as it can be seen in Odoo: the records as they are now, what a method returned,
//! and what it opened. Nothing is claimed that was not seen.

mod action;
mod literal;
mod now;
mod report;
mod returned;
mod save;
mod words;

pub(crate) use action::Opening;
pub(crate) use now::{named, state_fields};
pub(crate) use report::{Ran, report};
pub(crate) use save::ids_of;
pub(crate) use words::{grouped, in_words};
