//! What a tool has at hand: the connection, the policy, the call it serves, and the one way to send something.

mod check;
mod judged;
mod user;

use std::sync::Arc;

use odoo_sdk::schema::{Lookup, ModelSchema, SchemaSource};
use odoo_sdk::{Call, Effect, ErrorKind, Series};
use serde_json::Value;
use tokio::sync::OnceCell;

use super::caller::Caller;
use super::failure::{Failure, Origin};
use super::request::{Request, ToolServer};
use super::settings::ToolSettings;
use super::unknown;
use crate::audit::Trail;
use crate::error_code::ErrorCode;
use crate::policy::{self, Denial, Policy, Reason, Step};
use crate::session::{Connected, Session, SessionError};

pub(crate) use check::{Operation, Remarks, has_records};

/// What a tool has at hand.
#[derive(Debug, Clone)]
pub(crate) struct ToolContext {
    session: Arc<Session>,
    policy: Policy,
    pub(crate) server: Arc<ToolServer>,
    pub(crate) request: Request,
    trail: Trail,
    /// The connection of this call: a `login` beside it does not change it half way.
    connected: Arc<OnceCell<Arc<Connected>>>,
}

impl ToolContext {
    /// For one call.
    pub(crate) fn new(session: Arc<Session>, policy: Policy, server: Arc<ToolServer>, caller: Arc<dyn Caller>, trail: Trail) -> Self {
        Self { session, policy, server, request: Request::new(caller), trail, connected: Arc::default() }
    }

    /// The session.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// The open connection.
    pub(crate) async fn connected(&self) -> Result<&Connected, Failure> {
        Ok(self.connected.get_or_try_init(|| self.session.connected()).await?.as_ref())
    }

    /// What the operator set.
    pub(crate) fn settings(&self) -> &ToolSettings {
        &self.server.settings
    }

    /// Whether nothing may be sent that changes anything.
    pub(crate) fn dry_run(&self) -> bool {
        self.request.shared.dry_run
    }

    /// The series of the connected Odoo.
    pub(crate) async fn series(&self) -> Result<Series, Failure> {
        Ok(self.connected().await?.client().series())
    }

    /// On whose behalf this runs: the same text is the same user of the same database.
    pub(crate) async fn principal(&self) -> Result<String, Failure> {
        let client = self.connected().await?.client();
        Ok(format!("{}@{}/{}", client.user().uid, client.place(), client.database()))
    }

    /// The time zone that times of an answer are meant for.
    pub(crate) async fn time_zone(&self) -> Result<Option<String>, Failure> {
        let user = self.user().await?;
        Ok(self.request.shared.context.time_zone(&user).map(str::to_owned))
    }

    /// Tells the caller how far the work is.
    pub(crate) async fn progress(&self, done: usize, total: usize, message: &str) {
        self.request.caller.progress(done, total, message).await;
    }

    /// The schema of a model, or a failure with the nearest names.
    pub(crate) async fn model(&self, model: &str) -> Result<Arc<ModelSchema>, Failure> {
        let connected = self.connected().await?;
        let found = match connected.catalog().lookup(model) {
            Lookup::Found(schema) => Some(schema),
            Lookup::Unloaded => connected.catalog().load(connected.client(), model).await?,
            Lookup::Absent => None,
        };
        match found {
            Some(schema) => self.visible(connected, schema).await,
            None => Err(unknown::model(connected.catalog(), model)),
        }
    }

    /// Sends a call that was checked, once, if the policy permits it, with the user's language and time zone and what of the context
    /// the caller may set. What contradicts the schema makes it forgotten.
    pub(crate) async fn send(&self, mut call: Call) -> Result<Value, Failure> {
        let connected = self.connected().await?;
        let (model, effect) = (call.model.clone(), call.effect);
        call.context = Some(self.request.shared.context.over(&self.user().await?, call.context.take()));
        let (method, names_fields) = (call.method.clone(), policy::Request::of(&call).names_fields());
        let entry = self.trail.begin(&call);
        let permitted = match self.permit(connected, call).await {
            Ok(permitted) => permitted,
            Err(failure) => {
                entry.refused(failure.code().name(), failure.rule());
                return Err(failure);
            }
        };
        entry.allowed().map_err(unrecorded)?;
        let place = self.session.place_in_flight().await;
        if effect == Effect::Write {
            self.request.begin();
        }
        let answer = connected.call(permitted).await;
        drop(place);
        entry.ended(answer.as_ref().err().map(|error| error.kind().name()));
        if answer.as_ref().is_err_and(|error| matches!(error.kind(), ErrorKind::Server | ErrorKind::Version)) {
            connected.catalog().forget(&model);
        }
        let mut answer = answer.map_err(|error| Failure::of_call(error, effect))?;
        self.policy.redact(&model, &method, names_fields, &mut answer, &|group| connected.is_member(group) == Some(true));
        Ok(answer)
    }
}

/// What cannot be recorded is not done.
fn unrecorded(error: std::io::Error) -> Failure {
    tracing::error!("the audit cannot be written: {error}");
    Failure::new(ErrorCode::AuditFailed, Origin::Gateway, "the audit of this server cannot be written, so nothing is sent")
        .hint("tell the user: whoever runs this server must make room for its audit")
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Odoo(error) => error.into(),
            SessionError::Over(why) => Self::new(ErrorCode::NotLoggedIn, Origin::Caller, why).hint("call `login`"),
            SessionError::Locked(locked) => {
                let reason = Reason::new(Step::Authentication, ErrorCode::LockedOut, locked.to_string());
                Denial::from(reason.hint("make sure of the credential before the next try")).after(locked.remaining).into()
            }
            SessionError::Schemas(error) => Self::new(ErrorCode::NotConfigured, Origin::Gateway, error.to_string())
                .hint("pull a snapshot of this Odoo into that folder, then restart this server"),
            SessionError::Configuration(error) => Self::new(ErrorCode::NotConfigured, Origin::Gateway, error.to_string())
                .hint("set the variables in the client's configuration of this server, then restart it"),
        }
    }
}
