//! Clients hear that the list of tools changed: those of the era with sessions always, others while they listen.

use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::service::{Peer, SubscriptionContext};

use crate::app::Application;

/// Tells a client of every change until it is gone.
pub(super) async fn tell(application: Arc<Application>, peer: Peer<RoleServer>) {
    let mut changes = application.tool_changes();
    drop(application);
    while changes.changed().await.is_ok() && peer.notify_tool_list_changed().await.is_ok() {}
}

/// Tells a subscriber of every change until it ends its subscription.
pub(super) async fn listen(application: &Application, context: &SubscriptionContext) {
    let mut changes = application.tool_changes();
    loop {
        tokio::select! {
            changed = changes.changed() => match changed {
                // What the client did not ask for is not sent.
                Ok(()) => drop(context.sink().notify_tool_list_changed().await),
                Err(_) => return,
            },
            () = context.cancelled() => return,
        }
    }
}
