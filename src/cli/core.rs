//! The application as the configuration describes it, for every command that is a door of it.

use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;
use odoo_sdk::Series;
use odoo_sim::RunningSim;
use tracing_subscriber::EnvFilter;

use super::CommandError;
use crate::app::{Application, Builder};
use crate::audit::Audit;
use crate::config::{Configuration, ConfiguredOdoo, Environment, MCP_LOG_LEVEL};
use crate::demo;
use crate::odoo::{ConnectionError, ConnectionSettings, InstanceName};
use crate::policy::Policy;
use crate::replicas::Replicas;
use crate::session::{Instance, Principal};
use crate::tools::{ConfirmationKey, ToolSettings};

/// Which Odoo.
#[derive(Debug, Args)]
pub(super) struct OdooArguments {
    /// Use an embedded Odoo with a sample company instead of the configured one.
    #[arg(long)]
    pub(super) demo: bool,
    /// Series of the embedded Odoo: 17, 18 or 19.
    #[arg(long, default_value = "19", requires = "demo")]
    series: Series,
}

/// What a network brings beside what is configured.
#[derive(Default)]
pub(super) struct Beside {
    /// Odoos that keys may name.
    pub(super) odoos: Vec<Instance>,
    /// What replicas share, and the key that they confirm with.
    pub(super) shared: Option<(Arc<Replicas>, ConfirmationKey)>,
}

/// An application with the one principal of a command.
pub(super) struct Core {
    pub(super) application: Arc<Application>,
    pub(super) principal: Principal,
    /// Where the configured Odoos are, the default one first.
    pub(super) addresses: Vec<(InstanceName, String)>,
    /// The database of the default one, where it is configured.
    pub(super) database: Option<String>,
    /// Ends with this.
    _embedded: Option<RunningSim>,
}

impl OdooArguments {
    /// The embedded Odoo, where it is asked for.
    async fn embedded(&self, today: Option<Date>) -> Result<Option<RunningSim>, CommandError> {
        if !self.demo {
            return Ok(None);
        }
        demo::start(self.series, today).await.map(Some).map_err(CommandError::failed)
    }
}

impl Core {
    /// As it is configured.
    pub(super) async fn configured(odoo: &OdooArguments, environment: &Environment, door: &str) -> Result<Self, CommandError> {
        Self::with(odoo, Configuration::read(environment).map_err(CommandError::usage)?, Ok, Beside::default(), door).await
    }

    /// With other settings of tools than configured, and what a network brings.
    pub(super) async fn with(
        odoo: &OdooArguments,
        configuration: Configuration,
        tools: impl FnOnce(ToolSettings) -> Result<ToolSettings, CommandError>,
        beside: Beside,
        door: &str,
    ) -> Result<Self, CommandError> {
        log_to_stderr(configuration.settings.text(&MCP_LOG_LEVEL).unwrap_or("warn"));
        configuration.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
        let embedded = odoo.embedded(configuration.today).await?;
        let demo = embedded.as_ref().map(|odoo| Ok(demo::settings(odoo)));
        let odoos = Odoos::of(&configuration, demo, door);
        let addresses = odoos.instances.iter().filter_map(|odoo| Some((odoo.name.clone(), odoo.address.clone()?.url))).collect();
        let database = odoos.instances.first().and_then(|odoo| odoo.address.clone()?.database);
        let instances = odoos.instances.into_iter().chain(beside.odoos);
        let builder = Application::builder().sharing(beside.shared);
        let application = application(builder, configuration, instances, tools)?;
        Ok(Self { application: Arc::new(application), principal: odoos.principal, addresses, database, _embedded: embedded })
    }
}

/// The Odoos of a process, and who works there.
struct Odoos {
    instances: Vec<Instance>,
    principal: Principal,
}

impl Odoos {
    /// The embedded one, or those that are configured.
    fn of(configuration: &Configuration, demo: Option<Result<ConnectionSettings, ConnectionError>>, door: &str) -> Self {
        if let Some(settings) = demo {
            let address = settings.as_ref().map(ConnectionSettings::address).ok();
            return Self { instances: vec![Instance::only(address)], principal: Principal::configured(door, &settings) };
        }
        let principal = |odoo: &ConfiguredOdoo| {
            odoo.connection.as_ref().inspect_err(|error| tracing::warn!("{error}")).ok();
            Principal::configured(door, &odoo.connection).on(odoo.name.clone())
        };
        Self {
            instances: configuration.odoos().map(instance).collect(),
            principal: principal(&configuration.odoo).or_on(configuration.others.iter().map(principal)),
        }
    }
}

fn instance(odoo: &ConfiguredOdoo) -> Instance {
    let (name, schemas, limits) = (odoo.name.clone(), odoo.schemas.clone(), odoo.limits.clone());
    Instance { name, schemas, limits, ..Instance::only(odoo.address.clone()) }
}

fn application(
    builder: Builder,
    configuration: Configuration,
    instances: impl Iterator<Item = Instance>,
    tools: impl FnOnce(ToolSettings) -> Result<ToolSettings, CommandError>,
) -> Result<Application, CommandError> {
    let tools = tools(configuration.tools)?.within(configuration.rules.limits.response_bytes);
    let in_flight = configuration.in_flight;
    let instances = instances.map(|instance| Instance { in_flight, ..instance });
    let builder = instances.fold(builder, Builder::instance);
    let audit = Audit::open(&configuration.audit).map_err(CommandError::usage)?;
    let builder = builder
        .sessions(configuration.lifetime, configuration.max_sessions)
        .settings(tools)
        .policy(Policy::new(configuration.rules))
        .audit(audit)
        .prompts(configuration.prompts)
        .reloading(configuration.has_folder);
    let builder = configuration.declared.into_iter().fold(builder, Builder::tool);
    builder.build().map_err(CommandError::usage)
}

/// Logs go to standard error without colours; `rmcp` writes whole requests below `warn` and is kept there.
fn log_to_stderr(level: &str) {
    let filter = EnvFilter::try_new(format!("{level},rmcp=warn")).unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_env_filter(filter).init();
}
