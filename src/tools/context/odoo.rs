//! Odoo as a tool reaches it: schemas, checks, and the one way to send something.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use odoo_sdk::client::Part;
use odoo_sdk::schema::{Lookup, ModelKind, ModelSchema, SchemaSource};
use odoo_sdk::{Call, Effect, ErrorKind, Series};
use serde_json::{Map, Value};
use tokio::sync::OnceCell;

use super::answers::Answers;
use super::user::Users;
use crate::audit::CallAudit;
use crate::error_code::ErrorCode;
use crate::policy::{Denial, FilesOf, Mode, Permitted, Policy, Reason, Step};
use crate::session::{Connected, Session, SessionError};
use crate::tools::failure::{Failure, Origin};
use crate::tools::odoo_context::OdooContext;
use crate::tools::unknown;

/// Whether a write was sent, answered or not.
#[derive(Debug, Clone, Default)]
pub(crate) struct WriteSent(Arc<AtomicBool>);

/// The Odoo of one call.
#[derive(Debug)]
pub(crate) struct Odoo {
    pub(super) session: Arc<Session>,
    pub(super) policy: Policy,
    pub(super) audit: CallAudit,
    pub(super) users: Users,
    /// The record whose files are asked for.
    pub(super) files: OnceLock<FilesOf>,
    context: OdooContext,
    write_sent: WriteSent,
    /// The dialog that is answered: its model, and that of the records it was opened for.
    pub(super) dialog: OnceLock<(String, String)>,
    /// What the records answered to the policy's questions.
    pub(super) answers: Answers,
    /// The connection of this call: a `login` beside it does not change it half way.
    connected: OnceCell<Arc<Connected>>,
}

