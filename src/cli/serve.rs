//! `serve`: MCP on standard input and output; everything else goes to standard error.

use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use tracing_subscriber::EnvFilter;

use super::Stop;
use crate::audit::Audit;
use crate::config::{Address, ConnectionSettings, Environment, Loaded, MCP_LOG_LEVEL, watch};
use crate::mcp::Gateway;
use crate::policy::Policy;
use crate::session::{Plan, Session};

/// Serves until the client closes its end.
pub(super) async fn run(environment: &Environment) -> Result<(), Stop> {
    let loaded = Loaded::read(environment).map_err(Stop::usage)?;
    log_to_stderr(&loaded.environment);
    loaded.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    let settings = ConnectionSettings::from_environment(&loaded.environment);
    if let Err(error) = &settings {
        tracing::warn!("{error}");
    }
    let address = Address::from_environment(&loaded.environment);
    let session = Session::with(Plan { settings, address, lifetime: loaded.lifetime, in_flight: loaded.in_flight });
    let (policy, audit) = (Policy::new(loaded.rules), Audit::open(&loaded.audit).map_err(Stop::usage)?);
    let watching = tokio::spawn(watch(environment.clone(), policy.clone()));
    let served = serve(Gateway::with(session, policy, audit)).await;
    watching.abort();
    served
}

async fn serve(gateway: Gateway) -> Result<(), Stop> {
    match gateway.serve(rmcp::transport::stdio_pipes()).await {
        Ok(running) => running.waiting().await.map(drop).map_err(Stop::failed),
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(Stop::failed(error)),
    }
}

/// Logs go to standard error without colours; `rmcp` writes whole requests below `warn` and is kept there.
fn log_to_stderr(environment: &Environment) {
    let level = environment.get(MCP_LOG_LEVEL).unwrap_or("warn");
    let filter = EnvFilter::try_new(format!("{level},rmcp=warn")).unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_env_filter(filter).init();
}
