//! Toolset `write`: changing data, each tool with `dry_run`.

mod append;
mod before;
mod bulk;
mod bulk_create;
mod bulk_update;
mod create_record;
mod delete_record;
mod deletes;
mod effects;
mod execute_method;
mod properties;
mod rich_text;
mod run_wizard;
mod stock;
mod update_record;
mod workflow;

pub(super) use before::named;
pub(super) use bulk_create::BulkCreate;
pub(super) use bulk_update::BulkUpdate;
pub(super) use create_record::CreateRecord;
pub(super) use delete_record::DeleteRecord;
pub(super) use execute_method::ExecuteMethod;
pub(super) use run_wizard::{RunWizard, dialog_of};
pub(super) use update_record::UpdateRecord;
pub(super) use workflow::check as check_workflow;
