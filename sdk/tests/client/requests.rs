//! Requests are built as they were recorded: the whole call from its recording, and the common calls from their constructors.

use odoo_sdk::transport::json2::Bearer;
use odoo_sdk::transport::{Account, HttpRequest, json2, jsonrpc, web, xmlrpc};
use odoo_sdk::{Call, Series};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use crate::recordings::{self, Exchange};

/// What our transport would send for `call`, with the credentials of the recording.
fn request(exchange: &Exchange, call: &Call) -> HttpRequest {
    let params = exchange.params();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let account = || Account { database: text(&params[0]), uid: params[1].as_i64().unwrap(), secret: text(&params[2]).into() };
    match exchange.api.as_str() {
        "web" => web::request(&"SESSION".into(), call),
        "jsonrpc" => jsonrpc::request(&account(), call),
        "xmlrpc" => xmlrpc::request(&account(), call).unwrap(),
        "json2" => json2::request(&bearer(exchange), call).unwrap(),
        other => panic!("{other}"),
    }
}

fn bearer(exchange: &Exchange) -> Bearer {
    let header = exchange.request_headers.get("Authorization").and_then(Value::as_str).unwrap_or("bearer none");
    let database = exchange.request_headers.get("X-Odoo-Database").and_then(Value::as_str).unwrap_or("odoo19");
    Bearer { database: database.to_owned(), key: header.trim_start_matches("bearer ").to_owned().into() }
}

/// Compares what would be sent with what was recorded: path, type, headers and the meaning of the body.
fn check(exchange: &Exchange, built: &HttpRequest) {
    let at = format!("{} {}", exchange.api, exchange.name);
    assert_eq!(built.path, exchange.path, "{at}");
    assert_eq!(built.content_type, exchange.request_headers.get("Content-Type").and_then(Value::as_str), "{at}");
    for (name, value) in &exchange.request_headers {
        let sent = built.headers.iter().find(|(sent, _)| name.eq_ignore_ascii_case(sent)).map(|(_, value)| value.expose_secret());
        assert!(name == "Content-Type" || sent == value.as_str(), "{at}: {name}");
    }
    assert_eq!(meaning(exchange, &built.body), meaning(exchange, recorded_body(exchange).as_bytes()), "{at}");
}

