//! A thousand calls and what a real 19 answered. The embedded 17, 18 and 19 get the same calls on the same records; what they answer
//! otherwise is a snapshot, so that a difference that comes or goes fails. With `ODOO_LIVE_URL` and its companions set, the real server
//! is asked too and must answer as it was recorded.

mod recorded;
mod same;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType};
use serde_json::{Map, Value, json};

use crate::by_series;
use crate::http;
use crate::setup;
use recorded::{Case, Recorded};

/// A server under test, over `/jsonrpc`.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) database: String,
    pub(crate) user: i64,
    pub(crate) secret: String,
}

impl Server {
    /// The result, or `ERR` with the error's name.
    pub(crate) async fn call(&self, model: &str, method: &str, args: Value, kwargs: Value) -> Value {
        let args = json!([self.database, self.user, self.secret, model, method, args, kwargs]);
        let params = json!({ "service": "object", "method": "execute_kw", "args": args });
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "call", "params": params }).to_string();
        let answer = http::send(&self.url, "POST", "/jsonrpc", &[("content-type", "application/json")], body.as_bytes()).await.json();
        match answer.pointer("/error/data/name") {
            Some(name) => json!({ "ERR": name }),
            None => answer.get("result").cloned().unwrap_or_default(),
        }
    }

    /// The real server that the environment names.
    pub(crate) fn live() -> Option<Self> {
        let read = |name: &str| std::env::var(name).ok();
        Some(Self { url: read("ODOO_LIVE_URL")?, database: read("ODOO_LIVE_DB")?, user: 2, secret: read("ODOO_LIVE_API_KEY")? })
    }
}

/// Makes the records and asks everything: the differences, one line each.
async fn differences(server: &Server, recorded: &Recorded) -> Vec<String> {
    let mut ids = Map::new();
    for record in &recorded.records {
        let id = server.call(&record.model, "create", json!([named(&record.values, &ids)]), json!({})).await;
        assert!(id.is_number(), "{}: {id}", record.name);
        ids.insert(record.name.clone(), id);
    }
    let mut found = Vec::new();
    for case in &recorded.cases {
        let answer = server.call(&case.model, &case.method, named(&case.args, &ids), named(&case.kwargs, &ids)).await;
        if !case.fits(recorded, &answer, &ids) {
            found.push(shown(case, &answer, &ids));
        }
    }
    found
}

/// Names of records (`$acme`) as their ids.
fn named(value: &Value, ids: &Map<String, Value>) -> Value {
    match value {
        Value::String(text) => text.strip_prefix('$').map_or_else(|| value.clone(), |name| ids.get(name).cloned().unwrap_or(json!(-1))),
        Value::Array(items) => items.iter().map(|item| named(item, ids)).collect(),
        Value::Object(map) => map.iter().map(|(key, item)| (key.clone(), named(item, ids))).collect(),
        other => other.clone(),
    }
}

/// The call and the answer, without what changes from run to run.
fn shown(case: &Case, answer: &Value, ids: &Map<String, Value>) -> String {
    let answer: String = same::without_ids(answer, ids).to_string().chars().take(160).collect();
    format!("{}.{} {} {}\n    {answer}", case.model, case.method, case.args, case.kwargs)
}

async fn embedded(series: Series) -> String {
    // Only 19 has a date on a contact; the calls need one.
    let date = FieldSchema::new(FieldType::Date);
    let sim = setup::builder(series).extra_field("res.partner", "date_localization", date).start().await.unwrap();
    let secret = sim.api_key("admin").unwrap().to_owned();
    let server = Server { url: sim.url().to_owned(), database: sim.database().to_owned(), user: 2, secret };
    differences(&server, &recorded::read(series)).await.join("\n")
}

#[tokio::test]
async fn the_embedded_of_every_series() {
    let [old, middle, new] = Series::ALL;
    let (old_text, middle_text, new_text) = tokio::join!(embedded(old), embedded(middle), embedded(new));
    let texts = [(old, old_text), (middle, middle_text), (new, new_text)];
    insta::assert_snapshot!("differences", by_series::one_text(texts.into()));
}

#[tokio::test]
async fn the_real_19() {
    let Some(server) = Server::live() else {
        eprintln!("live: skipped (ODOO_LIVE_URL is not set)");
        return;
    };
    clean(&server).await;
    let found = differences(&server, &recorded::read(Series::V19)).await;
    clean(&server).await;
    assert!(found.is_empty(), "{} differ:\n{}", found.len(), found.join("\n"));
}

/// Deletes what the calls left, lines before what they hang on.
async fn clean(server: &Server) {
    let all = json!({ "context": { "active_test": false } });
    let by_name = json!([["name", "ilike", "ZZQ"]]);
    let orders = server.call("sale.order", "search", json!([[["partner_id.ref", "=", "ZZQ"]]]), json!({})).await;
    server.call("sale.order", "action_cancel", json!([orders]), json!({})).await;
    for (model, domain) in [
        ("sale.order", json!([["partner_id.ref", "=", "ZZQ"]])),
        ("account.move", json!([["partner_id.ref", "=", "ZZQ"]])),
        ("product.template", by_name.clone()),
        ("calendar.event", by_name.clone()),
        ("project.task", by_name.clone()),
        ("project.project", by_name.clone()),
        ("project.task.type", by_name.clone()),
        ("crm.lead", by_name.clone()),
        ("res.partner", json!(["|", ["ref", "=", "ZZQ"], ["name", "ilike", "ZZQ"]])),
        ("res.partner.category", by_name.clone()),
    ] {
        let ids = server.call(model, "search", json!([domain]), all.clone()).await;
        server.call(model, "unlink", json!([ids]), json!({})).await;
    }
}
