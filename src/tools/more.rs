//! Toolset `more`: tasks of many steps as one call.

mod apply_batch;
mod batch;
mod copy_record;
mod explain_access;
mod export_records;
mod find_user;
mod get_stock;
mod import_records;
mod list_apps;
mod matching;
mod preview_batch;
mod search_all;
mod upsert_record;

pub(super) use apply_batch::ApplyBatch;
pub(super) use copy_record::CopyRecord;
pub(super) use explain_access::ExplainAccess;
pub(super) use export_records::ExportRecords;
pub(super) use find_user::FindUser;
pub(super) use get_stock::GetStock;
pub(super) use import_records::ImportRecords;
pub(super) use list_apps::ListApps;
pub(super) use preview_batch::PreviewBatch;
pub(super) use search_all::SearchAll;
pub(super) use upsert_record::UpsertRecord;