fn recorded_body(exchange: &Exchange) -> String {
    match &exchange.request {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The body without what says nothing: the envelope's id, the layout of XML.
fn meaning(exchange: &Exchange, body: &[u8]) -> Value {
    if exchange.api == "xmlrpc" {
        let call = xmlrpc::read_call(body).unwrap();
        return json!([call.method, call.params]);
    }
    let mut value: Value = serde_json::from_slice(body).unwrap();
    if let Some(envelope) = value.as_object_mut().filter(|body| body.contains_key("jsonrpc")) {
        envelope.remove("id");
    }
    value
}

/// Exchanges that no client of ours would send: broken on purpose, without a credential, or services it does not use.
const NOT_OURS: [&str; 9] =
    ["bad_xml", "common_version", "destroy", "get_method", "no_key", "no_session", "not_json", "positional_list_body", "web_version"];

fn is_ours(exchange: &Exchange) -> bool {
    !NOT_OURS.contains(&exchange.name.as_str())
}

#[test]
fn every_recorded_call_is_built_as_it_was() {
    let mut built = 0;
    for (_, exchange) in recordings::all().iter().filter(|(_, exchange)| is_ours(exchange)) {
        if let Some(call) = exchange.call() {
            check(exchange, &request(exchange, &call));
            built += 1;
        }
    }
    let others = recordings::all().iter().filter(|(_, exchange)| !is_ours(exchange)).count();
    assert_eq!((built, SERVICE_CALLS, others), (488, 40, 24));
    assert_eq!(built + SERVICE_CALLS + others, 552);
}

/// How many exchanges are logins and other services.
const SERVICE_CALLS: usize = 40;

#[test]
fn every_recorded_service_call_is_built_as_it_was() {
    let mut built = 0;
    for (_, exchange) in recordings::all().into_iter().filter(|(_, exchange)| is_ours(exchange)) {
        let params = exchange.params();
        let text = |name: &str| params[name].as_str().unwrap_or_default();
        let listed = |index: usize| params[index].as_str().unwrap_or_default();
        let request = match (exchange.api.as_str(), exchange.path.as_str()) {
            ("web", "/web/webclient/version_info") => web::version_info(),
            ("web", "/web/database/list") => web::database_list(),
            ("web", "/web/session/authenticate") => web::authenticate(text("db"), text("login"), text("password")),
            ("web", "/web/session/get_session_info") => web::session_info(&SecretString::from("SESSION")),
            ("jsonrpc", _) if exchange.name.starts_with("common_auth") => jsonrpc::authenticate(listed(0), listed(1), listed(2)),
            ("xmlrpc", _) if exchange.name.starts_with("common_auth") => xmlrpc::authenticate(listed(0), listed(1), listed(2)).unwrap(),
            ("json2", "/doc-bearer/res.country.json") => {
                let request = json2::get(&bearer(&exchange), &exchange.path);
                assert_eq!((request.path.as_str(), request.body.len()), (exchange.path.as_str(), 0));
                built += 1;
                continue;
            }
            _ => continue,
        };
        check(&exchange, &request);
        built += 1;
    }
    assert_eq!(built, SERVICE_CALLS);
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

/// The common calls, by the name of the exchange that holds them.
fn common(name: &str, series: Series) -> Option<Call> {
    let country = ["type", "string", "relation", "selection", "required"];
    let plain = json!({"fields": {"display_name": {}}});
    let form = json!({"note": {}, "partner_id": plain, "partner_invoice_id": plain, "payment_term_id": plain, "pricelist_id": plain});
    let order =
        ["name", "state", "partner_id", "date_order", "amount_total", "currency_id", "order_line", "tag_ids", "note", "client_order_ref"];
    let defaults = ["company_id", "date_order", "state", "partner_id", "warehouse_id", "picking_policy"];
    Some(match name {
        "has_group_system" => Call::has_group(series, 2, "base.group_system"),
        "search_read_empty" => Call::search_read("res.partner", json!([["name", "=", "no such partner zz"]]), ["name"]),
        "search_ids" => Call::search("res.partner", json!([])).named("offset", 2).named("limit", 5).named("order", "id desc"),
        "search_count" => Call::search_count("res.partner", json!([["country_id.code", "=", "US"]])),
        "name_search" => Call::name_search("res.partner", "Azure").named("limit", 5),
        "read_sale_order" => Call::read_records("sale.order", [1, 2], order),
        "fields_get_country" => Call::fields_get("res.country", [] as [&str; 0]),
        "custom_model_fields" => Call::fields_get("delivery.route.custom", country),
        "custom_model_search" => Call::search_read("delivery.route.custom", json!([]), [] as [&str; 0]).named("limit", 1),
        "default_get" => Call::default_get("sale.order", defaults),
        "read_group_state" => Call::read_group("sale.order", json!([]), ["amount_total:sum"], ["state"]).named("lazy", false),
        "onchange_sale_order" => Call::onchange("sale.order", [], map(json!({"partner_id": 10})), ["partner_id"], map(form)),
        "create_partners_batch" => {
            Call::create("res.partner", [map(json!({"name": "Wire Probe A"})), map(json!({"name": "Wire Probe B"}))])
        }
        "write_x2many_commands" => Call::write("res.partner", [1], map(json!({"category_id": [[6, 0, []]]}))),
        "err_unlink_referenced" => Call::unlink("res.country", [233]),
        _ => return None,
    })
}

#[test]
fn the_common_calls_are_what_every_api_and_series_took() {
    let mut built = 0;
    for (series, exchange) in recordings::all() {
        if let Some(call) = common(&exchange.name, series) {
            check(&exchange, &request(&exchange, &call));
            built += 1;
        }
    }
    // Fifteen calls over three APIs in each series, JSON-2 in 19; the creates and writes were not recorded over JSON-RPC.
    assert_eq!(built, 15 * 10 - 2 * 3);
}
