//! The gateway over HTTP on a loopback port, with the fixtures that the official conformance tests call by name. For tests only:
//! there is no authentication. Prints its address and serves until it is killed.

#![expect(deprecated, reason = "the tests of 2025-11-25 still ask for logging and sampling")]

#[path = "conformance/asking.rs"]
mod asking;
#[path = "conformance/fixtures.rs"]
mod fixtures;
#[path = "conformance/prompts.rs"]
mod prompts;
#[path = "conformance/resources.rs"]
mod resources;
#[path = "conformance/schemas.rs"]
mod schemas;
#[path = "conformance/tools.rs"]
mod tools;

use std::error::Error;
use std::io::Write;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use odoo_gateway::{Application, ConnectionError, Gateway, Instance, Principal};
use rmcp::model::ErrorData;
use rmcp::transport::streamable_http_server::StreamableHttpService;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::tower::StreamableHttpServerConfig;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::TcpListener;

use fixtures::Fixtures;

/// The smallest picture and the smallest sound there are.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
const WAV: &str = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA==";

/// A fixture that is written as JSON.
fn decoded<T: DeserializeOwned>(value: Value) -> Result<T, ErrorData> {
    serde_json::from_value(value).map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let principal = Principal::configured("conformance", &Err(ConnectionError::Missing(Vec::new())));
    let application = Application::builder().instance(Instance::only(None)).build()?;
    let server = Fixtures::new(Gateway::new(Arc::new(application), principal))?;
    let configuration = StreamableHttpServerConfig::default().with_allowed_origins(["http://localhost:*", "http://127.0.0.1:*"]);
    let service = StreamableHttpService::new(move || Ok(server.clone()), Arc::new(LocalSessionManager::default()), configuration);
    writeln!(std::io::stdout(), "http://{}/mcp", listener.local_addr()?)?;
    loop {
        let (connection, _) = listener.accept().await?;
        let service = TowerToHyperService::new(service.clone());
        tokio::spawn(async move {
            let _ = http1::Builder::new().serve_connection(TokioIo::new(connection), service).await;
        });
    }
}
