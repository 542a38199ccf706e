//! Hints lead on: what a hint proposes is a call that the gateway accepts, for an administrator and for an ordinary employee.

use odoo_sdk::validate::{PatchOp, apply_patch};
use odoo_sim::accounts::{ADMIN, Account, DEMO};
use serde_json::{Value, json};

use super::client::{Gateway, problems};
use super::embedded::on_every_series;

/// Calls that go wrong, a tool that the hint must name, and the call of it that does what was wanted.
fn dead_ends() -> Vec<(&'static str, Value, &'static str, Value)> {
    let run = |model: &str, method: &str| json!({"model": model, "method": method, "record_ids": [1], "dry_run": true});
    let read = |model: &str| json!({"model": model});
    let partner = |more: Value| {
        let mut call = json!({"model": "res.partner", "record_id": 1});
        call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call
    };
    let rows = json!({"model": "res.partner", "match": ["name"], "rows": [{"name": "Led on"}], "dry_run": true});
    let message = partner(json!({"body": "x", "dry_run": true}));
    let people = json!({"model": "res.users", "name": "Marc"});
    vec![
        ("search_read", read("res.users"), "name_search", people.clone()),
        ("search_read", read("ir.attachment"), "list_attachments", partner(json!({}))),
        ("create_record", json!({"model": "ir.attachment", "values": {"name": "x"}}), "list_attachments", partner(json!({}))),
        ("search_read", read("ir.module.module"), "list_models", json!({"filter": "partner"})),
        ("search_read", read("ir.model.fields"), "get_model_fields", read("res.partner")),
        ("search_read", read("ir.rule"), "explain_access", json!({"model": "res.partner", "operation": "write"})),
        ("search_read", read("mail.tracking.value"), "get_history", partner(json!({}))),
        ("search_read", read("mail.mail"), "post_message", message.clone()),
        ("search_read", read("base_import.import"), "import_records", rows.clone()),
        ("create_record", json!({"model": "mail.message", "values": {"body": "x"}}), "post_message", message.clone()),
        (
            "create_record",
            json!({"model": "mail.activity", "values": {"summary": "x"}}),
            "schedule_activity",
            partner(json!({"summary": "Ring", "dry_run": true})),
        ),
        ("execute_method", run("res.partner", "load"), "import_records", rows),
        ("execute_method", run("res.partner", "copy"), "copy_record", partner(json!({"dry_run": true}))),
        ("execute_method", run("res.partner", "update_field_translations"), "set_translations", Value::Null),
        ("execute_method", run("res.partner", "web_read_group"), "read_group", json!({"model": "res.partner", "groupby": ["country_id"]})),
        ("execute_method", run("res.partner", "search_fetch"), "search_read", read("res.partner")),
        ("execute_method", run("sale.order", "print_quotation"), "render_report", json!({"model": "sale.order"})),
        ("execute_method", run("account.move", "action_invoice_print"), "render_report", json!({"model": "account.move"})),
        (
            "update_record",
            json!({"model": "sale.order", "record_ids": [1], "values": {"user_id": "Nobody of that name"}, "dry_run": true}),
            "name_search",
            people,
        ),
    ]
}

