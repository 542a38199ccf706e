//! The client at the other end of a call: what it can do, by what it said of itself in either era.

use std::fmt;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, ElicitRequestParams, ElicitationAction, ElicitationSchema, ProgressNotificationParam, ProgressToken,
};
use rmcp::service::{Peer, RequestContext};
use serde_json::Value;

use crate::tools::{Caller, Reply, Soon, Way};

/// How long a person may think before a call is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// Name of the one thing a person is asked, in a form and in the answers of a repeated call.
pub(super) const CONFIRM: &str = "confirm";

/// A client.
pub(super) struct McpCaller {
    peer: Peer<RoleServer>,
    way: Way,
    progress_token: Option<ProgressToken>,
    brought: Option<(Reply, String)>,
}

impl McpCaller {
    /// Of one request.
    pub(super) fn new(context: &RequestContext<RoleServer>, request: &CallToolRequestParams) -> Self {
        Self { peer: context.peer.clone(), way: way(context), progress_token: context.meta.get_progress_token(), brought: brought(request) }
    }
}

/// Never decided by the peer: over stdio it does not know the capabilities of a client of the stateless era.
fn way(context: &RequestContext<RoleServer>) -> Way {
    let capabilities = context.client_capabilities().unwrap_or_default();
    // An empty object is the form of before there were two modes.
    let has_forms = capabilities.elicitation.is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none());
    let is_stateless = context.protocol_version().is_some_and(|version| !version.has_initialize());
    match (has_forms, is_stateless) {
        (false, _) => Way::Token,
        (true, true) => Way::Retry,
        (true, false) => Way::Ask,
    }
}

/// What a repeated call of the stateless era brought back.
fn brought(request: &CallToolRequestParams) -> Option<(Reply, String)> {
    let state = request.request_state.clone()?;
    let answer = request.input_responses.as_ref()?.get(CONFIRM)?;
    let is_yes = answer.get("action").is_some_and(|action| action == "accept") && says_yes(answer.get("content"));
    Some((if is_yes { Reply::Yes } else { Reply::No }, state))
}

/// Accepting the form is not enough: its one box must be ticked.
fn says_yes(content: Option<&Value>) -> bool {
    content.and_then(|content| content.get(CONFIRM)) == Some(&Value::Bool(true))
}

/// The form with the one box; `None` where the SDK does not take it.
pub(super) fn form(question: &str) -> Option<ElicitRequestParams> {
    let schema = ElicitationSchema::builder().required_bool_with(CONFIRM, |confirm| confirm.title("Yes, do it")).build().ok()?;
    Some(ElicitRequestParams::FormElicitationParams { meta: None, message: question.to_owned(), requested_schema: schema })
}

impl Caller for McpCaller {
    fn way(&self) -> Way {
        self.way
    }

    fn ask<'a>(&'a self, question: &'a str) -> Soon<'a, Reply> {
        Box::pin(async move {
            let Some(form) = form(question) else { return Reply::Silence };
            match self.peer.create_elicitation_with_timeout(form, Some(PATIENCE)).await {
                Ok(result) if result.action == ElicitationAction::Accept && says_yes(result.content.as_ref()) => Reply::Yes,
                Ok(_) => Reply::No,
                Err(_) => Reply::Silence,
            }
        })
    }

    fn brought(&self) -> Option<(Reply, &str)> {
        self.brought.as_ref().map(|(reply, state)| (*reply, state.as_str()))
    }

    fn progress<'a>(&'a self, done: usize, total: usize, message: &'a str) -> Soon<'a, ()> {
        Box::pin(async move {
            let Some(token) = self.progress_token.clone() else { return };
            #[expect(clippy::cast_precision_loss, reason = "a thousand items at most")]
            let progress = ProgressNotificationParam::new(token, done as f64).with_total(total as f64).with_message(message);
            // A client that is gone needs no progress.
            let _ = self.peer.notify_progress(progress).await;
        })
    }
}

impl fmt::Debug for McpCaller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpCaller").field("way", &self.way).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use rmcp::model::{ClientCapabilities, ClientConfig, ElicitResult, Implementation};
    use rmcp::service::RoleClient;
    use rmcp::{ClientHandler, ErrorData, ServerHandler, ServiceExt};
    use tokio::time::{Instant, timeout};

    use super::*;

    /// A server with nothing of its own.
    struct Asking;

    impl ServerHandler for Asking {}

    /// A person who is not there, behind a client that says it can ask.
    struct Nobody;

    impl ClientHandler for Nobody {
        fn get_info(&self) -> ClientConfig {
            let capabilities = ClientCapabilities::builder().enable_elicitation().build();
            ClientConfig::new(capabilities, Implementation::new("test", "1"))
        }

        async fn create_elicitation(&self, _: ElicitRequestParams, _: RequestContext<RoleClient>) -> Result<ElicitResult, ErrorData> {
            std::future::pending().await
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_waited_for_longer_than_a_person_may_think() {
        let (ours, theirs) = tokio::io::duplex(4_096);
        let (server, client) = tokio::join!(Asking.serve(tokio::io::split(ours)), Nobody.serve(tokio::io::split(theirs)));
        let (server, _client) = (server.unwrap(), client.unwrap());
        let caller = McpCaller { peer: server.peer().clone(), way: Way::Ask, progress_token: None, brought: None };
        let begun = Instant::now();
        assert_eq!(timeout(PATIENCE * 2, caller.ask("Really?")).await, Ok(Reply::Silence));
        assert_eq!(begun.elapsed(), PATIENCE);
    }
}
