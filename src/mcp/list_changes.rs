//! Clients hear that the lists of tools, resources and prompts changed: those of the era with sessions always, others while they listen.

use rmcp::RoleServer;
use rmcp::service::{Peer, SubscriptionContext};
use tokio::sync::watch::Receiver;

use crate::app::Application;

/// Reports every change to a client until it is gone; tools and resources only where they can change.
pub(super) async fn report(mut changes: Receiver<()>, tools_can_change: bool, peer: Peer<RoleServer>) {
    while changes.changed().await.is_ok() {
        let tools = !tools_can_change || peer.notify_tool_list_changed().await.is_ok();
        let resources = !tools_can_change || peer.notify_resource_list_changed().await.is_ok();
        if !tools || !resources || peer.notify_prompt_list_changed().await.is_err() {
            return;
        }
    }
}

/// Reports every change to a subscriber; does not end by itself.
pub(super) async fn listen(application: &Application, context: &SubscriptionContext) {
    let mut changes = application.tool_changes();
    while changes.changed().await.is_ok() {
        // What the client did not ask for is not sent.
        drop(context.sink().notify_tool_list_changed().await);
        drop(context.sink().notify_resource_list_changed().await);
        drop(context.sink().notify_prompt_list_changed().await);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use futures_util::future::BoxFuture;
    use rmcp::model::CallToolRequestParams;
    use rmcp::service::{NotificationContext, RoleClient};
    use rmcp::{ClientHandler, ServiceExt};
    use serde_json::{Map, Value, json};
    use tokio::sync::Semaphore;

    use super::*;
    use crate::mcp::Gateway;
    use crate::odoo::ConnectionError;
    use crate::session::{Instance, Principal};
    use crate::tools::{Effect, Failure, Tool, ToolClass, ToolContext, ToolDefinition, ToolOutput, Toolset};

    /// A tool that is offered only where its model is.
    #[derive(Debug)]
    struct Conditional(ToolDefinition);

    impl Tool for Conditional {
        fn definition(&self) -> &ToolDefinition {
            &self.0
        }

        fn run<'a>(&'a self, _: &'a ToolContext, _: Map<String, Value>) -> BoxFuture<'a, Result<ToolOutput, Failure>> {
            Box::pin(async { Ok(ToolOutput::new(json!({}), "done")) })
        }
    }

    /// A client that waits for changes of tools, resources and prompts.
    struct Waiting(Arc<Semaphore>);

    impl ClientHandler for Waiting {
        async fn on_prompt_list_changed(&self, _: NotificationContext<RoleClient>) {
            self.0.add_permits(1);
        }

        async fn on_resource_list_changed(&self, _: NotificationContext<RoleClient>) {
            self.0.add_permits(1);
        }

        async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
            self.0.add_permits(1);
        }
    }

    fn gateway() -> Gateway {
        let class = ToolClass::new(Effect::Reads, Toolset::Records).needing_models(&["no.such.model"]);
        let tool = ToolDefinition::new("conditional", "Conditional", "Is there or not.", class, Map::new(), Vec::new());
        let application = Application::builder().instance(Instance::only(None)).tool(Arc::new(Conditional(tool))).build().unwrap();
        Gateway::new(Arc::new(application), Principal::new("test", "test", Err(ConnectionError::Missing(Vec::new()))))
    }

    #[tokio::test]
    async fn a_client_hears_that_somebody_logged_out() {
        let (ours, theirs) = tokio::io::duplex(65_536);
        let changed = Arc::new(Semaphore::new(0));
        let (server, client) =
            tokio::join!(gateway().serve(tokio::io::split(ours)), Waiting(Arc::clone(&changed)).serve(tokio::io::split(theirs)));
        let (_server, client) = (server.unwrap(), client.unwrap());
        assert_eq!(client.peer_info().unwrap().capabilities.tools.as_ref().unwrap().list_changed, Some(true));
        let listed = client.list_all_tools().await.unwrap();
        assert!(!listed.is_empty() && listed.iter().all(|tool| tool.name != "conditional"));
        assert_eq!(client.peer_info().unwrap().capabilities.prompts.as_ref().unwrap().list_changed, Some(true));
        client.call_tool(CallToolRequestParams::new("logout")).await.unwrap();
        // One change of tools, one of resources and one of prompts, which may come at once.
        drop(tokio::time::timeout(Duration::from_secs(10), changed.acquire_many(3)).await.unwrap().unwrap());
    }
}
