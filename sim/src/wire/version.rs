//! What the server says of its version, in the three shapes it has.

use serde_json::{Value, json};

use super::session;
use crate::http::Reply;
use crate::server::Server;

fn info(server: &Server) -> Value {
    let major = server.series().name().split('.').next().and_then(|major| major.parse::<u32>().ok());
    json!([major, 0, 0, "final", 0, ""])
}

/// `version_info` and `common.version`.
pub(super) fn full(server: &Server) -> Value {
    json!({
        "server_version": server.schemas.server_version,
        "server_version_info": info(server),
        "server_serie": server.series().name(),
        "protocol_version": 1,
    })
}

/// `GET /web/version` and `/json/version` of 19.
pub(super) fn get(server: &Server) -> Reply {
    let version = json!({ "version": server.schemas.server_version, "version_info": info(server) });
    Reply::json(200, &version).header("set-cookie", session::visitor())
}
