//! Tools that an operator declares: the examples of `config/tools/` on the embedded 17, 18 and 19 and on a real 19, and what a
//! declaration may not do.

use std::path::Path;

use odoo_sim::accounts;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::client::{Gateway, command};
use super::embedded::{key_of, on_every_series};
use super::live::environment_of_key;
use super::more::unique;

/// A folder of configuration with the examples, and with these files beside them.
fn folder(more: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let tools = folder.path().join("tools");
    std::fs::create_dir(&tools).unwrap();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("config/tools")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, tools.join(path.file_name().unwrap())).unwrap();
    }
    more.iter().for_each(|(name, text)| std::fs::write(tools.join(name), text).unwrap());
    folder
}

fn everywhere(folder: &TempDir, check: impl Fn(&mut Gateway)) {
    let directory = ("CONFIG_DIR", folder.path().to_str().unwrap());
    on_every_series(|odoo| check(&mut Gateway::start(&[&key_of(odoo)[..], &[directory]].concat())));
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).chain([directory]).collect();
    check(&mut Gateway::start(&environment));
}

fn as_user(odoo: &odoo_sim::RunningSim, account: &accounts::Account, folder: &TempDir) -> Gateway {
    Gateway::start(&[
        ("ODOO_URL", odoo.url()),
        ("ODOO_DB", odoo.database()),
        ("ODOO_USERNAME", account.login),
        ("ODOO_API_KEY", account.api_key),
        ("CONFIG_DIR", folder.path().to_str().unwrap()),
    ])
}

/// A quotation with a line of 250 for a customer of this name; its id.
fn quotation(gateway: &mut Gateway, customer: &str) -> Value {
    let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": customer}}))["id"].clone();
    let product = json!({"model": "product.product", "domain": [["sale_ok", "=", true]], "fields": ["name"], "limit": 1});
    let product = gateway.good("search_read", product)["records"][0]["id"].clone();
    let line = json!([0, 0, {"product_id": product, "product_uom_qty": 1, "price_unit": 250}]);
    gateway.good("create_record", json!({"model": "sale.order", "values": {"partner_id": partner, "order_line": [line]}}))["id"].clone()
}

#[test]
fn steps_follow_each_other_and_are_confirmed_once() {
    everywhere(&folder(&[]), |gateway| {
        let customer = unique("Declared");
        let order = quotation(gateway, &customer);
        let mut call = json!({"order": order, "approved_by": "Ana \"{{ order }}\""});
        call["dry_run"] = json!(true);
        let tried = gateway.good("approve_and_confirm", call.clone());
        assert_eq!((&tried["dry_run"], &tried["steps"]["approval"]["dry_run"]), (&json!(true), &json!(true)), "{tried}");
        call.as_object_mut().unwrap().remove("dry_run");
        let asked = gateway.bad("approve_and_confirm", call.clone());
        let question = asked["message"].as_str().unwrap();
        assert!(question.contains("write sale.order, call sale.order action_confirm"), "{asked}");
        let read = json!({"model": "sale.order", "record_id": order, "fields": ["state", "client_order_ref"]});
        assert_eq!(gateway.good("get_record", read.clone())["record"]["client_order_ref"], Value::Null, "nothing before the yes");
        gateway.confirmed("approve_and_confirm", call.clone());
        let now = gateway.good("get_record", read)["record"].clone();
        assert_eq!((&now["state"], &now["client_order_ref"]), (&json!("sale"), &json!("approved by Ana \"{{ order }}\"")), "{now}");
        // The first step finds a quotation no more.
        call["confirm_token"] = gateway.bad("approve_and_confirm", call.clone())["confirm_token"].clone();
        let again = gateway.bad("approve_and_confirm", call);
        assert!(again["code"] == "record_not_found" && again["message"].as_str().unwrap().starts_with("step `approval`"), "{again}");
        let open = gateway.good("open_orders", json!({"customer": customer}));
        assert_eq!(open["steps"]["orders"]["records"][0]["id"], order, "{open}");
        let group = &open["steps"]["sum"]["groups"][0];
        assert!(group["amount_total:sum"].as_f64().is_some_and(|sum| sum >= 250.0), "{open}");
    });
}

#[test]
fn a_value_is_a_value_whatever_it_looks_like() {
    everywhere(&folder(&[]), |gateway| {
        for text in ["{{ most }}", "', '=', 1), ('id", "[[\"id\",\">\",0]]", "__import__('os')"] {
            assert_eq!(gateway.good("open_orders", json!({"customer": text}))["steps"]["orders"]["records"], json!([]), "{text}");
        }
        let wrong = |gateway: &mut Gateway, tool: &str, call: Value| gateway.bad(tool, call)["code"].clone();
        assert_eq!(wrong(gateway, "open_orders", json!({"customer": ["id", ">", 0]})), "wrong_type");
        assert_eq!(wrong(gateway, "open_orders", json!({})), "missing_argument");
        assert_eq!(wrong(gateway, "open_orders", json!({"customer": "x", "limit": 3})), "unknown_argument");
        let late = json!({"caller": "Ana", "about": "desks", "deadline": "tomorrow"});
        assert_eq!(wrong(gateway, "follow_up", late), "wrong_value");
        let lead = gateway.good("follow_up", json!({"caller": "Ana", "about": "desks", "deadline": "2026-12-01"}));
        let lead = lead["steps"]["lead"]["id"].clone();
        let read = json!({"model": "crm.lead", "record_id": lead, "fields": ["name", "date_deadline"]});
        let read = gateway.good("get_record", read)["record"].clone();
        assert_eq!((&read["name"], &read["date_deadline"]), (&json!("Ana: desks"), &json!("2026-12-01")), "{read}");
    });
}

