//! API keys for the administrator and an ordinary user, made by Odoo's own shell. A key that no longer works is replaced.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

use super::account::Account;
use super::layout::Layout;
use super::running::Login;
use super::secret::Secret;
use super::{http, program, progress, server};

const SCRIPT: &str = include_str!("../api_keys.py");
const MARK: &str = "API-KEYS ";

/// Users of the demo data, whose passwords are their logins.
const LOGINS: [&str; 2] = ["admin", "demo"];

/// The logins with working keys: those given, or new ones.
pub(crate) fn ensure(layout: &Layout, account: &Account, port: u16, logins: &[Login]) -> Result<Vec<Login>> {
    if logins.len() == LOGINS.len() && all_work(port, logins)? {
        return Ok(logins.to_vec());
    }
    let made = progress::step("making API keys", || make(layout, account))?;
    ensure!(all_work(port, &made)?, "Odoo refuses the API keys that it has just made, see {}", layout.odoo_log().display());
    Ok(made)
}

fn all_work(port: u16, logins: &[Login]) -> Result<bool> {
    for login in logins {
        if http::post(port, "/json/2/res.users/context_get", login.api_key.reveal(), "{}")? != 200 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn make(layout: &Layout, account: &Account) -> Result<Vec<Login>> {
    let logins = serde_json::to_string(&LOGINS).context("logins as JSON")?;
    let mut shell = server::command(layout, account, &["shell"]);
    shell.args(["--no-http", "--logfile"]).arg(layout.install_log());
    let printed = program::run_with_input(&mut shell, &SCRIPT.replace("@LOGINS@", &logins)).context("Odoo's shell makes no API keys")?;
    read(&printed).with_context(|| format!("Odoo's shell makes no API keys, see {}", layout.install_log().display()))
}

/// Finds the keys in what the shell printed.
fn read(printed: &str) -> Result<Vec<Login>> {
    let json = printed.lines().find_map(|line| line.strip_prefix(MARK)).context("it printed none")?;
    let mut keys: BTreeMap<String, Secret> = serde_json::from_str(json).context("it printed no map of keys")?;
    let login = |name: &&str| keys.remove(*name).map(|key| Login::new(name, key)).with_context(|| format!("it printed none for `{name}`"));
    LOGINS.iter().map(login).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_our_order() {
        let logins = read("noise\nAPI-KEYS {\"demo\": \"d\", \"admin\": \"a\"}\n").unwrap();
        assert_eq!(logins, [Login::new("admin", Secret::new("a")), Login::new("demo", Secret::new("d"))]);
    }

    #[test]
    fn a_missing_key_is_an_error() {
        assert!(read("").unwrap_err().to_string().contains("none"));
        assert!(read("API-KEYS {\"admin\": \"a\"}").unwrap_err().to_string().contains("`demo`"));
    }
}
