//! The layer that says who calls, in front of every door but those for signing in. What a request presents is taken off here.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::attempts::Attempts;
use super::identity::{Authentication, Identity, IdentityError, Origin};
use super::narrowing::Narrowing;
use super::oauth::GrantWatch;
use super::presented;
use super::principals::Principals;
use super::refusal::Refusal;
use super::rest::RestChannel;
use crate::app::{Application, CallWatch, Outcome, ToolCall};
use crate::session::Principal;
use crate::tools::{Failure, RequestId, Tool, Toolset};

/// What decides who calls.
#[derive(Debug)]
pub(crate) struct Gate {
    /// What is accepted.
    pub(crate) authentication: Authentication,
    /// Who failed how often.
    pub(crate) attempts: Attempts,
    /// What they stand for.
    pub(crate) principals: Principals,
}

/// Who calls, in the extensions of a request that was let in.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The principal that calls are made as.
    pub(crate) principal: Principal,
    /// The toolsets that the request asks for; `None` for all.
    pub(crate) toolsets: Option<BTreeSet<Toolset>>,
    /// What says who calls.
    pub(crate) identity: Identity,
    /// The request.
    pub(super) request: Option<RequestId>,
    /// Hears what becomes of the calls of somebody who signed in.
    pub(super) watch: Option<Arc<GrantWatch>>,
    /// Asked anew where one request brings several calls.
    gate: Arc<Gate>,
}

impl Caller {
    /// The way back to a client of plain HTTP.
    pub(super) fn channel(&self) -> Arc<RestChannel> {
        Arc::new(RestChannel(self.request.clone()))
    }

    /// Whether what said who calls is still good.
    pub(super) fn check(&self) -> Result<(), IdentityError> {
        self.gate.authentication.check_again(&self.identity, self.gate.principals.odoos())
    }

    /// The same caller with another call, which is watched for itself.
    pub(super) fn anew(&self) -> Self {
        Self { watch: self.gate.watch(&self.identity), ..self.clone() }
    }

    /// Whether the sign-in reaches a tool.
    pub(super) fn reaches(&self, application: &Application, tool: &str) -> bool {
        let effect = application.registry().get(tool).map(|tool| tool.definition().class.effect);
        self.watch.as_ref().zip(effect).is_none_or(|(watch, effect)| watch.allows(effect))
    }

    /// What is answered in place of what a call came to: the sign-in does not reach it, or is over.
    pub(super) fn verdict(&self) -> Option<&'static str> {
        self.watch.as_ref().and_then(|watch| watch.verdict())
    }

    /// Runs a call. One that the sign-in does not reach is not run; what is answered is the watch's to say.
    pub(super) async fn run(&self, application: &Application, call: ToolCall) -> Outcome {
        if !self.reaches(application, &call.tool) {
            return Outcome::UnknownTool(call.tool);
        }
        let outcome = application.run(&self.principal, call).await;
        if let Outcome::Failed(failure) = &outcome {
            self.failed(failure);
        }
        outcome
    }

    /// Reports a failure to whoever watches.
    pub(super) fn failed(&self, failure: &Failure) {
        self.watch.iter().for_each(|watch| watch.failed(failure.code()));
    }

    /// Whether a tool is among the toolsets that the request asks for.
    pub(crate) fn offers(&self, tool: &dyn Tool) -> bool {
        self.toolsets.as_ref().is_none_or(|toolsets| toolsets.contains(&tool.definition().class.toolset))
    }

    /// The same for a tool by its name; whether there is such a tool is another question.
    pub(crate) fn offers_named(&self, application: &Application, tool: &str) -> bool {
        application.registry().get(tool).is_none_or(|tool| self.offers(tool.as_ref()))
    }
}

/// Lets a request in with a [`Caller`] in its extensions, or answers it.
pub(super) async fn authenticate(State(gate): State<Arc<Gate>>, mut request: Request, next: Next) -> Response {
    match gate.identify(&mut request) {
        Ok(caller) => {
            let watch = caller.watch.clone();
            request.extensions_mut().insert(caller);
            let response = next.run(request).await;
            match watch {
                Some(watch) => watch.answer(response),
                None => response,
            }
        }
        Err(refusal) => refusal.into_response(),
    }
}

impl Gate {
    fn identify(self: &Arc<Self>, request: &mut Request) -> Result<Caller, Refusal> {
        let presented = presented::take(request.headers_mut());
        let Some(origin) = request.extensions().get::<Origin>().copied() else {
            return Err(Refusal::new(StatusCode::FORBIDDEN, "permission_denied", "the connection has no address"));
        };
        self.check_attempts(origin)?;
        let presented = presented.map_err(|malformed| Refusal::new(StatusCode::BAD_REQUEST, "bad_request", malformed))?;
        let odoos = self.principals.odoos();
        let identity = self.authentication.identify(presented, origin, odoos).map_err(|error| self.refusal(error, origin))?;
        let narrowing = Narrowing::read(request.headers())?;
        let principal = self.principals.principal(&identity, origin, &narrowing);
        let watch = self.watch(&identity);
        let request = request.extensions().get().cloned();
        Ok(Caller { principal, toolsets: narrowing.toolsets, identity, request, watch, gate: Arc::clone(self) })
    }

    fn watch(&self, identity: &Identity) -> Option<Arc<GrantWatch>> {
        let resource = self.authentication.resource.as_ref()?;
        match identity {
            Identity::Grant(signed_in) => {
                resource.grants.used(&signed_in.key.id);
                Some(Arc::new(GrantWatch::new(Arc::clone(resource), Arc::clone(signed_in))))
            }
            Identity::Key(key) => {
                resource.grants.used(&key.id);
                None
            }
            Identity::Operator | Identity::Direct(_) | Identity::Local => None,
        }
    }

    /// Whether an address may try.
    pub(crate) fn check_attempts(&self, origin: Origin) -> Result<(), Refusal> {
        let too_many = |wait| Refusal::new(StatusCode::TOO_MANY_REQUESTS, "auth_failed", "too many keys were wrong").retry_after(wait);
        self.attempts.check(origin.address).map_err(too_many)
    }

    fn refusal(&self, error: IdentityError, origin: Origin) -> Refusal {
        if error == IdentityError::Forwarded {
            return Refusal::new(StatusCode::FORBIDDEN, "permission_denied", error);
        }
        // Clients ask without a key to learn how to bring one.
        if error != IdentityError::Missing {
            self.attempts.failed(origin.address);
        }
        let challenge = match &self.authentication.resource {
            Some(resource) => resource.challenge((error != IdentityError::Missing).then(|| quotable(error)).as_deref()),
            None => challenge(error),
        };
        Refusal::new(StatusCode::UNAUTHORIZED, "auth_failed", error).challenge(challenge)
    }
}

fn challenge(error: IdentityError) -> String {
    match error {
        IdentityError::Missing => "Bearer realm=\"odoo-gateway\"".to_owned(),
        _ => format!("Bearer realm=\"odoo-gateway\", error=\"invalid_token\", error_description=\"{}\"", quotable(error)),
    }
}

/// A sentence that stands between quotes.
fn quotable(error: IdentityError) -> String {
    error.to_string().replace(['"', '`'], "'")
}
