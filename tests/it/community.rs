//! Add-ons of the Odoo community on a real Odoo 19, where `ODOO_COMMUNITY_URL` and `ODOO_COMMUNITY_DB` name one with `helpdesk_mgmt` and
//! `contract`, as `cargo xtask odoo up --addons helpdesk_mgmt,contract` starts it. Nothing is recorded of their models: what is known of
//! them is what the user of the session may ask. What is not asked for dry is made by these tests themselves.

mod attempts;
mod people;
mod screens;
mod work;

use serde_json::{Value, json};

use super::client::Gateway;
use people::Server;

/// Printed where there is no such server.
const SKIPPED: &str = "community: skipped (ODOO_COMMUNITY_URL is not set)";

/// Codes of what cannot be understood as a call, whoever makes it.
const BY_CHECK: [&str; 6] = ["bad_reference", "has_a_tool", "private_method", "unknown_field", "wrong_type", "wrong_value"];

/// The models of the two add-ons that have a form.
const MODELS: [&str; 10] = [
    "contract.contract",
    "contract.line",
    "contract.tag",
    "contract.template",
    "helpdesk.ticket",
    "helpdesk.ticket.category",
    "helpdesk.ticket.channel",
    "helpdesk.ticket.stage",
    "helpdesk.ticket.tag",
    "helpdesk.ticket.team",
];

/// The answer of a call, and whether a rule of this server refused it.
fn ask(gateway: &mut Gateway, tool: &str, arguments: &Value) -> (Value, bool) {
    let result = gateway.call(tool, arguments.clone());
    let answer = result["structuredContent"].clone();
    let is_refused = answer["error"]["origin"] == "policy" && answer["error"]["code"] != "confirmation_needed";
    (answer, is_refused)
}

/// Everything that the forms of the add-ons offer each user: every field and every button.
#[test]
fn what_a_form_offers_is_refused_by_no_rule() {
    let Some(server) = Server::of_environment() else { return eprintln!("{SKIPPED}") };
    let mut counts = Vec::new();
    for login in people::LOGINS {
        let (mut gateway, mut count) = (server.gateway(login), 0);
        for model in MODELS {
            for (tool, arguments) in screens::offered(&server.client(login), model) {
                let (answer, is_refused) = ask(&mut gateway, tool, &arguments);
                // Which mail a company's addresses take in is not changed through the gateway, whoever may.
                let is_address = answer["error"]["message"].as_str().is_some_and(|message| message.contains("`mail.alias`"));
                assert!(!is_refused || is_address, "{login}: {tool} {arguments}: {answer}");
                count += 1;
            }
        }
        counts.push((login, count));
        gateway.stop();
    }
    eprintln!("community: calls that the forms offer: {counts:?}");
    assert!(counts[0].1 >= 100 && counts[1].1 >= 100, "{counts:?}");
}

/// The ordinary calls of all users on models that everybody knows, beside the add-ons.
#[test]
fn ordinary_calls_are_refused_by_no_rule() {
    let Some(server) = Server::of_environment() else { return eprintln!("{SKIPPED}") };
    for login in people::LOGINS {
        let mut gateway = server.gateway(login);
        super::attacks::ordinary(&mut gateway);
        gateway.stop();
    }
}

/// What people do with tickets and contracts, from the first record to the last.
#[test]
fn tickets_and_contracts_are_worked_with() {
    let Some(server) = Server::of_environment() else { return eprintln!("{SKIPPED}") };
    for login in ["admin", "demo"] {
        let mut gateway = server.gateway(login);
        work::tickets(&mut gateway);
        work::contracts(&mut gateway);
        gateway.stop();
    }
}

/// What nobody does on a form of the add-ons, as administrator too.
#[test]
fn no_attack_on_the_add_ons_passes() {
    let Some(server) = Server::of_environment() else { return eprintln!("{SKIPPED}") };
    for login in ["admin", "demo"] {
        let mut gateway = server.gateway(login);
        let all = attempts::all(&server);
        let passes = |(tool, arguments): &(&str, Value)| {
            let error = gateway.call(tool, arguments.clone())["structuredContent"]["error"].clone();
            let by_rule = error["origin"] == "policy" && error["code"] != "confirmation_needed";
            let is_refused = by_rule || BY_CHECK.contains(&error["code"].as_str().unwrap_or_default());
            (!is_refused).then(|| format!("{tool} {arguments}: {error}"))
        };
        let passed: Vec<String> = all.iter().filter_map(passes).collect();
        assert!(passed.is_empty(), "{login}: {}", passed.join("\n"));
        assert!(all.len() >= 60, "{}", all.len());
        gateway.stop();
    }
}

/// The suite of attacks is refused where the add-ons are installed, too.
#[test]
fn no_known_attack_passes_beside_the_add_ons() {
    let Some(server) = Server::of_environment() else { return eprintln!("{SKIPPED}") };
    let mut gateway = server.gateway("admin");
    super::attacks::attacked(&mut gateway);
    assert_eq!(gateway.bad("search_count", json!({"model": "res.users"}))["code"], "model_blocked");
    gateway.stop();
}
