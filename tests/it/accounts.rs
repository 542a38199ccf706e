//! Whose account it is: the address of another user, one's own account and activities, and records about what is blocked.

use odoo_sim::RunningSim;
use odoo_sim::accounts::{Account, CLERK, DEMO};
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};

fn as_user(odoo: &RunningSim, account: &Account) -> Gateway {
    let of = [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", account.login)];
    Gateway::start(&of.into_iter().chain([("ODOO_PASSWORD", account.password())]).collect::<Vec<_>>())
}

fn update(model: &str, id: &Value, values: Value) -> Value {
    json!({"model": model, "record_ids": [id], "values": values})
}

/// By the contact itself, by a field that is computed from it and by a child of another record; and not where it is the same address.
#[test]
fn the_address_of_another_user_is_not_written_by_whatever_field() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&[&key_of(odoo)[..], &[("MCP_TOOLSETS", "all")]].concat());
        let clerk = json!(CLERK.partner_id);
        let evil = json!({"email": "evil@attacker.example"});
        let company = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "C"}}))["id"].clone();
        let lead = gateway.good("create_record", json!({"model": "crm.lead", "values": {"name": "L"}}))["id"].clone();
        for (tool, arguments) in [
            ("update_record", update("res.partner", &clerk, evil.clone())),
            ("update_record", update("res.partner", &company, json!({"child_ids": [[1, clerk, evil]]}))),
            ("update_record", update("crm.lead", &lead, json!({"partner_id": clerk, "email_from": "evil@attacker.example"}))),
            ("create_record", json!({"model": "crm.lead", "values": {"name": "L", "partner_id": clerk, "email_from": "e@a.example"}})),
            ("create_record", json!({"model": "hr.employee", "values": {"name": "E", "user_id": 7, "work_email": "e@a.example"}})),
        ] {
            let error = gateway.bad(tool, arguments.clone());
            assert_eq!(error["code"], "field_never_written", "{} {arguments}: {error}", odoo.series());
        }
        // An import that is only tried says the same, and names the row.
        gateway.good("update_record", update("res.partner", &clerk, json!({"ref": "C-7"})));
        let rows = json!([{"ref": "C-8", "name": "New"}, {"ref": "C-7", "email": "evil@attacker.example"}]);
        for is_tried in [true, false] {
            let error = gateway.bad("import_records", json!({"model": "res.partner", "match": ["ref"], "rows": rows, "dry_run": is_tried}));
            assert_eq!((error["code"].as_str(), error["path"].as_str()), (Some("field_never_written"), Some("rows[1].email")), "{error}");
        }
        gateway.good("update_record", update("res.partner", &company, evil));
        gateway.good("update_record", update("crm.lead", &lead, json!({"partner_id": company, "email_from": "new@company.example"})));
        gateway.good("update_record", update("res.partner", &clerk, json!({"phone": "+32 2 290 34 90"})));
        gateway.stop();
    });
}

#[test]
fn contacts_of_users_are_not_merged_and_others_are() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let wizard = "base.partner.merge.automatic.wizard";
        let mut made = |name: &str| gateway.good("create_record", json!({"model": "res.partner", "values": {"name": name}}))["id"].clone();
        let (first, second) = (made("Twin"), made("Twin"));
        let merge = |ids: Value| json!({"model": "res.partner", "method": wizard, "record_ids": ids, "press": "action_merge"});
        let merged = gateway.confirmed("run_wizard", merge(json!([first, second])));
        assert!(merged["gone"].as_array().is_some_and(|gone| gone.len() == 1), "{merged}");
        let mut of_user = merge(json!([CLERK.partner_id, merged["records"][0]["id"]]));
        of_user["confirm_token"] = gateway.bad("run_wizard", of_user.clone())["confirm_token"].clone();
        let refused = gateway.bad("run_wizard", of_user);
        assert_eq!(refused["code"], "field_never_written", "{}: {refused}", odoo.series());
        for method in ["action_start_automatic_process", "action_update_all_process", "action_start_manual_process"] {
            let error = gateway.bad("execute_method", json!({"model": wizard, "method": method, "record_ids": [1]}));
            assert_eq!(error["code"], "has_a_tool", "{method}: {error}");
        }
        gateway.stop();
    });
}

#[test]
fn ones_own_language_and_signature_are_written_and_nothing_else_of_an_account() {
    on_every_series(|odoo| {
        let mut gateway = as_user(odoo, &DEMO);
        let own = json!(DEMO.user_id);
        gateway.good("update_record", update("res.users", &own, json!({"signature": "<p>Marc</p>", "lang": "en_US"})));
        for (id, values) in [
            (own.clone(), json!({"login": "x"})),
            (own.clone(), json!({"signature": "<p>x</p>", "email": "x@y.example"})),
            (json!(CLERK.user_id), json!({"signature": "<p>x</p>"})),
        ] {
            let error = gateway.bad("update_record", update("res.users", &id, values.clone()));
            assert_eq!(error["code"], "model_blocked", "{id} {values}: {error}");
        }
        gateway.stop();
    });
}

#[test]
fn what_is_about_a_blocked_model_is_neither_found_nor_read() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&[&key_of(odoo)[..], &[("MCP_SCOPE", "mail.message:R,crm.lead:RW")]].concat());
        let lead = gateway.good("create_record", json!({"model": "crm.lead", "values": {"name": "About"}}))["id"].clone();
        let post = json!({"model": "crm.lead", "method": "message_post", "record_ids": [lead], "kwargs": {"body": "seen"}});
        gateway.good("execute_method", post);
        let search = |domain: Value| json!({"model": "mail.message", "domain": domain, "fields": ["id", "model", "subject"], "limit": 100});
        let all = gateway.good("search_read", search(json!([])));
        let models: Vec<&Value> = all["records"].as_array().unwrap().iter().map(|record| &record["model"]).collect();
        assert!(!models.is_empty() && models.iter().all(|model| **model == json!("crm.lead") || model.is_null()), "{all}");
        gateway.stop();
    });
}
