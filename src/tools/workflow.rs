//! Toolset `workflow`: where a record stands, and what can be done with it next.

pub(crate) mod definition;
mod described;
mod get_record_actions;

pub(crate) use described::{described_workflow, has_workflow};
pub(super) use get_record_actions::GetRecordActions;
