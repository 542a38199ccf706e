//! The MCP client at the other end of a call: what it can do, by what it said of itself in either era.

use std::fmt;
use std::time::Duration;

use axum::http::request::Parts;
use futures_util::future::BoxFuture;
use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, ElicitRequestParams, ElicitationAction, ElicitationSchema, ProgressNotificationParam, ProgressToken,
};
use rmcp::service::{Peer, RequestContext};
use serde_json::Value;

use crate::tools::{ClientChannel, ConfirmationMode, Reply, RequestId};

/// How long a person may think before a call is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// Name of the one thing a person is asked, in a form and in the answers of a repeated call.
pub(super) const CONFIRM: &str = "confirm";

/// A client.
pub(super) struct McpChannel {
    context: RequestContext<RoleServer>,
    mode: ConfirmationMode,
    progress_token: Option<ProgressToken>,
    resumed: Option<(Reply, String)>,
}

impl McpChannel {
    /// Of one request.
    pub(super) fn new(context: RequestContext<RoleServer>, request: &CallToolRequestParams) -> Self {
        let (mode, progress_token) = (mode(&context), context.meta.get_progress_token());
        Self { context, mode, progress_token, resumed: resumed(request) }
    }

    /// Of a request that asks the client nothing.
    pub(super) fn silent(context: RequestContext<RoleServer>) -> Self {
        Self { context, mode: ConfirmationMode::Token, progress_token: None, resumed: None }
    }
}

/// Never decided by the peer: over stdio it does not know the capabilities of a client of the stateless era.
fn mode(context: &RequestContext<RoleServer>) -> ConfirmationMode {
    let capabilities = context.client_capabilities().unwrap_or_default();
    // An empty object is the form of before there were two modes.
    let has_forms = capabilities.elicitation.is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none());
    let is_stateless = context.protocol_version().is_some_and(|version| !version.has_initialize());
    match (has_forms, is_stateless) {
        (false, _) => ConfirmationMode::Token,
        (true, true) => ConfirmationMode::InputRequired,
        (true, false) => ConfirmationMode::Elicit,
    }
}

/// What a repeated call of the stateless era carries.
fn resumed(request: &CallToolRequestParams) -> Option<(Reply, String)> {
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

/// Asks a person, for as long as one may think.
async fn ask(peer: &Peer<RoleServer>, question: &str) -> Reply {
    let Some(form) = form(question) else { return Reply::TimedOut };
    match peer.create_elicitation_with_timeout(form, Some(PATIENCE)).await {
        Ok(result) if result.action == ElicitationAction::Accept && says_yes(result.content.as_ref()) => Reply::Yes,
        Ok(_) => Reply::No,
        Err(_) => Reply::TimedOut,
    }
}

impl ClientChannel for McpChannel {
    fn request(&self) -> Option<&RequestId> {
        self.context.extensions.get::<Parts>()?.extensions.get()
    }

    fn confirmation_mode(&self) -> ConfirmationMode {
        self.mode
    }

    fn ask<'a>(&'a self, question: &'a str) -> BoxFuture<'a, Reply> {
        Box::pin(ask(&self.context.peer, question))
    }

    fn resumed_state(&self) -> Option<(Reply, &str)> {
        self.resumed.as_ref().map(|(reply, state)| (*reply, state.as_str()))
    }

    fn progress<'a>(&'a self, done: usize, total: usize, message: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let Some(token) = self.progress_token.clone() else { return };
            #[expect(clippy::cast_precision_loss, reason = "a thousand items at most")]
            let progress = ProgressNotificationParam::new(token, done as f64).with_total(total as f64).with_message(message);
            // A client that is gone needs no progress.
            let _ = self.context.peer.notify_progress(progress).await;
        })
    }

    fn cancelled(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.context.ct.cancelled())
    }
}

impl fmt::Debug for McpChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpChannel").field("mode", &self.mode).finish_non_exhaustive()
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
        let begun = Instant::now();
        assert_eq!(timeout(PATIENCE * 2, ask(server.peer(), "Really?")).await, Ok(Reply::TimedOut));
        assert_eq!(begun.elapsed(), PATIENCE);
    }
}
