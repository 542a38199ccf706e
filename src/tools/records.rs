//! Toolset `records`: reading.

mod get_defaults;
mod get_onchange;
mod get_record;
mod name_search;
mod read_group;
mod search_count;
mod search_read;

pub(super) use get_defaults::GetDefaults;
pub(super) use get_onchange::GetOnchange;
pub(super) use get_record::GetRecord;
pub(super) use name_search::NameSearch;
pub(super) use read_group::{ReadGroup, grouped};
pub(super) use search_count::SearchCount;
pub(super) use search_read::{Arguments as SearchArguments, SearchRead};
