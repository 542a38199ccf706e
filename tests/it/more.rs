//! The tools of the toolset `more`, from one body on the embedded 17, 18 and 19 and on a real 19: what they do, with another user's
//! record, as a clerk, and with bad input.

use std::hash::{BuildHasher, Hasher, RandomState};

use odoo_sim::accounts;
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::on_every_series;
use super::live::environment_of_key;

/// Every toolset, and no bound on writes a minute.
const ALL: [(&str, &str); 3] = [("MCP_TOOLSETS", "all"), ("RATE_LIMIT_WRITE", "0"), ("RATE_LIMIT_GLOBAL", "0")];

/// Runs a check with a gateway of the administrator on each embedded Odoo, and on a real one.
fn everywhere(check: impl Fn(&mut Gateway)) {
    on_every_series(|odoo| check(&mut as_user(odoo, &accounts::ADMIN)));
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).chain(ALL).collect();
    check(&mut Gateway::start(&environment));
}

/// A gateway of an account.
fn as_user(odoo: &odoo_sim::RunningSim, account: &odoo_sim::accounts::Account) -> Gateway {
    let base =
        [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", account.login), ("ODOO_API_KEY", account.api_key)];
    Gateway::start(&base.into_iter().chain(ALL).collect::<Vec<_>>())
}

/// The id of a new record.
fn new(gateway: &mut Gateway, model: &str, values: Value) -> Value {
    gateway.good("create_record", json!({"model": model, "values": values}))["id"].clone()
}

/// A name that no other run of the tests has used on the same Odoo.
pub(super) fn unique(name: &str) -> String {
    format!("{name} {:x}", RandomState::new().build_hasher().finish())
}

#[test]
fn a_quotation_is_duplicated_with_its_lines() {
    everywhere(|gateway| {
        let partner = new(gateway, "res.partner", json!({"name": "Copied"}));
        let product = new(gateway, "product.product", json!({"name": "Chair", "list_price": 40}));
        let lines = json!([[0, 0, {"product_id": product, "product_uom_qty": 3}]]);
        let order = new(gateway, "sale.order", json!({"partner_id": partner, "order_line": lines}));
        let copy = json!({"model": "sale.order", "record_id": order, "values": {"client_order_ref": "again"}});
        let mut tried = copy.clone();
        tried["dry_run"] = json!(true);
        assert_eq!(gateway.good("copy_record", tried)["copy_of"]["id"], order);
        let made = gateway.good("copy_record", copy);
        assert!(made["id"].is_u64() && made["id"] != order, "{made}");
        assert_eq!(made["record"]["state"], "draft", "{made}");
        let fields = json!(["client_order_ref", "order_line", "partner_id"]);
        let read = gateway.good("get_record", json!({"model": "sale.order", "record_id": made["id"], "fields": fields}));
        assert_eq!(read["record"]["client_order_ref"], "again");
        assert_eq!((&read["record"]["partner_id"]["id"], read["record"]["order_line"].as_array().unwrap().len()), (&partner, 1), "{read}");
        let bad = gateway.bad("copy_record", json!({"model": "sale.order", "record_id": order, "values": {"client_order_rf": "x"}}));
        assert!(bad["hint"].as_str().unwrap().contains("`client_order_ref`"), "{bad}");
        let missing = gateway.bad("copy_record", json!({"model": "sale.order", "record_id": 999_999_999}));
        assert_eq!(missing["code"], "record_not_found");
        assert_eq!(gateway.bad("copy_record", json!({"model": "res.users", "record_id": 2}))["code"], "model_blocked");
    });
}

#[test]
fn a_record_is_made_once_and_then_updated() {
    everywhere(|gateway| {
        let reference = unique("C");
        let upsert = |values: Value| json!({"model": "res.partner", "match": {"ref": reference}, "values": values});
        let mut tried = upsert(json!({"name": "First"}));
        tried["dry_run"] = json!(true);
        assert_eq!(gateway.good("upsert_record", tried)["outcome"], "would_create");
        let made = gateway.good("upsert_record", upsert(json!({"name": "First", "city": "Ghent"})));
        assert_eq!((&made["outcome"], &made["record"]["display_name"]), (&json!("created"), &json!("First")), "{made}");
        let same = gateway.good("upsert_record", upsert(json!({"name": "First", "city": "Ghent"})));
        assert_eq!((&same["outcome"], &same["id"]), (&json!("unchanged"), &made["id"]));
        let other = gateway.good("upsert_record", upsert(json!({"name": "Second"})));
        assert_eq!((&other["outcome"], &other["id"]), (&json!("updated"), &made["id"]));
        new(gateway, "res.partner", json!({"name": "Twin", "ref": reference}));
        let twins = gateway.bad("upsert_record", upsert(json!({"name": "Third"})));
        assert!(twins["message"].as_str().unwrap().contains("Twin"), "{twins}");
        for nothing in [json!({}), json!({"ref": ""})] {
            let call = json!({"model": "res.partner", "match": nothing, "values": {"name": "x"}});
            assert_eq!(gateway.bad("upsert_record", call)["code"], "wrong_value");
        }
        let call = json!({"model": "res.partner", "match": {"rf": "x"}, "values": {"name": "x"}});
        assert_eq!(gateway.bad("upsert_record", call)["code"], "unknown_field");
    });
}

#[test]
fn everything_about_a_customer_is_one_call() {
    everywhere(|gateway| {
        let name = unique("Zephyr");
        let partner = new(gateway, "res.partner", json!({"name": name, "is_company": true}));
        let order = new(gateway, "sale.order", json!({"partner_id": partner}));
        let lead = new(gateway, "crm.lead", json!({"name": format!("Offer for {name}"), "partner_id": partner}));
        let found = gateway.good("search_all", json!({"text": name}));
        assert!(found.get("not_searched").is_none(), "an administrator searches everywhere: {found}");
        assert_eq!(found["contacts"][0]["id"], partner, "{found}");
        assert_eq!((&found["documents"]["sale.order"][0]["id"], &found["documents"]["crm.lead"][0]["id"]), (&order, &lead), "{found}");
        assert_eq!(found["named"]["crm.lead"][0]["id"], lead, "{found}");
        assert_eq!(gateway.bad("search_all", json!({"text": " "}))["code"], "wrong_value");
        let nothing = gateway.good("search_all", json!({"text": unique("nobody")}));
        assert_eq!((&nothing["contacts"], &nothing["documents"]), (&json!([]), &json!({})), "{nothing}");
    });
}

#[test]
fn stock_is_told_by_location_now_and_on_a_date() {
    on_every_series(|odoo| {
        let mut gateway = as_user(odoo, &accounts::ADMIN);
        let lamp = gateway.good("get_stock", json!({"product": "Desk Lamp"}));
        let product = &lamp["products"][0];
        assert_eq!((&product["quantity"], &product["reserved"], &product["free"]), (&json!(7.0), &json!(7.0), &json!(0.0)), "{lamp}");
        assert_eq!(product["locations"].as_object().unwrap().len(), 1, "{lamp}");
        let later = gateway.good("get_stock", json!({"product": "Desk Lamp", "date": "2099-12-31"}));
        assert!(later["products"][0]["quantity_on_date"].is_number(), "{later}");
        assert_eq!(gateway.bad("get_stock", json!({"product": "No such lamp"}))["code"], "record_not_found");
        assert_eq!(gateway.bad("get_stock", json!({"product": "Desk Lamp", "date": "tomorrow"}))["code"], "bad_date");
        assert_eq!(gateway.bad("get_stock", json!({"product": "Desk Lamp", "location": "Nowhere"}))["code"], "record_not_found");
    });
}

/// What went out after a day was there on that day: compared with the stock that Odoo itself counts.
#[test]
fn stock_follows_the_moves_on_a_real_odoo() {
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).chain(ALL).collect();
    let gateway = &mut Gateway::start(&environment);
    let name = unique("Stool");
    let product = new(gateway, "product.product", json!({"name": name, "type": "consu", "is_storable": true}));
    let warehouse = json!({"model": "stock.warehouse", "fields": ["lot_stock_id"], "limit": 1});
    let stock = gateway.good("search_read", warehouse)["records"][0]["lot_stock_id"]["id"].clone();
    let quant = new(gateway, "stock.quant", json!({"product_id": product, "location_id": stock, "inventory_quantity": 8}));
    gateway.confirmed("execute_method", json!({"model": "stock.quant", "method": "action_apply_inventory", "record_ids": [quant]}));
    let told = gateway.good("get_stock", json!({"product": name}));
    assert_eq!(told["products"][0]["quantity"], 8.0, "{told}");
    let before = gateway.good("get_stock", json!({"product": name, "date": "2020-01-01"}));
    assert_eq!((&before["products"][0]["quantity"], &before["products"][0]["quantity_on_date"]), (&json!(8.0), &json!(0.0)), "{before}");
}

