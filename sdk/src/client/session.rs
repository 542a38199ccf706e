//! A web session: its cookie, which Odoo renews from time to time, and the one new login when it is over.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::link::Link;
use super::login::{self, PasswordLogin};
use super::user::User;
use crate::call::Call;
use crate::error::{Error, ErrorKind};
use crate::transport::{Asked, HttpReply, Part, web};

/// How long no new login is tried after Odoo refused one: about ten in a row shut out the whole source address.
const REFUSAL_HOLDS: Duration = Duration::from_secs(60);

/// A session that calls share.
#[derive(Debug)]
pub(super) struct WebSession {
    held: RwLock<Held>,
    /// How to log in again; `None` for a session that somebody else opened.
    login: Option<PasswordLogin>,
    /// Held while one call logs in for all. Until when a refusal is taken for granted.
    renewal: Mutex<Option<Instant>>,
}

/// The session id in use. The generation counts logins, so that a call can tell whether the one it used is still current.
#[derive(Debug, Clone)]
struct Held {
    id: SecretString,
    generation: u64,
}

impl WebSession {
    pub(super) fn new(id: SecretString, login: Option<PasswordLogin>) -> Self {
        Self { held: RwLock::new(Held { id, generation: 0 }), login, renewal: Mutex::new(None) }
    }

    /// A call; if the session turns out to be over, a new login and the call once more, which Odoo certainly did not run before.
    pub(super) async fn call(&self, link: &Link, call: &Call) -> Result<Part, Error> {
        let used = self.current();
        match self.send(link, &used, call).await {
            Err(error) if error.kind() == ErrorKind::SessionExpired => {
                self.renew(link, used.generation, error).await?;
                self.send(link, &self.current(), call).await
            }
            result => result,
        }
    }

    /// An error without the session's id and the password.
    pub(super) fn mask(&self, error: Error) -> Error {
        let error = error.without(self.current().id.expose_secret());
        match &self.login {
            Some(login) => login.mask(error),
            None => error,
        }
    }

    async fn send(&self, link: &Link, used: &Held, call: &Call) -> Result<Part, Error> {
        let decode = |reply: &HttpReply, asked: Asked<'_>| {
            let result = web::decode_part(reply, asked);
            if result.as_ref().map_or_else(answered, |_| true) {
                self.adopt(used, reply);
            }
            result
        };
        link.exchange(web::request(&used.id, call), Some(call), decode).await
    }

    /// A report; like a call, once more after a new login where the session is over.
    pub(super) async fn report(&self, link: &Link, path: &str) -> Result<Bytes, Error> {
        let used = self.current();
        match link.exchange(web::report(&used.id, path), None, web::decode_pdf).await {
            Err(error) if error.kind() == ErrorKind::SessionExpired => {
                self.renew(link, used.generation, error).await?;
                link.exchange(web::report(&self.current().id, path), None, web::decode_pdf).await
            }
            result => result,
        }
    }

    /// Logs in again, unless another call did so meanwhile.
    async fn renew(&self, link: &Link, stale: u64, expired: Error) -> Result<(), Error> {
        let Some(login) = &self.login else { return Err(expired) };
        let mut refused_until = self.renewal.lock().await;
        if self.current().generation != stale {
            return Ok(());
        }
        if refused_until.is_some_and(|until| Instant::now() < until) {
            return Err(login::refused());
        }
        let result = self.log_in(link, login, stale).await;
        let refused = result.as_ref().is_err_and(|error| error.kind() == ErrorKind::Auth);
        *refused_until = refused.then(|| Instant::now() + REFUSAL_HOLDS);
        result
    }

    async fn log_in(&self, link: &Link, login: &PasswordLogin, stale: u64) -> Result<(), Error> {
        let (id, _user): (SecretString, User) = login.open(link).await?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held { id, generation: stale + 1 };
        Ok(())
    }

    /// Takes over the cookie that Odoo set with an answer, unless a later login replaced the session it answered to.
    fn adopt(&self, used: &Held, reply: &HttpReply) {
        let Some(fresh) = &reply.session else { return };
        if fresh.expose_secret() == used.id.expose_secret() {
            return;
        }
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.generation == used.generation {
            held.id = fresh.clone();
        }
    }

    fn current(&self) -> Held {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether Odoo itself answered, within the session. An expired one is answered with the cookie of a new, anonymous session.
fn answered(error: &Error) -> bool {
    error.odoo_name().is_some() && error.kind() != ErrorKind::SessionExpired
}
