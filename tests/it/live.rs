//! The conversation with a real Odoo, where the environment names one: `ODOO_LIVE_URL`, `ODOO_LIVE_DB`, `ODOO_LIVE_USER`,
//! `ODOO_LIVE_PASSWORD` and `ODOO_LIVE_API_KEY`, as `.ci/run` sets them.

use super::client::Gateway;
use super::{conversation, reading, tools};

/// The environment of the binary with an API key; `None` where there is no live server.
pub(crate) fn environment_of_key() -> Option<Vec<(&'static str, String)>> {
    environments()?.into_iter().next()
}

/// The environment of the binary, per way to log in; `None` where there is no live server.
pub(crate) fn environments() -> Option<Vec<Vec<(&'static str, String)>>> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let base =
        [("ODOO_URL", variable("ODOO_LIVE_URL")?), ("ODOO_DB", variable("ODOO_LIVE_DB")?), ("ODOO_USERNAME", variable("ODOO_LIVE_USER")?)];
    let with = |more: Vec<(&'static str, String)>| base.iter().cloned().chain(more).collect::<Vec<_>>();
    let (password, key) = (variable("ODOO_LIVE_PASSWORD")?, variable("ODOO_LIVE_API_KEY")?);
    let api = |name: &str| ("ODOO_API", name.to_owned());
    Some(vec![
        with(vec![("ODOO_API_KEY", key.clone())]),
        with(vec![("ODOO_PASSWORD", password)]),
        with(vec![("ODOO_API_KEY", key.clone()), api("jsonrpc")]),
        with(vec![("ODOO_API_KEY", key), api("xmlrpc")]),
    ])
}

#[test]
fn the_conversation_over_every_api() {
    let Some(environments) = environments() else {
        eprintln!("live: skipped (ODOO_LIVE_URL is not set)");
        return;
    };
    for environment in environments {
        let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut gateway = Gateway::start(&environment);
        conversation::run(&mut gateway);
        reading::pages(&mut gateway);
        tools::run(&mut gateway);
        let log = gateway.stop();
        let secrets = environment.iter().filter(|(name, _)| ["ODOO_API_KEY", "ODOO_PASSWORD"].contains(name));
        for (name, secret) in secrets.filter(|(_, secret)| *secret != "admin") {
            assert!(!log.contains(secret), "the log shows {name}");
        }
    }
}
