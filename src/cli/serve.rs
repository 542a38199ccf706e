//! `serve`: MCP on standard input and output; everything else goes to standard error.

use std::path::PathBuf;

use clap::Args;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;

use super::Stop;
use super::core::{Core, OdooArguments};
use crate::config::{Configuration, Environment, watch};
use crate::mcp::Gateway;
use crate::tools::{ToolSettings, Toolset, UnknownToolset};

/// What is served.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    #[command(flatten)]
    odoo: OdooArguments,
    /// Toolsets to offer, such as `schema,records`; MCP_TOOLSETS unless given.
    #[arg(long, value_name = "LIST")]
    toolsets: Option<String>,
    /// Tools not to offer, such as `delete_record,execute_method`, beside those that the configuration leaves out.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    without: Vec<String>,
    /// Do not ask before deletes, large bulk writes and irreversible methods, whatever MCP_CONFIRM says.
    #[arg(long)]
    no_confirm: bool,
    /// Folder where idempotency keys outlive a restart; MCP_STATE_FOLDER unless given.
    #[arg(long, value_name = "FOLDER")]
    state: Option<PathBuf>,
}

impl ServeArguments {
    /// Whether nothing else than one client's calls runs in this process.
    pub(super) fn is_for_one_client(&self) -> bool {
        !self.odoo.demo
    }

    /// The flags over what the environment and the files say.
    fn over(&self, configured: ToolSettings) -> Result<ToolSettings, UnknownToolset> {
        let toolsets = self.toolsets.as_deref().map(Toolset::list).transpose()?;
        Ok(ToolSettings {
            toolsets: toolsets.unwrap_or(configured.toolsets),
            without: configured.without.into_iter().chain(self.without.iter().cloned()).collect(),
            confirm: configured.confirm && !self.no_confirm,
            state_folder: self.state.clone().or(configured.state_folder),
            ..configured
        })
    }
}

/// Serves until the client closes its end.
pub(super) async fn run(arguments: &ServeArguments, environment: &Environment) -> Result<(), Stop> {
    let configuration = Configuration::read(environment).map_err(Stop::usage)?;
    let over = |configured| arguments.over(configured).map_err(Stop::usage);
    let core = Core::with(&arguments.odoo, configuration, over, "stdio").await?;
    let watching = tokio::spawn(watch(environment.clone(), core.policy.clone()));
    let served = serve(Gateway::new(core.application.clone(), core.principal.clone())).await;
    watching.abort();
    core.application.end(&core.principal);
    served
}

async fn serve(gateway: Gateway) -> Result<(), Stop> {
    match gateway.serve(rmcp::transport::stdio_pipes()).await {
        Ok(running) => running.waiting().await.map(drop).map_err(Stop::failed),
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(Stop::failed(error)),
    }
}
