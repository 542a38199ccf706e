//! `serve`: MCP on standard input and output; everything else goes to standard error.

use clap::Args;
use odoo_sdk::Series;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use tracing_subscriber::EnvFilter;

use super::Stop;
use crate::config::{ConnectionSettings, Environment, MCP_LOG_LEVEL, MCP_MODE};
use crate::demo;
use crate::mcp::Gateway;
use crate::policy::Mode;
use crate::session::Session;

/// What is served.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Serve an embedded Odoo with a sample company instead of the configured one.
    #[arg(long)]
    demo: bool,
    /// Series of the embedded Odoo: 17, 18 or 19.
    #[arg(long, default_value = "19", requires = "demo")]
    series: Series,
}

/// Serves until the client closes its end.
pub(super) async fn run(arguments: &ServeArguments, environment: &Environment) -> Result<(), Stop> {
    log_to_stderr(environment);
    let mode: Mode = environment.get(MCP_MODE).unwrap_or("readwrite").parse().map_err(Stop::usage)?;
    let embedded = if arguments.demo { Some(demo::start(arguments.series).await.map_err(Stop::failed)?) } else { None };
    let settings = match &embedded {
        Some(odoo) => Ok(demo::settings(odoo)),
        None => ConnectionSettings::from_environment(environment),
    };
    if let Err(error) = &settings {
        tracing::warn!("{error}");
    }
    let gateway = Gateway::new(Session::new(settings), mode);
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
