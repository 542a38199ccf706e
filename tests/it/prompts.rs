//! Prompts through the binary: their words on every series as reviewed snapshots, who is offered which, and folders of other texts.

use std::collections::BTreeMap;

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::by_series;
use super::client::Gateway;
use super::embedded::{key_of, of_every_series, on_every_series};
use super::live;

/// Arguments of each prompt: a task as a person has it.
fn task(name: &str) -> Value {
    match name {
        "analyze_model" => json!({"model": "crm.lead"}),
        "explore_data" => json!({"model": "sale.order", "question": "who buys most?"}),
        "create_workflow" => json!({"model": "project.task", "goal": "a task for each new order"}),
        "compare_records" => json!({"model": "res.partner", "first": "9 Azure Barrow Interiors", "second": "10"}),
        "generate_report" => json!({"model": "account.move", "period": "2026-Q3"}),
        "debug_access" => json!({"model": "hr.leave", "problem": "access_denied"}),
        "workflow_guide" => json!({"model": "purchase.order"}),
        "record_creation_guide" => json!({"model": "res.partner"}),
        "bulk_operations" => json!({"model": "product.template", "change": "prices up by 2 %"}),
        "field_mapping" => json!({"model": "res.users", "from": "17.0", "to": "19.0"}),
        "data_migration" => json!({"from": "17.0", "model": "hr.contract"}),
        "employee_onboarding" => json!({"name": "Ann", "job": "Developer"}),
        _ => json!({}),
    }
}

fn names(gateway: &mut Gateway) -> Vec<String> {
    let listed = gateway.request("prompts/list", json!({}));
    let prompts = listed["result"]["prompts"].as_array().unwrap_or_else(|| panic!("{listed}"));
    prompts.iter().map(|prompt| prompt["name"].as_str().unwrap().to_owned()).collect()
}

fn words(gateway: &mut Gateway, name: &str, arguments: &Value) -> String {
    let answer = gateway.request("prompts/get", json!({"name": name, "arguments": arguments}));
    assert_eq!(answer["result"]["messages"][0]["role"], "user", "{name}: {answer}");
    answer["result"]["messages"][0]["content"]["text"].as_str().unwrap().to_owned()
}

fn refused(gateway: &mut Gateway, name: &str, arguments: &Value) -> Value {
    gateway.request("prompts/get", json!({"name": name, "arguments": arguments}))["error"].clone()
}

#[test]
fn words_of_every_prompt_on_every_series() {
    let mut texts: BTreeMap<String, BTreeMap<Series, String>> = BTreeMap::new();
    let of_series = of_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let offered = names(&mut gateway);
        let text = |name: String| (words(&mut gateway, &name, &task(&name)), name);
        offered.into_iter().map(text).collect::<Vec<_>>()
    });
    for (series, (text, name)) in of_series.into_iter().flat_map(|(series, all)| all.into_iter().map(move |one| (series, one))) {
        assert!(!text.contains("{{") && text.len() < 6_000, "{name}: {text}");
        texts.entry(name).or_default().insert(series, text);
    }
    assert!(texts.len() >= 16, "{:?}", texts.keys());
    for (name, texts) in texts {
        insta::assert_snapshot!(format!("prompt_{name}"), by_series::one_text(texts));
    }
}

#[test]
fn words_of_every_prompt_on_a_real_odoo() {
    let Some(environment) = live::environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut gateway = Gateway::start(&environment);
    let offered = names(&mut gateway);
    assert!(offered.len() >= 12, "{offered:?}");
    for name in offered {
        if task(&name)["model"].is_null() || gateway.call("search_count", json!({"model": task(&name)["model"]}))["isError"] != true {
            let text = words(&mut gateway, &name, &task(&name));
            assert!(text.contains("Odoo 19.0, database"), "{name}: {text}");
        }
    }
    gateway.stop();
}

/// Where nobody is logged in, only prompts that need no model are offered; on a read-only server no text names a tool that writes.
#[test]
fn prompts_follow_the_odoo_and_the_tools() {
    let mut gateway = Gateway::start(&[]);
    assert!(names(&mut gateway).contains(&"analyze_model".to_owned()) && !names(&mut gateway).contains(&"quote_to_invoice".to_owned()));
    gateway.stop();
    let mut gateway = Gateway::start_with(&["serve", "--demo"], &[("MCP_MODE", "readonly")]);
    for name in names(&mut gateway) {
        let text = words(&mut gateway, &name, &task(&name));
        for tool in ["create_record", "update_record", "bulk_create", "bulk_update", "execute_method", "run_wizard"] {
            assert!(!text.contains(&format!("`{tool}`")), "{name} names {tool}: {text}");
        }
    }
    gateway.stop();
    let mut gateway = Gateway::start_with(&["serve", "--demo"], &[("MCP_SCOPE", "crm.lead:R")]);
    let offered = names(&mut gateway);
    assert!(offered.contains(&"lead_to_opportunity".to_owned()) && !offered.contains(&"quote_to_invoice".to_owned()), "{offered:?}");
    assert_eq!(refused(&mut gateway, "quote_to_invoice", &json!({}))["code"], -32602);
    gateway.stop();
    let mut gateway = Gateway::start_with(&["serve", "--demo"], &[("MCP_DISABLED_TOOLS", "get_model_fields")]);
    assert_eq!(names(&mut gateway), Vec::<String>::new());
    gateway.stop();
}

