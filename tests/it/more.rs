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
fn apps_and_what_was_added_to_a_standard_odoo_are_one_call() {
    everywhere(|gateway| {
        let reported = gateway.good("list_apps", json!({}));
        let apps = reported["apps"].as_array().unwrap();
        let stock = apps.iter().find(|app| app["module"] == "stock").unwrap_or_else(|| panic!("{reported}"));
        assert!(stock["name"] == "Inventory" && stock["version"].as_str().unwrap().contains('.'), "{stock}");
        assert!(
            apps.len() < reported["modules"].as_u64().unwrap() as usize && apps.iter().all(|app| app["module"] != "base"),
            "{reported}"
        );
        for kind in ["modules", "models"] {
            let custom = &reported["custom"][kind];
            assert_eq!(custom["total"].as_u64().unwrap() as usize, custom["list"].as_array().unwrap().len(), "{kind}: {reported}");
        }
        assert!(reported["custom"]["fields"]["total"].is_u64() && reported.get("not_listed").is_none(), "{reported}");
    });
    on_every_series(|odoo| {
        let reported = as_user(odoo, &accounts::ADMIN).good("list_apps", json!({}));
        let models = reported["custom"]["models"]["list"].as_array().unwrap();
        assert!(models.contains(&json!({"model": "x_trip", "label": "Trip"})) && models.len() == 5, "{reported}");
        assert_eq!(reported["custom"]["modules"]["list"][0]["module"], "x_delivery", "{reported}");
        let fields = reported["custom"]["fields"]["by_model"]["res.partner"].as_array().unwrap();
        assert!(fields.contains(&json!("x_studio_field_AbC12")), "{reported}");
        let clerk = as_user(odoo, &accounts::CLERK).good("list_apps", json!({}));
        assert_eq!((&clerk["apps"], clerk["custom"].get("fields")), (&reported["apps"], None), "{clerk}");
        assert_eq!(clerk["not_listed"].as_array().unwrap().len(), 1, "{clerk}");
        let portal = as_user(odoo, &accounts::PORTAL).good("list_apps", json!({}));
        assert_eq!((portal.get("apps"), portal["not_listed"].as_array().unwrap().len()), (None, 2), "{portal}");
    });
}

/// A field that a rule hides is not named either.
#[test]
fn a_custom_field_that_is_hidden_is_not_listed() {
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        let rule = "rbac:\n  sensitive_fields:\n    res.partner:\n      x_studio_field_AbC12: {required_group: base.group_system}\n";
        std::fs::write(folder.path().join("rbac.yaml"), rule).unwrap();
        let base = [
            ("ODOO_URL", odoo.url()),
            ("ODOO_DB", odoo.database()),
            ("ODOO_USERNAME", "demo"),
            ("ODOO_API_KEY", accounts::DEMO.api_key),
            ("CONFIG_DIR", folder.path().to_str().unwrap()),
        ];
        let reported = Gateway::start(&base).good("list_apps", json!({}));
        assert!(!reported.to_string().contains("x_studio_field_AbC12"), "{reported}");
    });
}

#[test]
fn a_user_is_found_by_name_login_and_address() {
    everywhere(|gateway| {
        let me = gateway.good("whoami", json!({}))["user"].clone();
        let found = |gateway: &mut Gateway, text: &str| gateway.good("find_user", json!({"text": text}))["users"].clone();
        let own = json!([{"id": me["id"], "name": me["name"]}]);
        assert_eq!(found(gateway, me["name"].as_str().unwrap()), own);
        assert_eq!(found(gateway, me["login"].as_str().unwrap()), own);
        let contact = json!({"model": "res.partner", "domain": [["name", "=", me["name"]]], "fields": ["email"]});
        let address = gateway.good("search_read", contact)["records"][0]["email"].as_str().unwrap().to_uppercase();
        assert_eq!(found(gateway, &address), own, "{address}");
        assert_eq!(found(gateway, &unique("nobody")), json!([]));
        assert_eq!(found(gateway, "%@%"), json!([]));
        assert_eq!(gateway.bad("find_user", json!({"text": " "}))["code"], "wrong_value");
        assert_eq!(gateway.bad("find_user", json!({}))["code"], "missing_argument");
    });
    on_every_series(|odoo| {
        let mut clerk = as_user(odoo, &accounts::CLERK);
        assert_eq!(clerk.good("find_user", json!({"text": "Marc"}))["users"], json!([{"id": 6, "name": "Marc Demo"}]));
        let mut portal = as_user(odoo, &accounts::PORTAL);
        assert_eq!(portal.good("find_user", json!({"text": "Marc"}))["users"], json!([]));
        assert_eq!(portal.good("find_user", json!({"text": "demo@yourcompany.example.com"}))["users"], json!([]));
    });
}