/// The rules of the built-in tools hold for those that are declared.
#[test]
fn a_declaration_gives_nobody_more_than_they_have() {
    let blocked = "name: settings\ndescription: Reads what is blocked.\nsteps:\n  - search_read: {model: ir.config_parameter}\n";
    let folder = folder(&[("settings.yaml", blocked)]);
    on_every_series(|odoo| {
        let mut admin = as_user(odoo, &accounts::ADMIN, &folder);
        let order = quotation(&mut admin, "Guarded");
        assert_eq!(admin.bad("settings", json!({}))["code"], "model_blocked");
        let call = json!({"order": order, "approved_by": "nobody"});
        let mut clerk = as_user(odoo, &accounts::CLERK, &folder);
        let mut agreed = call.clone();
        agreed["confirm_token"] = clerk.bad("approve_and_confirm", call.clone())["confirm_token"].clone();
        assert_eq!(clerk.bad("approve_and_confirm", agreed)["code"], "access_denied");
        let mut portal = as_user(odoo, &accounts::PORTAL, &folder);
        assert_eq!(portal.good("open_orders", json!({"customer": "Guarded"}))["steps"]["orders"]["records"], json!([]));
        let environment = [&key_of(odoo)[..], &[("CONFIG_DIR", folder.path().to_str().unwrap()), ("MCP_MODE", "readonly")]].concat();
        let tools = Gateway::start(&environment).request("tools/list", json!({}))["result"]["tools"].to_string();
        assert!(tools.contains("\"open_orders\"") && !tools.contains("approve_and_confirm"), "read-only wins");
    });
}

/// A tool that a group alone may use is not used by way of another.
#[test]
fn what_a_group_alone_may_use_is_not_reached_through_another_tool() {
    let folder = folder(&[]);
    let rule = "rbac:\n  tool_group_requirements:\n    create_record: base.group_system\n    delete_record: base.group_system\n";
    std::fs::write(folder.path().join("rbac.yaml"), rule).unwrap();
    on_every_series(|odoo| {
        let lead = json!({"caller": "Ana", "about": "desks", "deadline": "2026-12-01"});
        assert!(as_user(odoo, &accounts::ADMIN, &folder).good("follow_up", lead.clone())["steps"]["lead"]["id"].is_u64());
        assert_eq!(as_user(odoo, &accounts::DEMO, &folder).bad("follow_up", lead)["code"], "tool_not_allowed");
        let environment = [
            ("ODOO_URL", odoo.url()),
            ("ODOO_DB", odoo.database()),
            ("ODOO_USERNAME", "demo"),
            ("ODOO_API_KEY", accounts::DEMO.api_key),
            ("CONFIG_DIR", folder.path().to_str().unwrap()),
            ("MCP_TOOLSETS", "all"),
        ];
        let delete = json!({"writes": [{"tool": "delete_record", "arguments": {"model": "res.partner", "record_ids": [1]}}]});
        assert_eq!(Gateway::start(&environment).bad("apply_batch", delete.clone())["code"], "tool_not_allowed");
        let without = [&key_of(odoo)[..], &[("MCP_TOOLSETS", "extra")]].concat();
        assert_eq!(Gateway::start(&without).bad("apply_batch", delete)["code"], "tool_disabled");
    });
}

/// Where a step fails after another has written, the answer says what was done.
#[test]
fn what_was_written_before_a_failure_is_said() {
    let halfway = "name: halfway\ndescription: Renames a contact, then deletes nothing that is there.\nparameters:\n  \
                   contact: {type: integer, description: Id of a contact.}\nsteps:\n  - id: renamed\n    write: {model: res.partner, \
                   record_ids: ['{{ contact }}'], values: {name: Renamed}}\n  - id: lost\n    write: {model: res.partner, record_ids: \
                   [999999999], values: {name: Lost}}\n";
    everywhere(&folder(&[("halfway.yaml", halfway)]), |gateway| {
        let id = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Before"}}))["id"].clone();
        let mut call = json!({"contact": id});
        call["confirm_token"] = gateway.bad("halfway", call.clone())["confirm_token"].clone();
        let result = gateway.call("halfway", call);
        let content = &result["structuredContent"];
        assert_eq!((&result["isError"], &content["stopped_at"]), (&json!(true), &json!("lost")), "{result}");
        assert!(content["steps"]["renamed"].is_object() && content["error"]["code"] == "record_not_found", "{result}");
        let read = gateway.good("get_record", json!({"model": "res.partner", "record_id": id, "fields": ["name"]}));
        assert_eq!(read["record"]["name"], "Renamed");
    });
}

