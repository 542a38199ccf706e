//! Mistakes seen in other Odoo servers, each as a test that ours does the opposite. What is shown elsewhere is not repeated here:
//! confirmations and lost answers are in `safety`, broken servers in `broken`.

use odoo_sim::RunningSim;
use serde_json::{Value, json};

use super::client::{Gateway, problems};
use super::embedded::{key_of, on_every_series};

/// Refused with this at that path, and nothing reached Odoo that could act on it.
fn refused(odoo: &RunningSim, gateway: &mut Gateway, tool: &str, arguments: Value, path: &str) -> Value {
    let (creates, searches) = (odoo.calls("res.partner", "web_save"), odoo.calls("res.partner", "search_read"));
    let error = gateway.bad(tool, arguments.clone());
    let paths: Vec<&str> = problems(&error).into_iter().filter_map(|problem| problem["path"].as_str()).collect();
    assert!(paths.iter().any(|found| found.starts_with(path)), "{arguments}: expected {path}, got {error}");
    assert_eq!((odoo.calls("res.partner", "web_save"), odoo.calls("res.partner", "search_read")), (creates, searches), "{arguments}");
    error
}

fn create(values: Value) -> Value {
    json!({"model": "res.partner", "values": values})
}

fn search(domain: Value) -> Value {
    json!({"model": "res.partner", "domain": domain, "limit": 1})
}

#[test]
fn wrong_data_a_malformed_domain_is_never_widened() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        for domain in [json!(["name", "=", "x"]), json!([["name", "="]]), json!([["name", "=", "x"], "&"]), json!([[["name"]]]), json!([7])]
        {
            refused(odoo, &mut gateway, "search_read", search(domain), "domain");
        }
        let text = gateway.bad("search_read", json!({"model": "res.partner", "domain": "[]"}));
        assert_eq!(text["path"], "domain");
        let quoted = gateway.bad("search_read", json!({"model": "res.partner", "domain": "[('name', '=', 'x')]"}));
        assert_eq!(quoted["fix"], json!([{"op": "replace", "path": "/domain", "value": [["name", "=", "x"]]}]));
    });
}

#[test]
fn wrong_data_a_search_that_can_find_nothing_says_so() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let count = gateway.good("search_count", json!({"model": "sale.order", "domain": [["state", "=", "Quotation"]]}));
        let note =
            json!({"path": "domain[0][2]", "message": "`state` of `sale.order` never is `Quotation`", "hint": "did you mean `draft`"});
        assert_eq!((&count["count"], &count["notes"]), (&json!(0), &json!([note])));
        let plain = gateway.good("search_count", json!({"model": "sale.order", "domain": [["state", "=", "draft"]]}));
        assert!(plain["count"].as_u64() > Some(0) && plain.get("notes").is_none());
    });
}

#[test]
fn wrong_data_a_search_reports_whether_there_is_more() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let arguments = |offset: &Value| json!({"model": "res.partner", "fields": ["name"], "order": "id", "limit": 7, "offset": offset, "total": true});
        let (mut seen, mut offset) = (Vec::new(), json!(0));
        loop {
            let page = gateway.good("search_read", arguments(&offset));
            seen.extend(page["records"].as_array().unwrap().iter().map(|record| record["id"].clone()));
            assert!(page["total"].as_u64() >= Some(seen.len() as u64));
            if page["has_more"] == false {
                assert_eq!(page["total"], seen.len());
                break;
            }
            offset = page["next_offset"].clone();
        }
        let unique: std::collections::BTreeSet<String> = seen.iter().map(Value::to_string).collect();
        assert_eq!(unique.len(), seen.len());
    });
}

