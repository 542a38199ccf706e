//! Writes that are safe: confirmations in both eras, idempotency keys across a restart, bulk writes that break in the middle, and
//! answers that never come.

use odoo_sim::{Fault, FaultRule, RunningSim};
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};

/// A partner to delete.
fn partner(gateway: &mut Gateway, name: &str) -> Value {
    gateway.good("create_record", json!({"model": "res.partner", "values": {"name": name}}))["id"].clone()
}

fn deletes(odoo: &RunningSim) -> usize {
    odoo.executed("res.partner", "unlink")
}

#[test]
fn a_person_is_asked_where_the_client_can() {
    on_every_series(|odoo| {
        let capabilities = json!({"elicitation": {}});
        let mut gateway = Gateway::start_as(&["serve"], &key_of(odoo), capabilities);
        let id = partner(&mut gateway, "Asked");
        let delete = json!({"model": "res.partner", "record_ids": [id]});
        let replies = [
            (json!({"action": "decline"}), "declined"),
            (json!({"action": "accept", "content": {"confirm": false}}), "declined"),
            (json!({"action": "cancel"}), "declined"),
        ];
        for (reply, code) in replies {
            let (asked, result) = gateway.call_answering("delete_record", delete.clone(), &reply);
            assert_eq!(asked["params"]["message"], "Delete 1 record of res.partner (Asked) for good?", "{asked}");
            assert_eq!(result["structuredContent"]["error"]["code"], code, "{result}");
        }
        assert_eq!(deletes(odoo), 0);
        let yes = json!({"action": "accept", "content": {"confirm": true}});
        let (_, result) = gateway.call_answering("delete_record", delete, &yes);
        assert_eq!(result["structuredContent"]["deleted"], json!([id]));
        assert_eq!(deletes(odoo), 1);
    });
}

#[test]
fn the_stateless_era_asks_by_its_answer() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::spawn(&key_of(odoo));
        let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"}});
        let mut call = |tool: &str, arguments: Value, more: Value| {
            let mut parameters = json!({"_meta": meta, "name": tool, "arguments": arguments});
            parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            gateway.request("tools/call", parameters)["result"].clone()
        };
        let created = call("create_record", json!({"model": "res.partner", "values": {"name": "Sealed"}}), json!({}));
        let id = created["structuredContent"]["id"].clone();
        let delete = json!({"model": "res.partner", "record_ids": [id]});
        let asked = call("delete_record", delete.clone(), json!({}));
        assert_eq!(asked["resultType"], "input_required", "{asked}");
        let form = &asked["inputRequests"]["confirm"];
        assert_eq!((&form["method"], &form["params"]["mode"]), (&json!("elicitation/create"), &json!("form")), "{asked}");
        let reply = |yes: bool| {
            json!({"requestState": asked["requestState"],
            "inputResponses": {"confirm": {"action": "accept", "content": {"confirm": yes}}}})
        };
        let other = call("delete_record", json!({"model": "res.partner", "record_ids": [1]}), reply(true));
        assert_eq!(other["structuredContent"]["error"]["code"], "bad_confirmation", "bound to its arguments: {other}");
        assert_eq!(call("delete_record", delete.clone(), reply(true))["structuredContent"]["deleted"], json!([id]));
        let replayed = call("delete_record", delete, reply(true));
        assert_eq!(replayed["structuredContent"]["error"]["code"], "bad_confirmation", "good for one use: {replayed}");
        assert_eq!(deletes(odoo), 1);
    });
}

#[test]
fn a_key_outlives_a_restart_where_a_state_folder_is_configured() {
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["serve", "--state", folder.path().to_str().unwrap()];
        let create = json!({"model": "res.partner", "values": {"name": "Once"}, "idempotency_key": "k1"});
        let mut first = Gateway::start_with(&arguments, &key_of(odoo));
        let id = first.good("create_record", create.clone())["id"].clone();
        first.stop();
        let mut second = Gateway::start_with(&arguments, &key_of(odoo));
        let again = second.good("create_record", create);
        assert_eq!((&again["id"], &again["repeated"]), (&id, &json!(true)));
        assert_eq!(odoo.executed("res.partner", "web_save"), 1);
    });
}

