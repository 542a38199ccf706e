//! Every recorded exchange of real servers, sent again: status, shape and error name must be the same. Ids and texts may differ.

mod known;
mod recording;
mod shape;

use odoo_sdk::Series;
use odoo_sim::{RunningSim, accounts};
use serde_json::Value;

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

/// Sends every exchange and compares; the known differences must be exactly those that appear.
async fn replay(series: Series) {
    let sim = setup::start(series).await;
    let mut found = Vec::new();
    let exchanges = recording::read(series);
    for exchange in &exchanges {
        let answer = send(&sim, exchange).await;
        if let Err(difference) = shape::compare(exchange, &answer) {
            found.push((exchange.label(), difference));
        }
    }
    let known = known::differences(series);
    let fresh: Vec<String> =
        found.iter().filter(|(label, _)| !known.contains(&label.as_str())).map(|(label, text)| format!("{label}: {text}")).collect();
    let gone: Vec<&&str> = known.iter().filter(|label| !found.iter().any(|(found, _)| found == *label)).collect();
    assert!(fresh.is_empty(), "{series}: {} of {} differ:\n{}", fresh.len(), exchanges.len(), fresh.join("\n"));
    assert!(gone.is_empty(), "{series}: no difference any more, take them off the list: {gone:?}");
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
    let params = serde_json::json!({ "db": sim.database(), "login": login, "password": login });
    let body = serde_json::json!({ "jsonrpc": "2.0", "id": 1, "params": params }).to_string();
    let headers = [("content-type", "application/json")];
    let answer = http::send(sim.url(), "POST", "/web/session/authenticate", &headers, body.as_bytes()).await;
    let cookie = answer.header("set-cookie").unwrap();
    cookie.split(';').next().unwrap().strip_prefix("session_id=").unwrap().to_owned()
}

/// The value at a key, `null` where there is none.
fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}
