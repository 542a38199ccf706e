//! Listening to records over HTTP, as employee and as customer: a change arrives, and what may not be read is refused.

use std::time::Duration;

use odoo_sdk::Series;
use odoo_sim::accounts::{ADMIN, CLERK, PORTAL};
use reqwest::Response;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::server::Server;
use super::users::Place;
use crate::embedded::builder;

const ERA: &str = "2026-07-28";

/// Listens to a record; the answer, which stays open where it is granted.
async fn listen(server: &Server, key: &str, uri: &str) -> Response {
    let meta = json!({"io.modelcontextprotocol/protocolVersion": ERA, "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"}});
    let wanted = json!({"notifications": {"resourceSubscriptions": [uri]}, "_meta": meta});
    let request = server.message("subscriptions/listen", wanted).bearer_auth(key);
    request.header("mcp-protocol-version", ERA).header("mcp-method", "subscriptions/listen").send().await.unwrap()
}

/// What comes until a text is in it, or until the end.
async fn until(response: &mut Response, wanted: &str) -> String {
    let (mut text, deadline) = (String::new(), Instant::now() + Duration::from_secs(30));
    loop {
        let chunk = tokio::time::timeout_at(deadline, response.chunk()).await;
        let Some(chunk) = chunk.unwrap_or_else(|_| panic!("no `{wanted}`: {text}")).unwrap() else { break };
        text.push_str(&String::from_utf8_lossy(&chunk));
        if text.contains(wanted) {
            break;
        }
    }
    text
}

async fn refused(server: &Server, key: &str, uri: &str, code: &str) {
    let mut response = listen(server, key, uri).await;
    let text = until(&mut response, "\"error\"").await;
    assert!(text.contains(&format!("\"{code}\"")), "{uri}: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_hears_of_what_they_may_read_and_of_nothing_else() {
    for series in Series::ALL {
        let place = Place::of(builder(series).start().await.unwrap());
        let admin = place.key("admin", ADMIN.api_key, &[]).await;
        let (clerk, portal) = (place.key("clerk", CLERK.api_key, &[]).await, place.key("portal", PORTAL.api_key, &[]).await);
        let server = Server::start(&[&place.environment()[..], &[("RESOURCE_POLL_SECONDS", "1")]].concat());
        let create = |model: &str, values: Value| json!({"model": model, "values": values});
        let partner = server.call(&admin, "create_record", create("res.partner", json!({"name": "Heard of"}))).await["id"].clone();
        let partner = format!("odoo://record/res.partner/{partner}");
        let mut heard = listen(&server, &clerk, &partner).await;
        let acknowledged = until(&mut heard, "acknowledged").await;
        assert!(acknowledged.contains(&partner), "{acknowledged}");
        // What it shows now is read once the request is acknowledged.
        while place.odoo.executed("res.partner", "search_read") == 0 {
            tokio::task::yield_now().await;
        }
        let id: u64 = partner.rsplit('/').next().unwrap().parse().unwrap();
        let update = json!({"model": "res.partner", "record_ids": [id], "values": {"name": "Renamed"}});
        server.call(&admin, "update_record", update).await;
        let said = until(&mut heard, "notifications/resources/updated").await;
        assert!(said.contains("notifications/resources/updated") && said.contains(&partner), "{said}");
        refused(&server, &portal, &partner, "record_not_found").await;
        for key in [&admin, &clerk, &portal] {
            refused(&server, key, "odoo://record/res.users.apikeys/1", "model_blocked").await;
            refused(&server, key, "odoo://models", "wrong_value").await;
            refused(&server, key, "odoo://record/res.partner/4000000", "record_not_found").await;
        }
    }
}
