//! Toolset `reports`: printed documents.

mod render_report;

pub(super) use render_report::RenderReport;
