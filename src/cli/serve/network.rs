//! `serve` over a network: until the process is asked to stop.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

use super::super::CommandError;
use super::super::core::Core;
use crate::config::{Configuration, http_text};
use crate::http::{HttpServer, HttpSettings, Odoos, Principals};
use crate::keys::Register;
use crate::replicas::Replicas;
use crate::session::Instance;
use crate::tools::{ConfirmationKey, ToolSettings};

/// What the frame of a call takes beside its arguments, in bytes.
const FRAME: usize = 64 * 1024;

/// Tools that change who is logged in: over a network each request says who calls.
const OF_ONE_CLIENT: [&str; 2] = ["login", "logout"];

/// The settings of the network.
pub(super) struct Network(HttpSettings);

/// The tools for many clients at once.
pub(super) fn for_many(tools: ToolSettings) -> ToolSettings {
    let without = tools.without.into_iter().chain(OF_ONE_CLIENT.map(str::to_owned)).collect();
    ToolSettings { without, ..tools }
}

impl Network {
    /// Reads and checks them.
    pub(super) fn read(configuration: &Configuration) -> Result<Self, CommandError> {
        let body_bytes = configuration.rules.limits.argument_bytes.saturating_add(FRAME);
        HttpSettings::read(http_text(&configuration.settings), body_bytes).map(Self).map_err(CommandError::usage)
    }

    /// The Odoos that keys may name beside the configured one.
    pub(super) fn odoos(&self) -> Vec<Instance> {
        Odoos::instances(&self.0.odoos)
    }

    /// What replicas share, where there are several, with the key that they confirm with.
    pub(super) fn replicas(&self) -> Result<Option<(Arc<Replicas>, ConfirmationKey)>, CommandError> {
        let (Some(redis), Some(ring)) = (&self.0.redis, &self.0.ring) else { return Ok(None) };
        let replicas =
            Replicas::open(redis.url.expose_secret(), redis.replicas, redis.timeout).context("REDIS_URL").map_err(CommandError::usage)?;
        Ok(Some((Arc::new(replicas), ConfirmationKey(ring.derived("confirmations")))))
    }

    /// Serves until a signal comes.
    pub(super) async fn serve(self, core: &Core, state_folder: Option<&Path>, replicas: Option<Arc<Replicas>>) -> Result<(), CommandError> {
        let register = state_folder.map(Register::open).transpose().map_err(CommandError::usage)?;
        let odoos = Odoos::new(&core.addresses, &self.0.odoos);
        let database = core.database.clone();
        let principals = Principals::new(core.principal.clone(), odoos);
        let (stop, application) = (CancellationToken::new(), Arc::clone(&core.application));
        let signals = tokio::spawn(stop_on_signal(stop.clone()));
        let served = HttpServer { settings: self.0, application, principals, database, register, replicas }.run(stop).await;
        signals.abort();
        served.map_err(CommandError::failed)
    }
}

/// A signal ends the server in good order.
async fn stop_on_signal(stop: CancellationToken) {
    if let Err(error) = signal().await {
        tracing::warn!("the server does not hear signals: {error}");
        return std::future::pending().await;
    }
    stop.cancel();
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