#[test]
fn a_write_whose_answer_is_lost_is_sent_once_and_never_again() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        gateway.good("search_count", json!({"model": "res.partner"}));
        odoo.faults().add(FaultRule::new(Fault::DropAfter(20)).method("web_save").times(1));
        let create = json!({"model": "res.partner", "values": {"name": "Lost"}, "idempotency_key": "k2"});
        for _ in 0..2 {
            let error = gateway.bad("create_record", create.clone());
            assert_eq!((&error["code"], &error["retryable"]), (&json!("unknown_outcome"), &json!(false)), "{error}");
        }
        assert_eq!(odoo.executed("res.partner", "web_save"), 1);
    });
}

#[test]
fn a_bulk_write_that_breaks_reports_what_was_written_and_resumes() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start_with(&["serve", "--no-confirm"], &key_of(odoo));
        let records: Vec<Value> = (0..250).map(|number| json!({"name": format!("Bulk {number}")})).collect();
        gateway.good("search_count", json!({"model": "res.partner"}));
        odoo.faults().add(FaultRule::new(Fault::Html(403)).method("create").after(1).times(1));
        let mut arguments = json!({"model": "res.partner", "records": records});
        let (progress, result) = gateway.call_with_progress("bulk_create", arguments.clone());
        let report = &result["structuredContent"];
        assert_eq!(result["isError"], true, "{report}");
        assert_eq!(progress, [json!(100)], "{report}");
        assert_eq!((&report["written"], report["created"].as_array().unwrap().len()), (&json!(100), 100));
        assert_eq!(report["not_written"], json!({"from": 100, "to": 250}));
        // Of the part that got a page instead of an answer it is not known whether Odoo did it, so no place to go on is named.
        let unknown = json!({"from": 100, "to": 200});
        assert_eq!((&report["unknown"], report.get("resume_from")), (&unknown, None), "{}: {report}", odoo.series());
        arguments["resume_from"] = json!(100);
        let rest = gateway.good("bulk_create", arguments);
        assert_eq!(rest["written"], 150);
        let bulk = json!({"model": "res.partner", "domain": [["name", "=like", "Bulk %"]]});
        assert_eq!(gateway.good("search_count", bulk)["count"], 250);
    });
}

#[test]
fn many_records_are_confirmed_first() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let records: Vec<Value> = (0..51).map(|number| json!({"name": format!("Many {number}")})).collect();
        let created = gateway.confirmed("bulk_create", json!({"model": "res.partner", "records": records}));
        assert_eq!(created["written"], 51);
        gateway.confirmed("update_record", json!({"model": "res.partner", "record_ids": created["created"], "values": {"color": 1}}));
    });
}

/// What only looks at a new record runs what modules wrote, which may use up a number or make a sequence.
#[test]
fn read_only_mode_asks_nothing_that_may_write() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&[&key_of(odoo)[..], &[("MCP_MODE", "readonly"), ("MCP_TOOLSETS", "all")]].concat());
        for (model, field) in
            [("res.company", "name"), ("stock.lot", "name"), ("stock.warehouse.orderpoint", "name"), ("res.partner", "name")]
        {
            assert_eq!(gateway.bad("get_defaults", json!({"model": model}))["code"], "mode_read_only", "{model}");
            let onchange = json!({"model": model, "values": {field: "x"}, "changed_field": field});
            assert_eq!(gateway.bad("get_onchange", onchange)["code"], "mode_read_only", "{model}");
            gateway.good("get_create_requirements", json!({"model": model}));
            gateway.good("get_model_fields", json!({"model": model}));
        }
        gateway.good("get_model_fields", json!({"model": "x_trip"}));
        gateway.stop();
        let writes = |method: &str| ["default_get", "onchange", "create", "write", "name_create"].contains(&method);
        let requests = odoo.requests();
        let asked: Vec<&str> = requests.iter().filter_map(|request| request.method.as_deref()).filter(|method| writes(method)).collect();
        assert!(asked.is_empty(), "{asked:?}");
    });
}
