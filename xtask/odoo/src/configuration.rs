//! Odoo's configuration file: one database, on loopback, one process with threads, no scheduled jobs, data of its own.

use anyhow::Result;

use super::account::Account;
use super::layout::Layout;
use super::state::State;

/// The one database; its name also filters which databases requests may reach.
pub(crate) const DATABASE: &str = "odoo19";

/// The role that Odoo connects as; it refuses `postgres`.
pub(crate) const ROLE: &str = "odoo";

/// Writes the file for these ports.
pub(crate) fn write(layout: &Layout, account: &Account, state: &State, postgres_port: u16, odoo_port: u16) -> Result<()> {
    account.write_private(&layout.configuration(), &text(layout, state, postgres_port, odoo_port))
}

fn text(layout: &Layout, state: &State, postgres_port: u16, odoo_port: u16) -> String {
    let password = state.role_password.reveal();
    let community = Some(layout.community_addons()).filter(|folder| folder.is_dir());
    let folders: Vec<String> =
        [layout.odoo_addons(), layout.addons()].into_iter().chain(community).map(|folder| folder.display().to_string()).collect();
    let addons = folders.join(",");
    let settings = [
        ("addons_path", addons),
        ("admin_passwd", password.to_owned()),
        ("data_dir", layout.server().join("data").display().to_string()),
        ("db_host", "127.0.0.1".to_owned()),
        ("db_name", DATABASE.to_owned()),
        ("db_password", password.to_owned()),
        ("db_port", postgres_port.to_string()),
        ("db_user", ROLE.to_owned()),
        ("dbfilter", format!("^{DATABASE}$")),
        ("http_interface", "127.0.0.1".to_owned()),
        ("http_port", odoo_port.to_string()),
        ("max_cron_threads", "0".to_owned()),
        ("workers", "0".to_owned()),
    ];
    let lines: Vec<String> = settings.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    format!("[options]\n{}", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_keeps_to_loopback_and_its_database() {
        let layout = Layout::at("/cache".as_ref());
        let text = text(&layout, &State::new().unwrap(), 5433, 8070);
        for line in [
            "[options]",
            "addons_path = /cache/tree/usr/lib/python3/dist-packages/odoo/addons,/cache/addons",
            "data_dir = /cache/server/data",
            "db_port = 5433",
            "dbfilter = ^odoo19$",
            "http_interface = 127.0.0.1",
            "http_port = 8070",
            "max_cron_threads = 0",
            "workers = 0",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}");
        }
    }
}
