//! `down`: ends Odoo and its PostgreSQL, and nothing else. The database stays in the cache folder, so the next `up` takes seconds.

use std::process::ExitCode;

use anyhow::Result;

use super::layout::Layout;
use super::{SeriesArgument, cluster, progress, report, server};

pub(crate) fn down(arguments: &SeriesArgument) -> Result<ExitCode> {
    let layout = Layout::of_series(&arguments.series, arguments.name.as_deref())?;
    if !layout.folder().is_dir() {
        report::line("nothing runs")?;
        return Ok(ExitCode::SUCCESS);
    }
    let _lock = layout.lock()?;
    let odoo = progress::step("stopping Odoo", || server::stop(&layout))?;
    let postgres = progress::step("stopping PostgreSQL", || cluster::stop(&layout))?;
    report::line(outcome(odoo, postgres))?;
    Ok(ExitCode::SUCCESS)
}

fn outcome(odoo: bool, postgres: bool) -> &'static str {
    match (odoo, postgres) {
        (true, true) => "stopped Odoo and PostgreSQL",
        (true, false) => "stopped Odoo",
        (false, true) => "stopped PostgreSQL",
        (false, false) => "nothing runs",
    }
}
