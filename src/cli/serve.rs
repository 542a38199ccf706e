//! `serve`: MCP on standard input and output, or over a network; everything else goes to standard error.

mod network;
mod transport;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use odoo_sdk::Series;
use odoo_sim::RunningSim;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use tracing_subscriber::EnvFilter;

use super::Stop;
use crate::app::{Application, Builder};
use crate::audit::Audit;
use crate::config::{Environment, Loaded, MCP_LOG_LEVEL, MCP_TRANSPORT, watch};
use crate::demo;
use crate::mcp::Gateway;
use crate::odoo::{Address, ConnectionError, ConnectionSettings};
use crate::policy::Policy;
use crate::session::{Instance, Principal};
use crate::tools::{ToolSettings, Toolset, UnknownToolset};
use network::Network;
use transport::{Transport, UnknownTransport};

/// What is served.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// `stdio` or `http`; MCP_TRANSPORT unless given, `stdio` where neither is.
    #[arg(long)]
    transport: Option<Transport>,
    /// Serve an embedded Odoo with a sample company instead of the configured one.
    #[arg(long)]
    demo: bool,
    /// Series of the embedded Odoo: 17, 18 or 19.
    #[arg(long, default_value = "19", requires = "demo")]
    series: Series,
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
        !self.demo && self.transport(environment).is_ok_and(|transport| transport == Transport::Stdio)
    }

    /// The transport of the flag, or of the environment.
    fn transport(&self, environment: &Environment) -> Result<Transport, UnknownTransport> {
        self.transport.map_or_else(|| environment.get(MCP_TRANSPORT).map_or(Ok(Transport::Stdio), str::parse), Ok)
    }

    /// The embedded Odoo, where it is asked for.
    async fn embedded(&self, environment: &Environment) -> Result<Option<RunningSim>, Stop> {
        if !self.demo {
            return Ok(None);
        }
        let today = demo::today(environment).map_err(Stop::usage)?;
        demo::start(self.series, today).await.map(Some).map_err(Stop::failed)
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
    let loaded = Loaded::read(environment).map_err(Stop::usage)?;
    log_to_stderr(&loaded.environment);
    loaded.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    let embedded = arguments.embedded(&loaded.environment).await?;
    let settings = match &embedded {
        Some(odoo) => Ok(demo::settings(odoo)),
        None => ConnectionSettings::from_environment(&loaded.environment),
    };
    if let Err(error) = &settings {
        tracing::warn!("{error}");
    }
    let network = match arguments.transport(&loaded.environment).map_err(Stop::usage)? {
        Transport::Stdio => None,
        Transport::Http => Some(Network::read(&loaded.environment, loaded.rules.limits.argument_bytes)?),
    };
    let tools = arguments.over(loaded.tools).map_err(Stop::usage)?.within(loaded.rules.limits.response_bytes);
    let (audit, policy) = (Audit::open(&loaded.audit).map_err(Stop::usage)?, Policy::new(loaded.rules));
    let address = match &settings {
        Ok(settings) => Some(settings.address()),
        Err(_) => Address::from_environment(&loaded.environment),
    };
    let (state_folder, url) = (tools.state_folder.clone(), address.as_ref().map(|address| address.url.clone()));
    let instances = network.as_ref().map_or_else(Vec::new, Network::odoos).into_iter();
    let instances = std::iter::once(Instance::only(address)).chain(instances);
    let instances = instances.map(|instance| Instance { in_flight: loaded.in_flight, schemas: loaded.schemas.clone(), ..instance });
    let application = instances
        .fold(Application::builder(), Builder::instance)
        .sessions(loaded.lifetime, loaded.most_sessions)
        .settings(if network.is_some() { network::for_many(tools) } else { tools })
        .policy(policy.clone())
        .audit(audit)
        .build()
        .map_err(Stop::usage)?;
    let application = Arc::new(application);
    let watching = tokio::spawn(watch(environment.clone(), policy));
    let served = match network {
        None => serve_one(&application, &settings).await,
        Some(network) => network.serve(application, settings, url, state_folder.as_deref()).await,
    };
    watching.abort();
    served
}

/// Serves the configured user on standard input and output.
async fn serve_one(application: &Arc<Application>, settings: &Result<ConnectionSettings, ConnectionError>) -> Result<(), Stop> {
    let principal = Principal::configured("stdio", settings);
    let served = serve(Gateway::new(Arc::clone(application), principal.clone())).await;
    application.end(&principal);
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
