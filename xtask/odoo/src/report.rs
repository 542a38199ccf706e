//! What is running, gathered from its parts and printed on stdout: for people or as JSON.

use std::io::Write;

use anyhow::{Context, Result};

use super::configuration::DATABASE;
use super::layout::Layout;
use super::running::RunningOdoo;
use super::state::State;
use super::{SERIES, cluster, server};

/// None: Odoo or its PostgreSQL does not run, or was never finished.
pub(crate) fn gather(layout: &Layout, state: &State) -> Option<RunningOdoo> {
    let database = state.database.as_ref()?;
    let (postgres_pid, postgres_port) = cluster::running(layout)?;
    let odoo_pid = server::running(layout)?;
    Some(RunningOdoo {
        series: SERIES.to_owned(),
        url: format!("http://127.0.0.1:{}", state.odoo_port?),
        database: DATABASE.to_owned(),
        modules: database.modules.clone(),
        logins: database.logins.clone(),
        odoo_pid,
        postgres_pid,
        postgres_port,
        log_file: layout.odoo_log().display().to_string(),
    })
}

/// Prints a running Odoo.
pub(crate) fn print(running: &RunningOdoo, as_json: bool) -> Result<()> {
    let text = if as_json { serde_json::to_string_pretty(running).context("the state as JSON")? } else { for_people(running) };
    line(&text)
}

/// The one way to stdout.
pub(crate) fn line(text: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{text}").context("cannot write to stdout")
}

fn for_people(running: &RunningOdoo) -> String {
    let mut rows = vec![
        ("url", running.url.clone()),
        ("database", running.database.clone()),
        ("modules", running.modules.join(", ")),
        ("log", running.log_file.clone()),
        ("processes", format!("odoo {}, postgres {} on port {}", running.odoo_pid, running.postgres_pid, running.postgres_port)),
    ];
    for login in &running.logins {
        rows.push(("login", format!("{}, password {}, API key {}", login.login, login.password.reveal(), login.api_key.reveal())));
    }
    let lines: Vec<String> = rows.iter().map(|(name, value)| format!("  {name:<10}{value}")).collect();
    format!("Odoo {} runs\n{}", running.series, lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::running::Login;
    use crate::secret::Secret;

    #[test]
    fn people_read_a_row_a_thing() {
        let running = RunningOdoo {
            series: "19".to_owned(),
            url: "http://127.0.0.1:8069".to_owned(),
            database: "odoo19".to_owned(),
            modules: vec!["crm".to_owned(), "x_delivery".to_owned()],
            logins: vec![Login::new("admin", Secret::new("k"))],
            odoo_pid: 2,
            postgres_pid: 1,
            postgres_port: 5432,
            log_file: "/cache/odoo.log".to_owned(),
        };
        let expected = "Odoo 19 runs\n  url       http://127.0.0.1:8069\n  database  odoo19\n  modules   crm, x_delivery\n  \
            log       /cache/odoo.log\n  processes odoo 2, postgres 1 on port 5432\n  login     admin, password admin, API key k";
        assert_eq!(for_people(&running), expected);
    }
}
