//! Toolset `write`: changing data, each tool with `dry_run`.

mod before;
mod create_record;
mod delete_record;
mod update_record;

pub(super) use create_record::CreateRecord;
pub(super) use delete_record::DeleteRecord;
pub(super) use update_record::UpdateRecord;
