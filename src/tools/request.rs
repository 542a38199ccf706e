//! One call of a tool: who calls, what with, and what the server holds for all calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::caller::Caller;
use super::once::Answers;
use super::seal::Seal;
use super::settings::ToolSettings;
use super::shared::Shared;

/// What the server holds for all calls of its tools.
#[derive(Debug)]
pub(crate) struct ToolServer {
    pub(crate) settings: ToolSettings,
    /// `None` where the system has no randomness: nothing can be confirmed then.
    pub(crate) seal: Option<Seal>,
    pub(crate) answers: Answers,
}

/// One call.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) tool: &'static str,
    /// The arguments as canonical JSON, without those that differ between two tries of one call.
    pub(crate) arguments: Arc<str>,
    pub(crate) shared: Shared,
    pub(crate) caller: Arc<dyn Caller>,
    begun: Arc<AtomicBool>,
}

impl ToolServer {
    /// With these settings.
    pub(crate) fn new(settings: ToolSettings) -> Self {
        let answers = Answers::new(settings.state_folder.as_deref());
        Self { settings, seal: Seal::new(), answers }
    }
}

impl Request {
    /// A call by somebody; the tool and its arguments are set when they were read.
    pub(crate) fn new(caller: Arc<dyn Caller>) -> Self {
        Self { tool: "", arguments: "".into(), shared: Shared::default(), caller, begun: Arc::default() }
    }

    /// Marks that a write is about to be sent.
    pub(crate) fn begin(&self) {
        self.begun.store(true, Ordering::Relaxed);
    }

    /// Whether a write was sent, answered or not.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }
}