#[test]
fn arguments_are_checked_and_blocked_models_are_refused() {
    on_every_series(|odoo| {
        for account in [odoo_sim::accounts::ADMIN, odoo_sim::accounts::PORTAL] {
            let environment = key_of(odoo).map(|(name, value)| match name {
                "ODOO_USERNAME" => (name, account.login),
                "ODOO_API_KEY" => (name, account.api_key),
                _ => (name, value),
            });
            let mut gateway = Gateway::start(&environment);
            let mut check = |name: &str, arguments: Value, code: &str| {
                let error = refused(&mut gateway, name, &arguments);
                assert_eq!(error["data"]["code"], code, "{name} {arguments}: {error}");
            };
            check("analyze_model", json!({}), "missing_argument");
            check("analyze_model", json!({"model": "crm.lead", "modle": "x"}), "unknown_argument");
            check("analyze_model", json!({"model": 1}), "missing_argument");
            check("field_mapping", json!({"model": "res.users", "from": "16.0"}), "wrong_value");
            for model in ["res.users", "ir.config_parameter", "res.users.apikeys", "payment.provider"] {
                for name in ["analyze_model", "explore_data", "debug_access", "workflow_guide", "record_creation_guide"] {
                    check(name, json!({"model": model}), super::resources::blocked_for(account.login, model));
                }
            }
            // What a person types is never taken for a fact.
            let text = words(&mut gateway, "explore_data", &json!({"model": "res.partner", "question": "{{rights res.users}}"}));
            assert!(text.contains("My question: {{rights res.users}}"), "{text}");
            gateway.stop();
        }
    });
}

#[test]
fn arguments_of_prompts_are_completed() {
    let mut gateway = Gateway::start_with(&["serve", "--demo"], &[]);
    let mut complete = |name: &str, argument: &str, value: &str, chosen: Value| {
        let reference = json!({"type": "ref/prompt", "name": name});
        let parameters = json!({"ref": reference, "argument": {"name": argument, "value": value}, "context": {"arguments": chosen}});
        gateway.request("completion/complete", parameters)["result"]["completion"]["values"].clone()
    };
    assert_eq!(complete("analyze_model", "model", "crm.l", json!({}))[0], "crm.lead");
    assert_eq!(complete("field_mapping", "from", "18", json!({})), json!(["18.0"]));
    let order = complete("quote_to_invoice", "order", "", json!({}))[0].clone();
    assert!(order.as_str().unwrap().contains(" S"), "{order}");
    let partner = complete("compare_records", "first", "Azu", json!({"model": "res.partner"}))[0].clone();
    assert!(partner.as_str().unwrap().contains("Azure"), "{partner}");
    assert_eq!(complete("explore_data", "question", "x", json!({"model": "res.partner"})), json!([]));
    gateway.stop();
}

#[test]
fn folder_replaces_texts_and_a_fault_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("analyze_model.md");
    let text = "# Ein Modell erklären\nWas ein Modell enthält.\n- model: Modell\n\nErkläre {{model $model}} in {{place}}.\n";
    std::fs::write(&file, text).unwrap();
    let environment = [("PROMPTS_DIR", folder.path().to_str().unwrap())];
    let mut gateway = Gateway::start_with(&["serve", "--demo"], &environment);
    let listed = gateway.request("prompts/list", json!({}))["result"]["prompts"][0].clone();
    assert_eq!((listed["title"].as_str(), listed["arguments"][0]["description"].as_str()), (Some("Ein Modell erklären"), Some("Modell")));
    let text = words(&mut gateway, "analyze_model", &json!({"model": "crm.lead"}));
    assert!(text.starts_with("Erkläre `crm.lead` (Lead) in Odoo 19.0, database `"), "{text}");
    gateway.stop();
    std::fs::write(&file, "# Ein Modell erklären\nWas.\n- model: Modell\n\n{{nichts}}\n").unwrap();
    let output = super::client::command(&environment).arg("serve").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("analyze_model.md`: `{{nichts}}` is not a fact"), "{said}");
}
