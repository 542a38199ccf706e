//! The attack and the benign suite through the binary: no attack reaches Odoo, and no ordinary call is refused by a rule.
//!
//! What reaches the embedded Odoo is in its log. Discovery alone may: logins, versions, `fields_get`, `default_get`, installed
//! modules, groups of the user.

use odoo_sim::RunningSim;
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::policy::{benign, cases};

/// Codes of a rule that refuses.
const BY_RULE: &[&str] = &[
    "model_blocked",
    "model_read_only",
    "admin_only",
    "admin_write_only",
    "out_of_scope",
    "field_hidden",
    "field_never_written",
    "method_blocked",
    "private_method",
    "has_a_tool",
    "method_not_allowed",
    "argument_refused",
    "context_key",
    "unreadable_argument",
    "unknown_model",
    "unknown_field",
    "too_deep",
    "mode_read_only",
    "tool_disabled",
    "tool_not_allowed",
];

/// Methods of the door for discovery.
const DISCOVERY: &[&str] = &["fields_get", "default_get", "has_group", "context_get"];

/// Its reads of one model: what is installed, who may do what, which buttons there are.
const DISCOVERY_OF: &[(&str, &str)] = &[
    ("ir.module.module", "search_read"),
    ("ir.model", "search_read"),
    ("ir.model.access", "search_read"),
    ("ir.model.data", "search_read"),
    ("ir.ui.view", "search_read"),
    ("ir.ui.view", "get_combined_arch"),
    ("res.groups", "search_read"),
];

/// A call as the gateway's own tools take it; a write that would be asked about is made a dry run first.
fn arguments(case: &cases::Case) -> Value {
    let mut arguments = case.arguments.clone();
    if case.tool == "get_defaults" {
        arguments.as_object_mut().unwrap().retain(|name, _| name == "model" || name == "fields");
    }
    arguments
}

pub(crate) fn attacked(gateway: &mut Gateway) -> usize {
    let attacks = cases::attacks();
    for case in &attacks {
        let result = gateway.call(case.tool, arguments(case));
        assert_eq!(result["isError"], true, "{case:?}: {result}");
    }
    attacks.len()
}

/// How many calls of records the embedded Odoo answered that are no discovery.
fn reached(odoo: &RunningSim) -> Vec<String> {
    let of = |request: &odoo_sim::Request| Some((request.model.clone()?, request.method.clone()?));
    let is_discovery = |model: &str, method: &str| DISCOVERY.contains(&method) || DISCOVERY_OF.contains(&(model, method));
    // The login by an API key ends with a read of who the user is.
    let login = odoo.requests().iter().filter_map(of).position(|call| call == ("res.users".to_owned(), "read".to_owned()));
    let mut calls = odoo.requests().iter().filter_map(of).collect::<Vec<_>>();
    login.filter(|at| *at <= 1).map(|at| calls.remove(at));
    calls.into_iter().filter(|(model, method)| !is_discovery(model, method)).map(|(model, method)| format!("{model}.{method}")).collect()
}

#[test]
fn no_attack_reaches_the_embedded_odoo() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let count = attacked(&mut gateway);
        assert!(count >= 300);
        assert_eq!(reached(odoo), Vec::<String>::new(), "{}", odoo.series());
        gateway.stop();
    });
}

#[test]
fn no_attack_reaches_a_real_odoo() {
    let Some(environment) = super::live::environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut gateway = Gateway::start(&environment);
    attacked(&mut gateway);
    ordinary(&mut gateway);
    gateway.stop();
}

/// Reads are sent; writes are tried dry, for their records may not exist.
pub(crate) fn ordinary(gateway: &mut Gateway) {
    for case in benign::benign() {
        let mut arguments = arguments(&case);
        if ["create_record", "update_record", "delete_record", "bulk_create", "execute_method"].contains(&case.tool) {
            arguments["dry_run"] = json!(true);
        }
        let result = gateway.call(case.tool, arguments);
        let error = &result["structuredContent"]["error"];
        let code = error["code"].as_str().unwrap_or_default();
        // Which records a real Odoo has under an id is its own matter.
        if error["message"].as_str().is_some_and(|message| message.contains("is about a model that is blocked")) {
            continue;
        }
        assert!(error["origin"] != "policy" && !BY_RULE[..14].contains(&code), "{case:?}: {error}");
    }
}

/// As administrator, business user, clerk and customer: what Odoo itself refuses one of them is Odoo's word.
#[test]
fn no_ordinary_call_is_refused_by_a_rule() {
    on_every_series(|odoo| {
        for account in &odoo_sim::accounts::ACCOUNTS {
            let mut environment: Vec<(&str, &str)> = key_of(odoo).into_iter().filter(|(name, _)| *name != "ODOO_API_KEY").collect();
            environment.retain(|(name, _)| *name != "ODOO_USERNAME");
            environment.extend([("ODOO_USERNAME", account.login), ("ODOO_PASSWORD", account.password())]);
            let mut gateway = Gateway::start(&environment);
            ordinary(&mut gateway);
            gateway.stop();
        }
    });
}