#[test]
fn access_is_explained_by_the_step_that_decides() {
    on_every_series(|odoo| {
        let mut admin = as_user(odoo, &accounts::ADMIN);
        let order = admin.good("search_read", json!({"model": "sale.order", "limit": 1}))["records"][0]["id"].clone();
        let explain = |model: &str, operation: &str, id: &Value| json!({"model": model, "operation": operation, "record_id": id});
        let may = admin.good("explain_access", explain("sale.order", "write", &order));
        assert_eq!((&may["allowed"], may.get("decided_by")), (&json!(true), None), "{may}");
        let blocked = admin.good("explain_access", explain("ir.config_parameter", "read", &Value::Null));
        assert_eq!((&blocked["allowed"], &blocked["decided_by"]), (&json!(false), &json!("server")), "{blocked}");
        assert_eq!((&blocked["server"]["code"], blocked.get("groups")), (&json!("model_blocked"), None), "{blocked}");
        let mut clerk = as_user(odoo, &accounts::CLERK);
        let may_not = clerk.good("explain_access", explain("sale.order", "delete", &order));
        assert_eq!((&may_not["allowed"], &may_not["decided_by"]), (&json!(false), &json!("access_rights")), "{may_not}");
        assert!(may_not["groups"].as_array().unwrap().iter().any(|group| group["member"] == false), "{may_not}");
        assert_eq!(admin.bad("explain_access", explain("sale.order", "fly", &order))["code"], "wrong_value");
        assert_eq!(admin.bad("explain_access", explain("sale.ordr", "read", &order))["code"], "unknown_model");
    });
}

/// A clerk writes nothing that Odoo does not let a clerk write, and a portal user sees nothing of others.
#[test]
fn a_clerk_and_a_customer_reach_what_is_theirs() {
    on_every_series(|odoo| {
        let mut admin = as_user(odoo, &accounts::ADMIN);
        let order = admin.good("search_read", json!({"model": "sale.order", "limit": 1}))["records"][0]["id"].clone();
        let mut clerk = as_user(odoo, &accounts::CLERK);
        assert_eq!(clerk.bad("copy_record", json!({"model": "sale.order", "record_id": order}))["code"], "access_denied");
        assert!(clerk.good("search_all", json!({"text": "Thistle"}))["contacts"].as_array().is_some_and(|found| !found.is_empty()));
        let mut portal = as_user(odoo, &accounts::PORTAL);
        let found = portal.good("search_all", json!({"text": "Thistle"}));
        assert_eq!((&found["contacts"], &found["documents"]), (&json!([]), &json!({})), "{found}");
    });
}