#[test]
fn a_misspelt_field_stops_the_start() {
    let text = "name: late\ndescription: Late deliveries of all.\nsteps:\n  - search_read:\n      model: stock.picking\n      \
                domain: [[schedule_date, '<', '2026-01-01']]\n";
    let folder = folder(&[("late.yaml", text)]);
    let output = command(&[("CONFIG_DIR", folder.path().to_str().unwrap())]).arg("serve").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    let line = "tools/late.yaml:6:17: `stock.picking` has no field `schedule_date`; did you mean `scheduled_date`";
    assert!(stderr.contains(line), "{stderr}");
}

/// Models that the operator names have tools of their own, with the fields of the connected series.
#[test]
fn a_typed_tool_has_the_fields_of_its_model() {
    let typed = ("TYPED_MODELS", "crm.lead,sale.order");
    let check = |gateway: &mut Gateway| {
        let tools = gateway.request("tools/list", json!({}))["result"]["tools"].clone();
        let create = tools.as_array().unwrap().iter().find(|tool| tool["name"] == "create_crm_lead").unwrap_or_else(|| panic!("{tools}"));
        let properties = &create["inputSchema"]["properties"];
        assert_eq!((&properties["partner_id"]["type"], &properties["name"]["type"]), (&json!("integer"), &json!("string")), "{create}");
        let made = gateway.good("create_crm_lead", json!({"name": "Typed", "expected_revenue": 1200, "type": "opportunity"}));
        let changed = gateway.good("update_crm_lead", json!({"record_id": made["id"], "contact_name": "Ana"}));
        assert_eq!(changed["records"][0]["id"], made["id"], "{changed}");
        let wrong = gateway.bad("create_crm_lead", json!({"name": "Typed", "type": "idea"}));
        assert_eq!(wrong["path"], "type", "{wrong}");
        assert_eq!(gateway.bad("create_crm_lead", json!({"nmae": "Typed"}))["code"], "unknown_argument");
        let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Typed"}}))["id"].clone();
        let product = json!({"model": "product.product", "domain": [["sale_ok", "=", true]], "fields": ["name"], "limit": 1});
        let product = gateway.good("search_read", product)["records"][0]["id"].clone();
        let lines = json!([{"product_id": product, "product_uom_qty": 2}]);
        let order = gateway.good("create_sale_order", json!({"partner_id": partner, "order_line": lines}));
        let read = json!({"model": "sale.order", "record_id": order["id"], "fields": ["order_line"]});
        assert_eq!(gateway.good("get_record", read)["record"]["order_line"].as_array().unwrap().len(), 1);
    };
    on_every_series(|odoo| check(&mut Gateway::start(&[&key_of(odoo)[..], &[typed]].concat())));
    if let Some(environment) = environment_of_key() {
        let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).chain([typed]).collect();
        check(&mut Gateway::start(&environment));
    }
    let output = command(&[("TYPED_MODELS", "crm.leed")]).arg("serve").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && stderr.contains("`crm.leed` is not a model"), "{stderr}");
}

/// A running server takes a changed file over, and keeps what it had where the file has a fault.
#[test]
fn a_changed_file_is_taken_over_without_a_restart() {
    let text = |name: &str, field: &str| {
        format!(
            "name: {name}\ndescription: The contacts of this Odoo.\nsteps:\n  - search_read: {{model: res.partner, fields: [{field}]}}\n"
        )
    };
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("tools")).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join("tools").join(name), text).unwrap();
        write("contacts.yaml", &text("first_contacts", "name"));
        let folder = ("CONFIG_DIR", folder.path().to_str().unwrap());
        let mut gateway = Gateway::start(&[&key_of(odoo)[..], &[folder, ("MCP_TOOLSETS", "core,declared")]].concat());
        assert!(gateway.good("first_contacts", json!({}))["steps"]["step_1"]["records"][0]["name"].is_string());
        write("contacts.yaml", &text("second_contacts", "email"));
        let mut changed = Vec::new();
        while changed.len() < 3 {
            changed.push(gateway.receive()["method"].as_str().unwrap().to_owned());
        }
        changed.sort();
        let lists = ["prompts", "resources", "tools"].map(|list| format!("notifications/{list}/list_changed"));
        assert_eq!(changed, lists);
        let tools = gateway.request("tools/list", json!({}))["result"]["tools"].to_string();
        assert!(tools.contains("\"second_contacts\"") && !tools.contains("first_contacts"), "{tools}");
        gateway.good("second_contacts", json!({}));
        let gone = gateway.request("tools/call", json!({"name": "first_contacts", "arguments": {}}));
        assert_eq!(gone["error"]["code"], -32602, "{gone}");
        write("contacts.yaml", &text("third_contacts", "nmae"));
        let fault = gateway.logged("tools/contacts.yaml");
        assert!(fault.contains("tools/contacts.yaml:4:") && fault.contains("did you mean `name`"), "{fault}");
        gateway.good("second_contacts", json!({}));
        gateway.stop();
    });
}
