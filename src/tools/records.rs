//! Toolset `records`: reading.

mod get_record;
mod search_count;
mod search_read;

pub(super) use get_record::GetRecord;
pub(super) use search_count::SearchCount;
pub(super) use search_read::SearchRead;
