//! What the server says of its version, in the three shapes it has.

use serde_json::{Value, json};

use super::session;
use crate::http::Reply;
use crate::pose;
use crate::server::Server;

fn info(server: &Server) -> Value {
    let (name, major) = named(server);
    match name.strip_prefix("saas~") {
        Some(online) => {
            json!([format!("saas~{major}"), online.split('.').nth(1).and_then(|minor| minor.parse::<u32>().ok()), 0, "final", 0, ""])
        }
        None => json!([major, 0, 0, "final", 0, ""]),
    }
}

fn named(server: &Server) -> (&str, u32) {
    pose::named(server.schemas.pose.as_ref(), server.series())
}

/// `version_info` and `common.version`.
pub(super) fn full(server: &Server) -> Value {
    json!({
        "server_version": server.schemas.server_version,
        "server_version_info": info(server),
        "server_serie": named(server).0,
        "protocol_version": 1,
    })
}

/// `GET /web/version` and `/json/version` of 19.
pub(super) fn get(server: &Server) -> Reply {
    let version = json!({ "version": server.schemas.server_version, "version_info": info(server) });
    Reply::json(200, &version).header("set-cookie", session::visitor())
}