#[test]
fn a_session_has_its_budget_and_its_audit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    on_every_series(|odoo| {
        let mut environment = key_of(odoo).to_vec();
        let audit = path.to_str().unwrap();
        environment.extend([("RATE_LIMIT_GLOBAL", "3"), ("MCP_AUDIT", audit)]);
        let mut gateway = Gateway::start(&environment);
        gateway.good("search_count", json!({"model": "res.partner"}));
        assert_eq!(gateway.bad("search_count", json!({"model": "res.users"}))["code"], "model_blocked");
        gateway.good("whoami", json!({}));
        let late = gateway.bad("search_count", json!({"model": "res.partner"}));
        assert_eq!((late["code"].as_str(), late["retryable"].as_bool()), (Some("rate_limited"), Some(true)));
        gateway.stop();
    });
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |name: &str, value: &str| lines.iter().filter(|line| line[name] == value).count();
    assert_eq!((count("decision", "allow"), count("decision", "deny"), count("outcome", "ok")), (3, 6, 3), "{text}");
    let output = super::client::command(&[]).args(["audit", "summary", path.to_str().unwrap()]).output().unwrap();
    let summary = String::from_utf8(output.stdout).unwrap();
    assert!(summary.contains("rate_limited") && summary.contains("model_blocked"), "{summary}");
}

#[test]
fn who_works_here_can_change_and_a_logged_out_session_does_nothing() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let me = gateway.good("whoami", json!({}));
        assert_eq!((me["administrator"].as_bool(), me["odoo"]["series"].as_str()), (Some(true), Some(odoo.series().name())), "{me}");
        gateway.good("logout", json!({}));
        assert_eq!(gateway.bad("search_count", json!({"model": "res.partner"}))["code"], "not_logged_in");
        let wrong = gateway.bad("login", json!({"method": "password", "username": "admin", "credential": "s3cr3t-wr0ng"}));
        assert!(wrong["code"] == "login_refused" && !wrong.to_string().contains("s3cr3t"), "{wrong}");
        let account = odoo_sim::accounts::ADMIN;
        let other = json!({"method": "password", "username": account.login, "credential": account.password(), "database": "other"});
        let elsewhere = gateway.bad("login", other);
        assert_eq!((elsewhere["code"].as_str(), elsewhere["path"].as_str()), (Some("wrong_value"), Some("database")), "{elsewhere}");
        gateway.good("login", json!({"method": "password", "username": account.login, "credential": account.password()}));
        gateway.good("search_count", json!({"model": "res.partner"}));
        for _ in 0..5 {
            gateway.bad("login", json!({"method": "password", "username": "ghost", "credential": "s3cr3t-wr0ng"}));
        }
        let locked = gateway.bad("login", json!({"method": "password", "username": "ghost", "credential": "s3cr3t-wr0ng"}));
        assert_eq!(locked["code"], "locked_out", "{locked}");
        let log = gateway.stop();
        assert!(!log.contains("s3cr3t"), "{log}");
    });
}

#[test]
fn too_many_ids_are_refused_before_anything_is_read() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let ids: Vec<u32> = (1..=1_001).collect();
        for call in [json!({"values": {"color": 1}, "dry_run": true}), json!({"values": {"color": 1}})] {
            let mut arguments = call;
            arguments["model"] = json!("res.partner");
            arguments["record_ids"] = json!(ids);
            assert_eq!(gateway.bad("update_record", arguments)["code"], "too_many_records");
        }
        assert_eq!(reached(odoo), Vec::<String>::new());
        gateway.stop();
    });
}

/// Commands that delete are asked about, and so are many records that are made by the way.
#[test]
fn commands_that_delete_or_make_many_are_asked_about() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let many: Vec<Value> = (0..60).map(|at| json!([0, 0, {"name": format!("c{at}")}])).collect();
        for commands in [json!([[2, 1]]), json!([[6, 0, []]]), json!(many)] {
            let update = json!({"model": "res.partner", "record_ids": [1], "values": {"child_ids": commands}});
            assert_eq!(gateway.bad("update_record", update)["code"], "confirmation_needed", "{commands}");
        }
        let create = json!({"model": "res.partner", "values": {"name": "x", "child_ids": many}});
        assert_eq!(gateway.bad("create_record", create)["code"], "confirmation_needed");
        gateway.stop();
    });
}

/// Fields that a rule keeps are left out where nobody asked for them.
#[test]
fn defaults_of_all_fields_come_without_what_a_rule_keeps() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        for model in ["project.task", "snailmail.letter"] {
            let all = gateway.good("get_defaults", json!({"model": model}));
            assert!(all["values"].is_object() && all["values"].get("attachment_datas").is_none(), "{all}");
        }
        assert_eq!(
            gateway.bad("get_defaults", json!({"model": "snailmail.letter", "fields": ["attachment_datas"]}))["code"],
            "model_blocked"
        );
        gateway.stop();
    });
}
