//! Servers from the checked-in snapshots.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;
use odoo_sim::{RunningSim, Sim, SimBuilder};
use serde_json::{Value, json};

use crate::http;

/// The snapshot of a series, read once.
pub(crate) fn snapshot(series: Series) -> Arc<Snapshot> {
    static ALL: [OnceLock<Arc<Snapshot>>; 3] = [const { OnceLock::new() }; 3];
    let position = Series::ALL.iter().position(|known| *known == series).unwrap();
    let read = || Arc::new(Snapshot::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(series.name())).unwrap());
    Arc::clone(ALL[position].get_or_init(read))
}

/// The day of every server here.
pub(crate) const TODAY: Date = jiff::civil::date(2026, 11, 20);

pub(crate) fn builder(series: Series) -> SimBuilder {
    Sim::builder(snapshot(series)).today(TODAY)
}

pub(crate) async fn start(series: Series) -> RunningSim {
    builder(series).start().await.unwrap()
}

/// A call over `/jsonrpc`: the whole envelope.
pub(crate) async fn rpc(sim: &RunningSim, login: &str, model: &str, method: &str, args: Value, kwargs: Value) -> Value {
    let account = odoo_sim::accounts::ACCOUNTS.into_iter().find(|account| account.login == login).unwrap();
    let args = json!([sim.database(), account.user_id, account.api_key, model, method, args, kwargs]);
    let body =
        json!({ "jsonrpc": "2.0", "id": 1, "method": "call", "params": { "service": "object", "method": "execute_kw", "args": args } });
    http::send(sim.url(), "POST", "/jsonrpc", &[("content-type", "application/json")], body.to_string().as_bytes()).await.json()
}

/// A call that must succeed.
pub(crate) async fn ok(sim: &RunningSim, model: &str, method: &str, args: Value, kwargs: Value) -> Value {
    let answer = rpc(sim, "admin", model, method, args, kwargs).await;
    assert!(answer.get("error").is_none(), "{model}.{method}: {}", answer["error"]["data"]["message"]);
    answer["result"].clone()
}

/// A call that must fail: error name and message.
pub(crate) async fn fails(sim: &RunningSim, login: &str, model: &str, method: &str, args: Value, kwargs: Value) -> (String, String) {
    let answer = rpc(sim, login, model, method, args, kwargs).await;
    let data = &answer["error"]["data"];
    let text = |name: &str| data[name].as_str().unwrap_or_else(|| panic!("{model}.{method} did not fail: {answer}")).to_owned();
    (text("name"), text("message"))
}
