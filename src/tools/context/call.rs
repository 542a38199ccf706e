//! The call that a tool serves: what the operator set, what the caller asked for beside the tool's own arguments, and the way back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::tools::channel::ClientChannel;
use crate::tools::confirmation::Confirmation;
use crate::tools::exports::Exports;
use crate::tools::settings::ToolSettings;
use crate::tools::wizard::Dialogs;

/// One call.
#[derive(Debug)]
pub(crate) struct CallContext {
    settings: Arc<ToolSettings>,
    dry_run: AtomicBool,
    channel: Arc<dyn ClientChannel>,
    confirmation: Confirmation,
    dialogs: Dialogs,
    exports: Exports,
}

impl CallContext {
    /// A call.
    pub(crate) fn new(
        settings: Arc<ToolSettings>,
        dry_run: bool,
        channel: Arc<dyn ClientChannel>,
        confirmation: Confirmation,
        (dialogs, exports): (Dialogs, Exports),
    ) -> Self {
        Self { settings, dry_run: AtomicBool::new(dry_run), channel, confirmation, dialogs, exports }
    }

    /// What the operator set.
    pub(crate) fn settings(&self) -> &ToolSettings {
        &self.settings
    }

    /// The dialogs that wait for an answer.
    pub(crate) fn dialogs(&self) -> &Dialogs {
        &self.dialogs
    }

    /// The exports that wait to be read.
    pub(crate) fn exports(&self) -> &Exports {
        &self.exports
    }

    /// Whether nothing may be sent that changes anything.
    pub(crate) fn dry_run(&self) -> bool {
        self.dry_run.load(Ordering::Relaxed)
    }

    /// Only tries what follows, or does it.
    pub(crate) fn only_try(&self, only_tries: bool) {
        self.dry_run.store(only_tries, Ordering::Relaxed);
    }

    /// Whether what cannot be undone has to be confirmed on this server.
    pub(crate) fn must_confirm(&self) -> bool {
        self.settings.confirm
    }

    /// Reports to the caller how far the work is.
    pub(crate) async fn progress(&self, done: usize, total: usize, message: &str) {
        self.channel.progress(done, total, message).await;
    }

    pub(crate) fn confirmation(&self) -> &Confirmation {
        &self.confirmation
    }
}
