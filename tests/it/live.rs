//! The conversation with a real Odoo, where the environment names one: `ODOO_LIVE_URL`, `ODOO_LIVE_DB`, `ODOO_LIVE_USER`,
//! `ODOO_LIVE_PASSWORD` and `ODOO_LIVE_API_KEY`, as `.ci/run` sets them.

use super::client::{CORE, Gateway};
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
        let environment = environment.iter().map(|(name, value)| (*name, value.as_str())).chain([CORE]);
        let environment: Vec<(&str, &str)> = environment.collect();
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

/// `config explain` judges with the real Odoo's own word on groups and models.
#[test]
fn explain_asks_the_real_odoo() {
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let folder = tempfile::tempdir().unwrap();
    let rules = "sensitive_fields:\n  res.partner:\n    comment: {required_group: base.group_system}\n    ref: {required_group: base.group_portal}\n";
    std::fs::write(folder.path().join("rbac.yaml"), rules).unwrap();
    std::fs::write(folder.path().join("restrictions.yaml"), "admin_only: [res.currency.rate]\n").unwrap();
    let mut environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    environment.push(("CONFIG_DIR", folder.path().to_str().unwrap()));
    let user = environment.iter().find(|(name, _)| *name == "ODOO_USERNAME").unwrap().1;
    let check = |arguments: &str, decided: &str, because: &str| {
        let output = super::client::command(&environment).args(["config", "explain"]).args(arguments.split_whitespace()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let is_asked = text.contains("\n  Odoo 19.0 was asked as `") && text.starts_with(user);
        assert!(output.status.success() && is_asked && text.contains(decided) && text.contains(because), "{arguments}: {text}");
    };
    check("--model sale.order --op write", ": allowed, no rule refuses it", "[default]");
    check("--model res.currency.rate --op read", ": allowed", "[restrictions.yaml:1:14, admin_only]");
    check("--model res.partner --op read --field comment", ": allowed", "hidden but from base.group_system");
    check("--model res.partner --op read --field ref", ": refused", "rule rbac.yaml:4:10, sensitive_fields.res.partner.ref: `ref`");
    check("--model res.users --op read", ": refused", "step tier, rule built-in");
    check("--model delivery.route.custom --op write", ": allowed", "mode");
    check("--model no.such.model --op read", ": refused", "unknown model `no.such.model`");
}
