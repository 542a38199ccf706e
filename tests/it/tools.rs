//! Every tool once against every series: the same calls, whole answers in snapshots. Where a real Odoo is named the same calls run
//! there, and what holds for every Odoo is asserted.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::client::Gateway;

/// A conversation whose answers are kept.
struct Recorder<'a> {
    gateway: &'a mut Gateway,
    answers: Vec<Value>,
    /// The tools that are listed.
    listed: BTreeSet<String>,
    called: BTreeSet<String>,
}

impl Recorder<'_> {
    fn good(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.gateway.good(tool, arguments.clone());
        self.called.insert(tool.to_owned());
        let mut shown = answer.clone();
        if let Some(now) = shown.get_mut("now") {
            *now = json!("NOW");
        }
        self.answers.push(json!({"call": {tool: arguments}, "answer": shown}));
        answer
    }

    fn bad(&mut self, tool: &str, arguments: Value) -> Value {
        let mut error = self.gateway.bad(tool, arguments.clone());
        self.called.insert(tool.to_owned());
        let whole = error.clone();
        if let Some(token) = error.get_mut("confirm_token") {
            *token = json!("TOKEN");
        }
        self.answers.push(json!({"call": {tool: arguments}, "error": error}));
        whole
    }
}

/// The tools that are offered.
fn listed(gateway: &mut Gateway) -> BTreeSet<String> {
    let tools = gateway.request("tools/list", json!({}))["result"]["tools"].clone();
    tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
}

/// Calls every tool, good and bad; every call with its whole answer. The Odoo must have sales, and the user be an administrator.
pub(crate) fn run(gateway: &mut Gateway) -> Vec<Value> {
    let listed = listed(gateway);
    let mut recorder = Recorder { gateway, answers: Vec::new(), listed, called: BTreeSet::new() };
    schema(&mut recorder);
    reading(&mut recorder);
    grouping(&mut recorder);
    let ids = writing(&mut recorder);
    bulk(&mut recorder);
    methods(&mut recorder, &ids);
    errors(&mut recorder);
    session(&mut recorder);
    let forgotten: Vec<&String> = recorder.listed.iter().filter(|tool| !recorder.called.contains(*tool)).collect();
    assert_eq!(forgotten, Vec::<&String>::new(), "every tool is called");
    recorder.answers
}

fn schema(on: &mut Recorder<'_>) {
    on.good("list_models", json!({"filter": "sale.order"}));
    on.good("list_models", json!({"category": "crm", "filter": "lead"}));
    on.good("get_model_fields", json!({"model": "res.partner", "filter": "email"}));
    on.good("get_model_fields", json!({"model": "sale.order", "filter": "invoice_status", "detail": "full"}));
    let required = on.good("get_create_requirements", json!({"model": "sale.order"}));
    assert!(required["required"]["partner_id"].is_object(), "{required}");
    let confirm = on.good("describe_method", json!({"model": "sale.order", "method": "action_confirm"}));
    assert_eq!(confirm["takes_ids"], true);
    let methods = on.gateway.good("describe_method", json!({"model": "sale.order"}));
    assert!(methods["methods"].as_array().unwrap().contains(&json!("action_confirm")), "{methods}");
    let compared = on.good("compare_versions", json!({"model": "res.groups", "from": "17.0", "to": "19.0"}));
    assert!(compared["fields_added"].as_array().unwrap().contains(&json!("privilege_id")), "{compared}");
}

fn reading(on: &mut Recorder<'_>) {
    let rows =
        json!({"model": "res.partner", "domain": [["is_company", "=", true]], "fields": ["name", "create_uid"], "order": "id", "limit": 2});
    let found = on.good("search_read", rows.clone());
    assert_eq!(found["records"].as_array().unwrap().len(), 2);
    let mut columns = rows.clone();
    columns["format"] = json!("columns");
    columns["total"] = json!(true);
    let laid_out = on.good("search_read", columns);
    assert_eq!(laid_out["columns"], json!(["create_uid", "id", "name"]));
    assert_eq!(laid_out["rows"][0][1], found["records"][0]["id"]);
    let counted = on.good("search_count", json!({"model": "res.partner", "domain": [["is_company", "=", true]]}));
    assert_eq!(laid_out["total"], counted["count"]);
    let id = &found["records"][0]["id"];
    on.good(
        "get_record",
        json!({"model": "res.partner", "record_id": id, "fields": ["name", "active", "image_128", "write_date", "child_ids"]}),
    );
    let name = found["records"][0]["name"].as_str().unwrap();
    let matches = on.good("name_search", json!({"model": "res.partner", "name": name, "limit": 1}));
    assert!(matches["matches"][0]["id"].is_u64(), "{matches}");
    let defaults = on.good("get_defaults", json!({"model": "res.partner", "fields": ["type", "active", "name"]}));
    assert_eq!(defaults["values"]["active"], true);
    let values = json!({"name": "Child", "parent_id": id});
    on.good("get_onchange", json!({"model": "res.partner", "values": values, "changed_field": "parent_id"}));
}

fn grouping(on: &mut Recorder<'_>) {
    let month = json!({"model": "sale.order", "groupby": ["date_order:month"], "aggregates": ["amount_total:sum", "amount_total:max"],
        "order": "date_order", "limit": 2});
    let groups = on.good("read_group", month);
    assert!(groups["groups"][0]["date_order:month"]["from"].as_str().unwrap().ends_with('Z'), "{groups}");
    let country = on.good("read_group", json!({"model": "res.partner", "groupby": ["country_id"], "order": "__count desc", "limit": 3}));
    assert!(country["groups"][0]["count"].is_u64(), "{country}");
    let large = json!({"model": "sale.order", "groupby": ["partner_id"], "having": [["amount_total:sum", ">", 1000]], "limit": 2});
    on.good("read_group", large);
    on.good("read_group", json!({"model": "sale.order", "groupby": [], "aggregates": ["amount_total:avg"]}));
    on.bad("read_group", json!({"model": "sale.order", "groupby": ["date_order:fortnight"], "aggregates": ["state:sum"]}));
}

