//! Toolset `reports`: documents, printed and sent.

mod prepared;
mod render_report;
mod send_document;

pub(super) use render_report::RenderReport;
pub(crate) use render_report::reports_of;
pub(super) use send_document::SendDocument;
