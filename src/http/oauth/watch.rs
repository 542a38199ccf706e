//! What becomes of a call that a grant does not reach, or whose credential Odoo refuses: not an error of the tool but an answer of HTTP,
//! so that the client widens its scope or signs in again.

use std::sync::{Arc, OnceLock};

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::refusal::Refusal;
use super::grant::SignedIn;
use super::resource::Resource;
use super::scope::Level;
use crate::app::CallWatch;
use crate::error_code::ErrorCode;
use crate::tools::Effect;

const BEYOND: &str = "the call needs a wider scope than was granted";

const SIGNED_OUT: &str = "Odoo does not accept the key of this sign-in any more";

/// Watches the calls of one request.
#[derive(Debug)]
pub(in super::super) struct GrantWatch {
    resource: Arc<Resource>,
    signed_in: Arc<SignedIn>,
    verdict: OnceLock<Verdict>,
}

#[derive(Debug)]
enum Verdict {
    /// The call needs this scope.
    Beyond(Level),
    /// Odoo does not accept the credential any more.
    SignedOut,
}

impl GrantWatch {
    /// Of a request.
    pub(in super::super) fn new(resource: Arc<Resource>, signed_in: Arc<SignedIn>) -> Self {
        Self { resource, signed_in, verdict: OnceLock::new() }
    }

    /// What is wrong, in words.
    pub(in super::super) fn verdict(&self) -> Option<&'static str> {
        self.verdict.get().map(|verdict| match verdict {
            Verdict::Beyond(_) => BEYOND,
            Verdict::SignedOut => SIGNED_OUT,
        })
    }

    /// The answer to the request, in place of the door's where there is a verdict.
    pub(in super::super) fn answer(&self, response: Response) -> Response {
        match self.verdict.get() {
            None => response,
            Some(Verdict::Beyond(needed)) => {
                let refusal = Refusal::new(StatusCode::FORBIDDEN, "permission_denied", BEYOND);
                refusal.challenge(self.resource.step_up(*needed)).into_response()
            }
            Some(Verdict::SignedOut) => {
                let refusal = Refusal::new(StatusCode::UNAUTHORIZED, "auth_failed", SIGNED_OUT);
                refusal.challenge(self.resource.challenge(Some(SIGNED_OUT))).into_response()
            }
        }
    }

    fn decide(&self, verdict: Verdict) {
        // The first one counts: a request is one call.
        self.verdict.get_or_init(|| verdict);
    }
}

impl CallWatch for GrantWatch {
    /// What the server allows to nobody is the policy's to refuse.
    fn allows(&self, effect: Effect) -> bool {
        let needed = Level::of(effect);
        let is_beyond = needed > self.signed_in.level && needed <= self.resource.most();
        if is_beyond {
            self.decide(Verdict::Beyond(needed));
        }
        !is_beyond
    }

    fn failed(&self, code: ErrorCode) {
        match code {
            ErrorCode::LoginRefused => {
                self.resource.grants.revoke(&self.signed_in.key.id);
                self.decide(Verdict::SignedOut);
            }
            // Records that a call deletes beside what it says.
            ErrorCode::OutOfScope if self.signed_in.level == Level::Write => self.decide(Verdict::Beyond(Level::Admin)),
            _ => {}
        }
    }
}
