//! Toolset `workflow`: where a record stands, and what can be done with it next.

pub(crate) mod definition;
mod get_record_actions;

pub(super) use get_record_actions::GetRecordActions;