#[test]
fn wrong_data_an_answer_keeps_to_its_budget() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start_with(&["serve", "--no-confirm"], &key_of(odoo));
        let long = "word ".repeat(400);
        let records: Vec<Value> = (0..200).map(|number| json!({"name": format!("Long {number}"), "comment": long})).collect();
        gateway.good("bulk_create", json!({"model": "res.partner", "records": records}));
        let plain = gateway.call("search_read", json!({"model": "res.partner"}));
        assert!(plain["structuredContent"].to_string().len() <= 8_500, "{}", plain["structuredContent"].to_string().len());
        let asked = gateway.good(
            "search_read",
            json!({"model": "res.partner", "domain": [["name", "=like", "Long %"]], "fields": ["comment"], "limit": 200}),
        );
        assert!(asked.to_string().len() <= 33_000, "{}", asked.to_string().len());
        assert_eq!(asked["has_more"], true);
        assert!(asked["left_out"].to_string().contains("get_record"), "{}", asked["left_out"]);
    });
}

#[test]
fn wrong_data_a_bulk_write_costs_what_it_writes() {
    on_every_series(|odoo| {
        let environment: Vec<(&str, &str)> = key_of(odoo).into_iter().chain([("RATE_LIMIT_WRITE", "5")]).collect();
        let mut gateway = Gateway::start(&environment);
        let records = |count: usize| json!({"model": "res.partner", "records": vec![json!({"name": "Counted"}); count]});
        gateway.good("bulk_create", records(4));
        assert_eq!(gateway.bad("bulk_create", records(4))["code"], "rate_limited");
        gateway.good("create_record", create(json!({"name": "The fifth"})));
        assert_eq!((odoo.executed("res.partner", "create"), odoo.executed("res.partner", "web_save")), (1, 1));
    });
}

/// Method names keep their capitals: a custom method may have them.
#[test]
fn refusing_what_is_right_a_method_name_is_not_changed() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let call = json!({"model": "x_trip", "method": "planTheTrip", "record_ids": [1]});
        let result = gateway.call("execute_method", call);
        assert!(result.to_string().contains("planTheTrip") && !result.to_string().contains("planthetrip"), "{result}");
        assert_eq!(odoo.calls("x_trip", "planthetrip"), 0);
    });
}

#[test]
fn refusing_what_is_right() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let domains = [
            json!([["name", "ilike", "a"], ["active", "=", true]]),
            json!([["child_ids", "any", [["name", "ilike", "a"]]]]),
            json!([["child_ids", "not any", [["name", "=", "x"]]]]),
            json!([[1, "=", 1]]),
            json!(["|", ["x_studio_field_AbC12", "=", "x"], ["name", "!=", false]]),
        ];
        for domain in domains {
            gateway.good("search_read", search(domain));
        }
        let id = gateway.good("create_record", create(json!({"name": "Archive me"})))["id"].clone();
        gateway.good("update_record", json!({"model": "res.partner", "record_ids": [id], "values": {"active": false}}));
        assert_eq!(gateway.good("search_count", search_count(&id))["count"], 0);
    });
}

fn search_count(id: &Value) -> Value {
    json!({"model": "res.partner", "domain": [["id", "=", id]]})
}

#[test]
fn accepting_what_is_wrong() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let values = [
            (json!({"name": "x", "country_id": "Belgium"}), "values.country_id"),
            (json!({"name": "x", "child_ids": [[9, 0, {}]]}), "values.child_ids"),
            (json!({"name": "x", "child_ids": [[0, 0, {"nmae": "y"}]]}), "values.child_ids[0][2].nmae"),
            (json!({"name": 7}), "values.name"),
            (json!({"name": "x", "color": 1.7}), "values.color"),
            (json!({"name": "x", "type": "hq"}), "values.type"),
            (json!({"name": "x", "is_company": "yes"}), "values.is_company"),
            (json!({"name": "x", "color": 3_000_000_000_u64}), "values.color"),
            (json!({"name": "x", "no_such": 1}), "values.no_such"),
        ];
        for (values, path) in values {
            refused(odoo, &mut gateway, "create_record", create(values), path);
        }
        refused(odoo, &mut gateway, "search_read", json!({"model": "res.partner", "limt": 3}), "limt");
        refused(odoo, &mut gateway, "get_record", json!({"model": "res.partner", "record_id": true}), "record_id");
        refused(odoo, &mut gateway, "create_record", json!({"model": "sale.order", "values": {}}), "values.partner_id");
        refused(
            odoo,
            &mut gateway,
            "create_record",
            json!({"model": "sale.order", "values": {"partner_id": 1, "date_order": "2026-02-30"}}),
            "values.date_order",
        );
        let pair = gateway.good(
            "create_record",
            json!({"model": "res.partner", "values": {"name": "x", "parent_id": [1, "My Company"]}, "dry_run": true}),
        );
        assert_eq!((&pair["values"]["parent_id"], pair["normalised"].as_array().unwrap().len()), (&json!(1), 1));
    });
}

