//! `serve`: MCP on standard input and output, or over a network; everything else goes to standard error.

mod network;
mod transport;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;

use super::core::{Beside, Core, OdooArguments};
use super::{CommandError, Exit};
use crate::config::{Configuration, Environment, MCP_TRANSPORT, TakeOver, watch};
use crate::mcp::{Gateway, Lines};
use crate::session::SessionError;
use crate::tools::{ToolSettings, Toolset, UnknownToolset};
use network::Network;
use transport::{Transport, UnknownTransport};

/// What is served.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// `stdio` or `http`; MCP_TRANSPORT unless given, `stdio` where neither is.
    #[arg(long)]
    transport: Option<Transport>,
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
    pub(super) fn is_for_one_client(&self, environment: &Environment) -> bool {
        !self.odoo.demo && self.transport(environment).is_ok_and(|transport| transport == Transport::Stdio)
    }

    /// The transport of the flag, or of the environment.
    fn transport(&self, environment: &Environment) -> Result<Transport, UnknownTransport> {
        self.transport.map_or_else(|| environment.get(&MCP_TRANSPORT).map_or(Ok(Transport::Stdio), str::parse), Ok)
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

/// Serves until the client closes its end, or over a network until a signal comes.
pub(super) async fn run(arguments: &ServeArguments, environment: &Environment) -> Result<(), CommandError> {
    let configuration = Configuration::read(environment).map_err(CommandError::usage)?;
    match arguments.transport(environment).map_err(CommandError::usage)? {
        Transport::Stdio => run_stdio(arguments, configuration, environment).await,
        Transport::Http => run_network(arguments, configuration, environment).await,
    }
}

async fn run_stdio(arguments: &ServeArguments, configuration: Configuration, environment: &Environment) -> Result<(), CommandError> {
    let over = |configured| arguments.over(configured).map_err(CommandError::usage);
    let core = Core::with(&arguments.odoo, configuration, over, Beside::default(), "stdio").await?;
    let watching = tokio::spawn(watch(environment.clone(), take_over(&core)));
    let served = tokio::select! {
        served = serve(Gateway::new(core.application.clone(), core.principal.clone())) => served,
        error = other_user(&core) => Err(error),
    };
    watching.abort();
    core.application.end(&core.principal);
    served
}

/// Waits for the one failure that must stop the start: the API key is that of another user, who would act in place of the one that is
/// configured. Where it is not, or cannot be known now, this never ends.
async fn other_user(core: &Core) -> CommandError {
    for principal in core.principal.everywhere().filter(|principal| principal.has_api_key()) {
        if let Ok(session) = core.application.session(principal)
            && let Err(SessionError::Odoo(error)) = session.connected().await
            && error.is_of_other_user()
        {
            return CommandError::new(Exit::Login, error);
        }
    }
    std::future::pending().await
}

async fn run_network(arguments: &ServeArguments, configuration: Configuration, environment: &Environment) -> Result<(), CommandError> {
    let network = Network::read(&configuration)?;
    let state_folder = arguments.state.clone().or_else(|| configuration.tools.state_folder.clone());
    let over = |configured| arguments.over(configured).map(network::for_many).map_err(CommandError::usage);
    let shared = network.replicas()?;
    let replicas = shared.as_ref().map(|(replicas, _)| Arc::clone(replicas));
    let beside = Beside { odoos: network.odoos(), shared };
    let core = Core::with(&arguments.odoo, configuration, over, beside, "http").await?;
    let watching = tokio::spawn(watch(environment.clone(), take_over(&core)));
    let served = network.serve(&core, state_folder.as_deref(), replicas).await;
    watching.abort();
    served
}

/// Takes over what the files say now.
fn take_over(core: &Core) -> TakeOver {
    let application = Arc::clone(&core.application);
    Box::new(move |rules, tools| application.take_over(rules, tools).map_err(|error| error.to_string()))
}

async fn serve(gateway: Gateway) -> Result<(), CommandError> {
    match gateway.serve(Lines::new(rmcp::transport::stdio_pipes())).await {
        Ok(running) => running.waiting().await.map(drop).map_err(CommandError::failed),
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(CommandError::failed(error)),
    }
}