impl WriteSent {
    /// Whether it was.
    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Odoo {
    /// For one call.
    pub(crate) fn new(session: Arc<Session>, policy: Policy, audit: CallAudit, users: Users) -> Self {
        let (context, write_sent, connected) = (OdooContext::default(), WriteSent::default(), OnceCell::new());
        Self {
            session,
            policy,
            audit,
            users,
            context,
            write_sent,
            dialog: OnceLock::new(),
            files: OnceLock::new(),
            answers: Answers::default(),
            connected,
        }
    }

    /// With the part of Odoo's context that the caller set.
    pub(crate) fn with_context(self, context: OdooContext) -> Self {
        Self { context, ..self }
    }

    /// The language that the caller gave for this call.
    pub(crate) fn language_given(&self) -> Option<&str> {
        self.context.language()
    }

    /// The companies that the caller gave for this call.
    pub(super) fn companies_given(&self) -> Option<&[u32]> {
        self.context.companies()
    }

    /// The session.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// The rules of this server.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether a write was sent.
    pub(crate) fn write_sent(&self) -> WriteSent {
        self.write_sent.clone()
    }

    /// The open connection.
    pub(crate) async fn connected(&self) -> Result<&Connected, Failure> {
        let connected = self.connected.get_or_try_init(|| self.session.connected()).await?.as_ref();
        connected.catalog().read_only(self.is_read_only());
        Ok(connected)
    }

    /// Whether the server or the session changes nothing.
    pub(crate) fn is_read_only(&self) -> bool {
        self.policy.mode().stricter(self.session.limits().mode) == Mode::ReadOnly
    }

    /// The series of the connected Odoo.
    pub(crate) async fn series(&self) -> Result<Series, Failure> {
        Ok(self.connected().await?.client().series())
    }

    /// On whose behalf this runs: the same text is the same caller, as the same user of the same database.
    pub(crate) async fn identity(&self) -> Result<String, Failure> {
        let client = self.connected().await?.client();
        Ok(format!("{}|{}@{}/{}", self.session.subject(), client.user().uid, client.authority(), client.database()))
    }

    /// The time zone that times of an answer are meant for.
    pub(crate) async fn time_zone(&self) -> Result<Option<String>, Failure> {
        let user = self.user().await?;
        Ok(self.context.time_zone(&user).map(str::to_owned))
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

    /// The schema of a model whose records a checked call is about, to look at; of one that is kept otherwise, such as the caller's own
    /// account, it is not shown.
    pub(crate) async fn checked_model(&self, model: &str) -> Result<Arc<ModelSchema>, Failure> {
        let connected = self.connected().await?;
        match connected.catalog().lookup(model) {
            Lookup::Found(schema) => Ok(schema),
            _ => self.model(model).await,
        }
    }

    /// Whether a model is a dialog's: its records are swept after a while. A model that is not there or may not be seen is not one.
    pub(crate) async fn is_transient(&self, model: &str) -> Result<bool, Failure> {
        match self.model(model).await {
            Ok(schema) => Ok(schema.kind == ModelKind::Transient),
            Err(failure) if failure.is_of_policy() => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// Sends a call that was checked, once, if the policy permits it, with the user's language and time zone and what of the context
    /// the caller may set. What contradicts the schema makes it forgotten.
    pub(crate) async fn send(&self, call: Call) -> Result<Value, Failure> {
        self.send_as(call, |permitted| permitted).await
    }

    /// The same, content with the first items of an answer that is too large to be kept.
    pub(crate) async fn send_in_part(&self, call: Call) -> Result<Part, Failure> {
        self.part_of(call, |permitted| permitted).await
    }

    /// Goes on in a dialog that Odoo opened: one at most in a call.
    pub(crate) fn enter(&self, dialog: &str, about: &str) {
        // A second dialog is shown and not answered in the same call.
        let _ = self.dialog.set((dialog.to_owned(), about.to_owned()));
    }

    /// The same in the context that Odoo itself gave with a window.
    pub(crate) async fn send_within(&self, call: Call, context: &Map<String, Value>) -> Result<Value, Failure> {
        self.send_as(call, |permitted| permitted.within(context)).await
    }

    /// Sends a create of one record or a write together with the reading of the same records, as one request that writes once and
    /// answers with what was read. A reading that is not permitted is left out.
    pub(crate) async fn send_with_reading(
        &self,
        write: Call,
        reading: Call,
        is_link: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Value, Failure> {
        match self.authorize(self.connected().await?, reading).await {
            Ok(reading) => self.send_as(write, |write| write.with_reading(reading, is_link)).await,
            Err(_) => self.send(write).await,
        }
    }

    /// Sends a call in the form that `finish` gives it once it is permitted, for an answer that is needed whole.
    async fn send_as(&self, call: Call, finish: impl FnOnce(Permitted<Call>) -> Permitted<Call>) -> Result<Value, Failure> {
        let effect = call.effect;
        let part = self.part_of(call, finish).await?;
        part.whole(self.connected().await?.client().authority()).map_err(|error| Failure::of_call(error, effect))
    }

    async fn part_of(&self, mut call: Call, finish: impl FnOnce(Permitted<Call>) -> Permitted<Call>) -> Result<Part, Failure> {
        let connected = self.connected().await?;
        let (model, effect) = (call.model.clone(), call.effect);
        call.context = Some(self.context.over(&self.user().await?, call.context.take()));
        let (method, names_fields) = (call.method.clone(), odoo_sdk::validate::names_fields(&call));
        let record = self.audit.begin(&call);
        let permitted = match self.authorize(connected, call).await {
            Ok(permitted) => permitted,
            Err(failure) => {
                record.refused(failure.code().name(), failure.rule()).await;
                return Err(failure);
            }
        };
        record.allowed().await.map_err(unrecorded)?;
        let permit = self.session.permit_in_flight().await;
        if effect == Effect::Write {
            self.write_sent.set();
        }
        let answer = connected.call(finish(permitted)).await;
        drop(permit);
        record.ended(answer.as_ref().err().map(|error| error.kind().name())).await;
        if answer.as_ref().is_err_and(|error| matches!(error.kind(), ErrorKind::Server | ErrorKind::Version)) {
            connected.catalog().forget(&model);
        }
        let answer = answer.map_err(|error| Failure::of_call(error, effect))?;
        Ok(self.policy.redact(&model, &method, names_fields, answer, &|group| connected.is_member(group) == Some(true)))
    }
}

/// What cannot be recorded is not done.
pub(super) fn unrecorded(error: std::io::Error) -> Failure {
    tracing::error!("the audit cannot be written: {error}");
    Failure::new(ErrorCode::AuditFailed, Origin::Gateway, "the audit of this server cannot be written, so nothing is sent")
        .hint("tell the user: the operator of this server must make room for the audit log")
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