#[test]
fn protocol_what_is_claimed_is_served() {
    let mut gateway = Gateway::spawn(&[]);
    let client = json!({"name": "test", "version": "1"});
    let answer = gateway.request("initialize", json!({"protocolVersion": "1999-01-01", "capabilities": {}, "clientInfo": client}));
    assert_eq!(answer["result"]["protocolVersion"], "2025-11-25", "negotiated, not echoed: {answer}");
    assert_eq!(answer["result"]["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(
        answer["result"]["capabilities"],
        json!({"completions": {}, "prompts": {"listChanged": true}, "resources": {"listChanged": true, "subscribe": true}, "tools": {"listChanged": true}})
    );
}

fn core_tools() -> Vec<Value> {
    let tools = Gateway::start(&[super::client::CORE]).request("tools/list", json!({}))["result"]["tools"].clone();
    tools.as_array().unwrap().clone()
}

#[test]
fn protocol_annotations_of_core_tools_are_true() {
    let adds = ["create_record", "bulk_create", "login", "logout"];
    let overwrites = ["update_record", "delete_record", "bulk_update", "execute_method", "run_wizard"];
    for tool in core_tools() {
        let (name, hints) = (tool["name"].as_str().unwrap(), &tool["annotations"]);
        let reads = !adds.contains(&name) && !overwrites.contains(&name);
        assert_eq!(hints["readOnlyHint"] == true, reads, "{tool}");
        assert_eq!(!reads && hints["destructiveHint"] != false, overwrites.contains(&name), "{tool}");
    }
}

#[test]
fn protocol_the_list_of_core_tools_is_small() {
    let size = json!(core_tools()).to_string().len();
    assert!(size < 18_432, "{size} bytes");
}

#[test]
fn protocol_the_list_of_tools_is_the_same_at_every_start() {
    assert_eq!(core_tools(), core_tools());
}

#[test]
fn protocol_a_client_that_cannot_be_asked_is_not() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let id = gateway.good("create_record", create(json!({"name": "Quiet"})))["id"].clone();
        let asked = gateway.bad("delete_record", json!({"model": "res.partner", "record_ids": [id]}));
        assert_eq!(asked["code"], "confirmation_needed");
        let mut forged = asked["confirm_token"].as_str().unwrap().to_owned();
        forged.push('A');
        let call = json!({"model": "res.partner", "record_ids": [id], "confirm_token": forged});
        assert_eq!(gateway.bad("delete_record", call)["code"], "bad_confirmation");
        assert_eq!(odoo.calls("res.partner", "unlink"), 0);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn network_stdio_opens_no_port() {
    let gateway = Gateway::start(&[]);
    let sockets = |kind: &str| std::fs::read_to_string(format!("/proc/{}/net/{kind}", gateway.id())).unwrap();
    let own: Vec<String> = std::fs::read_dir(format!("/proc/{}/fd", gateway.id()))
        .unwrap()
        .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok()?.to_str()?.strip_prefix("socket:[").map(str::to_owned))
        .collect();
    for line in sockets("tcp").lines().chain(sockets("tcp6").lines()) {
        assert!(!own.iter().any(|socket| line.contains(socket.trim_end_matches(']'))), "{line}");
    }
}