fn start(odoo: &odoo_sim::RunningSim, account: &Account) -> Gateway {
    let login = [("ODOO_USERNAME", account.login), ("ODOO_API_KEY", account.api_key)];
    Gateway::start(&[&[("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database())][..], &login].concat())
}

fn offered(gateway: &mut Gateway) -> Vec<String> {
    let list = gateway.request("tools/list", json!({}))["result"]["tools"].clone();
    list.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
}

/// The words of a hint that stand in backticks.
fn named(hint: &str) -> Vec<&str> {
    hint.split('`').skip(1).step_by(2).collect()
}

#[test]
fn a_dead_end_names_a_tool_that_leads_on() {
    on_every_series(|odoo| {
        for account in [&ADMIN, &DEMO] {
            let mut gateway = start(odoo, account);
            let tools = offered(&mut gateway);
            for (tool, call, instead, next) in dead_ends() {
                let error = gateway.bad(tool, call.clone());
                let hint = error["hint"].as_str().unwrap_or_else(|| panic!("{tool} {call}: {error}"));
                assert!(named(hint).contains(&instead), "{} {tool} {call}: {hint}", account.login);
                assert!(tools.iter().any(|name| name == instead), "`{instead}` is not offered: {hint}");
                if !next.is_null() {
                    let answer = gateway.call(instead, next.clone());
                    let said = &answer["structuredContent"]["error"];
                    // What a session needs beside is said by the tool itself.
                    assert!(answer["isError"] != true || said["code"] == "not_configured", "{} {instead} {next}: {said}", account.login);
                }
            }
        }
    });
}

/// What nobody reaches says so, and proposes nothing.
#[test]
fn what_has_no_other_way_is_for_the_user_to_hear() {
    on_every_series(|odoo| {
        let mut gateway = start(odoo, &DEMO);
        for model in ["ir.config_parameter", "ir.mail_server", "res.users.apikeys", "ir.cron", "payment.provider"] {
            let hint = gateway.bad("search_read", json!({"model": model}))["hint"].as_str().unwrap_or_default().to_owned();
            assert!(hint.starts_with("tell the user") && named(&hint).is_empty(), "{model}: {hint}");
        }
    });
}

/// A tool that is switched off is not proposed.
#[test]
fn a_hint_names_no_tool_that_is_off() {
    on_every_series(|odoo| {
        let environment = [&super::embedded::key_of(odoo)[..], &[super::client::CORE]].concat();
        let mut gateway = Gateway::start(&environment);
        let off = gateway.bad("execute_method", json!({"model": "res.partner", "method": "copy", "record_ids": [1]}));
        assert_eq!((&off["code"], off.get("hint")), (&json!("has_a_tool"), None), "{off}");
        let on = gateway.bad("execute_method", json!({"model": "res.partner", "method": "write", "record_ids": [1]}));
        assert_eq!(on["hint"], "use `update_record`", "{on}");
    });
}

/// A model or a method is proposed only where it may be meant; a patch only where it is certain.
#[test]
fn no_guess_at_another_model_or_at_what_sends() {
    on_every_series(|odoo| {
        let mut gateway = start(odoo, &ADMIN);
        let contract = gateway.bad("search_read", json!({"model": "hr.contract"}));
        let is_19 = gateway.good("whoami", json!({}))["odoo"]["series"] == "19.0";
        assert_eq!(contract["fix"][0]["value"], if is_19 { json!("hr.version") } else { Value::Null }, "{contract}");
        let hint = contract["hint"].as_str().unwrap_or_default();
        assert!(!hint.contains("hr.contract.type"), "{contract}");
        for (model, method, never) in [
            ("sale.order", "action_quotation_prnt", "action_quotation_sent"),
            ("sale.order", "preview_sale_order", "action_preview_sale_order"),
            ("res.partner", "action_active", "action_archive"),
        ] {
            let unknown = gateway.bad("execute_method", json!({"model": model, "method": method, "record_ids": [1]}));
            assert!(!unknown.to_string().contains(never), "{unknown}");
        }
        let slip = gateway.bad("search_read", json!({"model": "res.partnr"}));
        assert_eq!(slip["fix"][0]["value"], "res.partner", "{slip}");
    });
}

/// A name that one user alone has is enough for a field that links to a user.
#[test]
fn a_person_is_named_where_a_user_is_linked() {
    super::texts::everywhere(|gateway| {
        let lead = gateway.good("create_record", json!({"model": "crm.lead", "values": {"name": "Given away"}}))["id"].clone();
        let give = |name: &str| json!({"model": "crm.lead", "record_ids": [lead], "values": {"user_id": name}, "fields": ["user_id"]});
        let given = gateway.good("update_record", give("marc demo"));
        assert_eq!(given["records"][0]["user_id"]["name"], "Marc Demo", "{given}");
        assert_eq!(given["normalised"][0]["path"], "values.user_id", "{given}");
        let several = gateway.bad("update_record", give("m"));
        assert_eq!((&several["code"], &several["path"]), (&json!("wrong_type"), &json!("values.user_id")), "{several}");
        let nobody = gateway.bad("update_record", give("Nobody of that name"));
        assert!(nobody["hint"].as_str().unwrap().contains("`name_search` on `res.users`"), "{nobody}");
        gateway.confirmed("delete_record", json!({"model": "crm.lead", "record_ids": [lead]}));
    });
}

/// Every patch of an error is applied to its call, and the call is then accepted, or refused for something else.
fn follow_patches(gateway: &mut Gateway, tool: &str, arguments: &Value, error: &Value) -> Result<(), String> {
    for problem in problems(error) {
        let Some(fix) = problem.get("fix") else { continue };
        let steps: Vec<PatchOp> = serde_json::from_value(fix.clone()).map_err(|why| format!("{fix}: {why}"))?;
        let mut fixed = arguments.clone();
        apply_patch(&mut fixed, &steps).map_err(|why| format!("{tool} {arguments} with {fix}: {why}"))?;
        if fixed.get("dry_run").is_none() && super::errors::writes(tool) {
            fixed["dry_run"] = json!(true);
        }
        let again = gateway.call(tool, fixed.clone())["structuredContent"]["error"].clone();
        let is_same = problems(&again).iter().any(|other| other["path"] == problem["path"] && other["code"] == problem["code"]);
        if is_same && !again.is_null() {
            return Err(format!("{tool} {fixed} after the patch {fix}: {again}"));
        }
    }
    Ok(())
}

/// Every tool that an error proposes is offered.
fn follow_names(gateway: &mut Gateway, error: &Value) -> Result<(), String> {
    let hints: Vec<&str> = problems(error).into_iter().filter_map(|problem| problem["hint"].as_str()).collect();
    let proposed: Vec<&str> = hints.into_iter().flat_map(named).filter(|name| super::errors::is_tool(name)).collect();
    let tools = if proposed.is_empty() { Vec::new() } else { offered(gateway) };
    match proposed.into_iter().find(|name| !tools.iter().any(|tool| tool == name)) {
        Some(name) => Err(format!("`{name}` is proposed and not offered: {error}")),
        None => Ok(()),
    }
}

/// Follows what an error proposes.
pub(crate) fn follow(gateway: &mut Gateway, tool: &str, arguments: &Value, error: &Value) -> Result<(), String> {
    follow_names(gateway, error)?;
    follow_patches(gateway, tool, arguments, error)
}
