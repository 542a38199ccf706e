//! `status`: what runs. Success only if Odoo runs and answers, so that a script can ask by exit code. Changes nothing and waits for nobody.

use std::process::ExitCode;

use anyhow::Result;

use super::layout::Layout;
use super::running::RunningOdoo;
use super::state::State;
use super::{StatusArguments, cluster, report, server};

pub(crate) fn status(arguments: &StatusArguments) -> Result<ExitCode> {
    let layout = Layout::of_series(&arguments.series.series, arguments.series.name.as_deref())?;
    let state = State::load(&layout)?;
    let port = state.as_ref().and_then(|state| state.odoo_port);
    let running = state.as_ref().and_then(|state| report::gather(&layout, state)).filter(|_| port.is_some_and(server::answers));
    print(&layout, running.as_ref(), arguments.json)?;
    Ok(if running.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(layout: &Layout, running: Option<&RunningOdoo>, as_json: bool) -> Result<()> {
    match running {
        Some(running) => report::print(running, as_json),
        None if as_json => report::line("null"),
        None => report::line(&format!("Odoo does not run\n{}", parts(layout))),
    }
}

fn parts(layout: &Layout) -> String {
    let odoo = match server::running(layout) {
        Some(pid) => format!("process {pid} does not answer"),
        None => "not running".to_owned(),
    };
    let postgres = match cluster::running(layout) {
        Some((pid, port)) => format!("process {pid} on port {port}"),
        None => "not running".to_owned(),
    };
    format!("  odoo      {odoo}\n  postgres  {postgres}\n  hint      `cargo xtask odoo up` starts both")
}