#[test]
fn stock_is_reported_by_location_now_and_on_a_date() {
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
    let reported = gateway.good("get_stock", json!({"product": name}));
    assert_eq!(reported["products"][0]["quantity"], 8.0, "{reported}");
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

/// Clients of other servers find their names, where the operator wants it, under the rules of the tools that they stand for.
#[test]
fn tools_are_called_by_the_names_of_other_servers() {
    on_every_series(|odoo| {
        let base = [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "admin"), ("MCP_ALIASES", "on")];
        let gateway = &mut Gateway::start(&[&base[..], &[("ODOO_API_KEY", accounts::ADMIN.api_key)]].concat());
        let tools = gateway.request("tools/list", json!({}))["result"]["tools"].to_string();
        assert!(tools.contains("\"odoo_search\"") && tools.contains("\"unlink\""), "{tools}");
        let id = gateway.good("create", json!({"model": "res.partner", "values": {"name": "Alias"}}))["result"].clone();
        assert_eq!(gateway.good("write", json!({"model": "res.partner", "ids": [id], "values": {"city": "Ghent"}}))["result"], true);
        let read = gateway.good("read", json!({"model": "res.partner", "ids": [id], "fields": ["city"]}));
        assert_eq!(read["result"][0]["city"], "Ghent", "{read}");
        assert_eq!(gateway.good("search", json!({"model": "res.partner", "domain": [["id", "=", id]]}))["result"], json!([id]));
        assert_eq!(gateway.bad("odoo_call", json!({"model": "res.partner", "method": "write", "args": [[id], {}]}))["code"], "has_a_tool");
        assert_eq!(gateway.confirmed("unlink", json!({"model": "res.partner", "ids": [id]}))["result"], true);
        assert!(gateway.bad("search", json!({"model": "res.partner", "domian": []}))["hint"].as_str().unwrap().contains("`domain`"));
        let without = &mut as_user(odoo, &accounts::ADMIN);
        assert!(!without.request("tools/list", json!({}))["result"]["tools"].to_string().contains("\"odoo_search\""));
        assert!(without.request("tools/call", json!({"name": "odoo_search", "arguments": {}}))["error"].is_object());
    });
}

/// Several writes are shown together, confirmed once, and done in order.
#[test]
fn a_batch_is_checked_as_a_whole_and_confirmed_once() {
    everywhere(|gateway| {
        let partner = new(gateway, "res.partner", json!({"name": "Batch", "city": "Ghent"}));
        let gone = new(gateway, "res.partner", json!({"name": "To be deleted"}));
        let name = unique("Batch");
        let writes = json!([
            {"tool": "update_record", "arguments": {"model": "res.partner", "record_ids": [partner], "values": {"city": "Bruges"}}},
            {"tool": "create_record", "arguments": {"model": "res.partner", "values": {"name": name}}},
            {"tool": "delete_record", "arguments": {"model": "res.partner", "record_ids": [gone]}},
        ]);
        let preview = gateway.good("preview_batch", json!({"writes": writes}));
        let would = &preview["writes"][0]["would"];
        assert_eq!((&would["before"][0]["city"], &would["after"]["city"]), (&json!("Ghent"), &json!("Bruges")), "{preview}");
        let count = json!({"model": "res.partner", "domain": [["name", "=", name]]});
        assert_eq!(gateway.good("search_count", count.clone())["count"], 0);
        let asked = gateway.bad("apply_batch", json!({"writes": writes}));
        assert!(asked["message"].as_str().unwrap().contains("Do 3 writes: update_record of 1 record of res.partner (Batch"), "{asked}");
        assert!(asked["message"].as_str().unwrap().contains("delete_record of 1 record of res.partner (To be deleted"), "{asked}");
        assert!(asked["message"].as_str().unwrap().contains(&format!("create_record of res.partner ({name})")), "{asked}");
        let done = gateway.confirmed("apply_batch", json!({"writes": writes}));
        assert_eq!((&done["done"], done["writes"].as_array().unwrap().len()), (&json!(3), 3), "{done}");
        assert_eq!(gateway.good("search_count", count)["count"], 1);
        // The second write of this one is wrong, so the first is not sent either.
        let wrong = json!([
            {"tool": "update_record", "arguments": {"model": "res.partner", "record_ids": [partner], "values": {"city": "Antwerp"}}},
            {"tool": "create_record", "arguments": {"model": "res.partner", "values": {"nmae": "x"}}},
        ]);
        let refused = gateway.bad("apply_batch", json!({"writes": wrong}));
        assert_eq!((&refused["code"], &refused["path"]), (&json!("unknown_field"), &json!("writes[1].arguments.values.nmae")), "{refused}");
        let read = json!({"model": "res.partner", "record_id": partner, "fields": ["city"]});
        assert_eq!(gateway.good("get_record", read)["record"]["city"], "Bruges");
        let of_one = |tool: &str, arguments: Value| json!({"writes": [{"tool": tool, "arguments": arguments}]});
        let blocked = of_one("create_record", json!({"model": "res.users", "values": {"name": "x", "login": "x"}}));
        assert_eq!(gateway.bad("preview_batch", blocked)["code"], "model_blocked");
        let orm =
            of_one("execute_method", json!({"model": "res.partner", "method": "write", "args": [{"city": "x"}], "record_ids": [partner]}));
        assert_eq!(gateway.bad("apply_batch", orm)["code"], "has_a_tool");
        assert_eq!(gateway.bad("preview_batch", json!({"writes": []}))["code"], "wrong_value");
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
