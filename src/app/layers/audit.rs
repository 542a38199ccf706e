//! Layer, the outermost: a call that is refused or given up is in the audit.

use crate::audit::CallAudit;
use crate::error_code::ErrorCode;
use crate::tools::{ClientChannel, Failure, Origin, ToolOutput};

/// Runs a call until it ends or its client gives it up.
pub(super) async fn recorded(
    audit: &CallAudit,
    channel: &dyn ClientChannel,
    call: impl Future<Output = Result<ToolOutput, Failure>>,
) -> Result<ToolOutput, Failure> {
    // Giving the call up drops its request to Odoo, and with it the connection that carries it.
    let result = tokio::select! {
        result = call => result,
        () = channel.cancelled() => Err(Failure::new(ErrorCode::Cancelled, Origin::Caller, "the call was cancelled")),
    };
    if let Err(failure) = &result {
        audit.refused(failure.code().name(), failure.rule()).await;
        tracing::info!(tool = audit.tool(), code = failure.code().name(), "refused");
    }
    result
}
