//! Every recorded exchange of real servers, sent again: status, shape and error name must be the same. Ids and texts may differ.

mod recording;
mod shape;

use odoo_sdk::Series;
use odoo_sim::{RunningSim, accounts};
use serde_json::{Value, json};

use crate::http::{self, Response};
use crate::setup;
use recording::Exchange;

#[tokio::test]
async fn real_exchanges_of_17() {
    replay(Series::V17).await;
}

#[tokio::test]
async fn real_exchanges_of_18() {
    replay(Series::V18).await;
}

#[tokio::test]
async fn real_exchanges_of_19() {
    replay(Series::V19).await;
}

/// Sends every exchange and compares; none may differ.
async fn replay(series: Series) {
    let sim = setup::start(series).await;
    give_terms(&sim, series).await;
    let mut found = Vec::new();
    let exchanges = recording::read(series);
    for exchange in &exchanges {
        let answer = send(&sim, exchange).await;
        if let Err(difference) = shape::compare(exchange, &answer) {
            found.push((exchange.label(), difference));
        }
    }
    let found: Vec<String> = found.iter().map(|(label, text)| format!("{label}: {text}")).collect();
    assert!(found.is_empty(), "{series}: {} of {} differ:\n{}", found.len(), exchanges.len(), found.join("\n"));
}

/// What the recorded customer had: a price list, and in 17 and 18 terms of payment.
async fn give_terms(sim: &RunningSim, series: Series) {
    setup::ok(sim, "product.pricelist", "create", json!([{ "name": "Benelux" }]), json!({})).await;
    if series != Series::V19 {
        let terms = setup::ok(sim, "account.payment.term", "create", json!([{ "name": "30 Days" }]), json!({})).await;
        setup::ok(sim, "res.partner", "write", json!([[10], { "property_payment_term_id": terms }]), json!({})).await;
    }
}

async fn send(sim: &RunningSim, exchange: &Exchange) -> Response {
    let session = session(sim, exchange).await;
    let cookie = format!("session_id={session}");
    let mut headers: Vec<(&str, String)> = Vec::new();
    for (name, value) in &exchange.request_headers {
        let value = if name == "Cookie" { cookie.clone() } else { translate(sim, value) };
        headers.push((name, value));
    }
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = translate(sim, &exchange.body());
    http::send(sim.url(), &exchange.method, &exchange.path, &headers, body.as_bytes()).await
}

/// Database, keys and user ids of the recording become those of the embedded Odoo.
fn translate(sim: &RunningSim, text: &str) -> String {
    let mut text = text.to_owned();
    for account in accounts::ACCOUNTS {
        text = text.replace(&format!("API_KEY_{}", account.login), account.api_key);
    }
    let clerk = accounts::ACCOUNTS.iter().find(|account| account.login == "clerk").unwrap();
    for database in ["odoo17", "odoo18", "odoo19"] {
        text = text.replace(&format!("\"{database}\",8,"), &format!("\"{database}\",{},", clerk.user_id));
        let xml = |user: i64| format!("<string>{database}</string></value>\n</param>\n<param>\n<value><int>{user}</int>");
        text = text.replace(&xml(8), &xml(clerk.user_id));
        text = text.replace(database, sim.database());
    }
    text
}

/// A session of whoever made the recorded call.
async fn session(sim: &RunningSim, exchange: &Exchange) -> String {
    let login = match exchange.name.as_str() {
        "session_expired" => return "gone".to_owned(),
        name if name.starts_with("err_access") || matches!(name, "err_field_groups" | "check_access_rights") => "clerk",
        _ => "admin",
    };
    let params = json!({ "db": sim.database(), "login": login, "password": login });
    let body = json!({ "jsonrpc": "2.0", "id": 1, "params": params }).to_string();
    let headers = [("content-type", "application/json")];
    let answer = http::send(sim.url(), "POST", "/web/session/authenticate", &headers, body.as_bytes()).await;
    let cookie = answer.header("set-cookie").unwrap();
    cookie.split(';').next().unwrap().strip_prefix("session_id=").unwrap().to_owned()
}

/// The value at a key, `null` where there is none.
fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}