/// The ids of two partners.
fn writing(on: &mut Recorder<'_>) -> Vec<Value> {
    let values = json!({"name": "Tools Test", "email": "tools@example.com", "is_company": true});
    on.good("create_record", json!({"model": "res.partner", "values": values, "dry_run": true}));
    let first = on.good("create_record", json!({"model": "res.partner", "values": values, "idempotency_key": "once"}));
    let again = on.good("create_record", json!({"model": "res.partner", "values": values, "idempotency_key": "once"}));
    assert_eq!((&first["id"], &again["repeated"]), (&again["id"], &json!(true)));
    on.bad("create_record", json!({"model": "res.partner", "values": {"name": "Other"}, "idempotency_key": "once"}));
    let change = json!({"model": "res.partner", "record_ids": [first["id"]], "values": {"email": "new@example.com"}, "dry_run": true});
    on.good("update_record", change);
    on.good("update_record", json!({"model": "res.partner", "record_ids": [first["id"]], "values": {"active": false}}));
    let hidden = json!({"model": "res.partner", "domain": [["id", "=", first["id"]]], "context": {"active_test": false}});
    assert_eq!(on.good("search_count", hidden)["count"], 1);
    on.good("delete_record", json!({"model": "res.partner", "record_ids": [first["id"]], "dry_run": true}));
    let asked = on.bad("delete_record", json!({"model": "res.partner", "record_ids": [first["id"]]}));
    let confirmed = json!({"model": "res.partner", "record_ids": [first["id"]], "confirm_token": asked["confirm_token"]});
    assert_eq!(on.gateway.good("delete_record", confirmed.clone())["deleted"], json!([first["id"]]));
    assert_eq!(on.gateway.bad("delete_record", confirmed)["code"], "bad_confirmation");
    vec![first["id"].clone()]
}

fn bulk(on: &mut Recorder<'_>) {
    let records: Vec<Value> = (0..3).map(|number| json!({"name": format!("Bulk {number}")})).collect();
    let created = on.good("bulk_create", json!({"model": "res.partner", "records": records}));
    assert_eq!(created["written"], 3);
    let ids = created["created"].as_array().unwrap().clone();
    let updates: Vec<Value> = ids.iter().enumerate().map(|(at, id)| json!({"id": id, "values": {"color": at}})).collect();
    on.good("bulk_update", json!({"model": "res.partner", "updates": updates, "dry_run": true}));
    assert_eq!(on.good("bulk_update", json!({"model": "res.partner", "updates": updates}))["updated"], json!(ids));
    on.bad("bulk_create", json!({"model": "res.partner", "records": [{"name": "ok"}, {"nmae": "x"}, {"name": "y", "color": "red"}]}));
    on.bad("bulk_update", json!({"model": "res.partner", "updates": [{"id": ids[0], "values": {}}, {"id": ids[0], "values": {}}]}));
    on.gateway.confirmed("delete_record", json!({"model": "res.partner", "record_ids": ids}));
}

fn methods(on: &mut Recorder<'_>, ids: &[Value]) {
    on.good("execute_method", json!({"model": "sale.order", "method": "action_confirm", "record_ids": [1], "dry_run": true}));
    on.bad("execute_method", json!({"model": "sale.order", "method": "write", "record_ids": [1], "args": [{}]}));
    on.bad("execute_method", json!({"model": "sale.order", "method": "_action_confirm", "record_ids": [1]}));
    on.bad("execute_method", json!({"model": "sale.order", "method": "action_confirm"}));
    on.good("run_wizard", json!({"model": "sale.order", "method": "action_confirm", "record_ids": [1], "dry_run": true}));
    on.bad("run_wizard", json!({"model": "sale.order", "method": "unlink", "record_ids": [1]}));
    on.bad("run_wizard", json!({"dialog": "no such handle"}));
    on.bad("get_record", json!({"model": "res.partner", "record_id": ids[0]}));
}

fn errors(on: &mut Recorder<'_>) {
    on.bad("search_read", json!({"model": "res.partner", "limt": 3, "context": {"language": "fr_FR"}, "format": "csv"}));
    on.bad("search_read", json!({"model": "res.partnr"}));
    on.bad("search_read", json!({"model": "res.partner", "domain": [["emial", "=", "x"]], "order": "nothing", "fields": ["naem"]}));
    on.bad("create_record", json!({"model": "res.partner", "values": {"country_id": "Belgium", "type": "hq", "color": 1.5}}));
    on.bad("get_onchange", json!({"model": "res.partner", "values": {"name": "x"}, "changed_field": "parent_id"}));
    on.bad("compare_versions", json!({"model": "res.partner", "from": "16.0", "to": "19.0"}));
    on.bad("describe_method", json!({"model": "sale.order", "method": "action_confrim"}));
}

/// Last, for it ends the session. What a `login` does is in `attacks`: a refused one counts, on a real Odoo for everybody.
fn session(on: &mut Recorder<'_>) {
    let me = on.good("whoami", json!({}));
    assert_eq!(me["administrator"], true, "{me}");
    on.bad("login", json!({"method": "oauth", "credential": 7}));
    assert_eq!(on.good("logout", json!({}))["done"], true);
    assert_eq!(on.good("logout", json!({}))["done"], false);
    on.bad("search_count", json!({"model": "res.partner"}));
}
