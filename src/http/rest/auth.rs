//! Gateway keys for programs: made for a login that Odoo confirms, and looked at.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use odoo_sdk::ErrorKind;
use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::authenticate::{Caller, Gate};
use super::super::endpoints::{About, Endpoints};
use super::super::identity::{Identity, Origin};
use super::super::login::{Confirmed, Login};
use super::super::openapi::schemas;
use super::super::refusal::Refusal;
use super::routes::read;
use crate::app::Application;
use crate::keys::{GatewayKey, KeyRing, Register};
use crate::policy::{Mode, Scope};
use crate::session::SessionError;

/// How long a key is good, in seconds.
const GOOD_FOR: u64 = 90 * 86_400;

/// What keys are made with.
#[derive(Debug)]
pub(in super::super) struct Issuer {
    /// Confirms logins.
    pub(in super::super) application: Arc<Application>,
    /// Counts failures, and knows the Odoos.
    pub(in super::super) gate: Arc<Gate>,
    /// Lists the keys.
    pub(in super::super) register: Option<Arc<Register>>,
}

/// A login, and what a key for it may reach.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GenerateBody {
    /// Address of the Odoo server.
    url: String,
    /// Database, where the server has several.
    database: Option<String>,
    /// Login name.
    username: String,
    /// API key or password.
    #[schemars(with = "String")]
    password: SecretString,
    /// For example `res.partner:RW,*:R`; default: everything that the user may do.
    scope: Option<String>,
}

/// `/auth/generate`, in front of the gate: the login is what proves who asks.
pub(in super::super) fn issuing() -> Endpoints<Arc<Issuer>> {
    let about = About::post("/auth/generate", "generate_key", "A gateway key for a login that Odoo confirms.", schemas::generated);
    Endpoints(vec![about.reads(schemas::of::<GenerateBody>).refuses(&[400, 401, 429, 500, 501, 502]).open().by(generate)])
}

/// `/auth/validate`, behind it.
pub(super) async fn validate(Extension(caller): Extension<Caller>) -> Json<Value> {
    Json(match caller.identity {
        Identity::Key(key) => valid(&key),
        Identity::Grant(signed_in) => valid(&signed_in.key),
        Identity::Direct(direct) => {
            json!({"valid": true, "user": direct.login, "database": direct.database, "scope": null, "expires": null})
        }
        Identity::Operator | Identity::Local => json!({"valid": true, "user": null, "database": null, "scope": null, "expires": null}),
    })
}

fn valid(key: &GatewayKey) -> Value {
    json!({
        "valid": true,
        "user": key.login,
        "database": key.database,
        "scope": key.scope.as_ref().map(Scope::to_string),
        "expires": key.expires_at.map(time),
    })
}

async fn generate(State(issuer): State<Arc<Issuer>>, Extension(origin): Extension<Origin>, body: Bytes) -> Response {
    match issuer.generate(origin, &body).await {
        Ok(body) => Json(body).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

impl Issuer {
    async fn generate(&self, origin: Origin, body: &Bytes) -> Result<Value, Refusal> {
        let not_here = || Refusal::new(StatusCode::NOT_IMPLEMENTED, "auth_failed", "no keys are made here: ENCRYPTION_KEY is not set");
        let ring = self.gate.authentication.ring.as_ref().ok_or_else(not_here)?;
        self.gate.check_attempts(origin)?;
        let wanted: GenerateBody = read(body)?;
        let scope = wanted.scope.as_deref().map(str::parse::<Scope>).transpose();
        let scope = scope.map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, "scope_invalid", error))?;
        let GenerateBody { url, database, username, password, .. } = wanted;
        let login = Login { url, database, name: username, secret: password };
        let confirmed = self.confirm(&login, origin).await?;
        self.seal(ring, login, &confirmed, scope)
    }

    /// Asks Odoo whether the login is good. A lockout is asked before it.
    async fn confirm(&self, login: &Login, origin: Origin) -> Result<Confirmed, Refusal> {
        if self.gate.principals.odoos().name_of(&login.url).is_none() {
            let message = "this server does not connect to that Odoo: ODOO_ALLOWED_URLS allows a server";
            return Err(Refusal::new(StatusCode::FORBIDDEN, "permission_denied", message));
        }
        let confirmed = login.confirm(&self.application, self.gate.principals.odoos(), origin).await;
        confirmed.map_err(|error| self.refused(&error, origin))
    }

    /// One text for whatever is wrong with a login.
    fn refused(&self, error: &SessionError, origin: Origin) -> Refusal {
        match error {
            SessionError::Locked(locked) => Refusal::new(StatusCode::TOO_MANY_REQUESTS, "auth_failed", locked),
            SessionError::Odoo(error) if error.kind() == ErrorKind::Auth => {
                self.gate.attempts.failed(origin.address);
                // Who holds a key of Odoo may know that it is not that of the login beside it.
                let what = if error.is_of_other_user() { error.message() } else { "Odoo refused the login" };
                Refusal::new(StatusCode::UNAUTHORIZED, "auth_failed", what)
            }
            _ => Refusal::new(StatusCode::BAD_GATEWAY, "connection_failed", "Odoo could not be reached, or is not what was expected"),
        }
    }

    /// A key, which does not outlive the one of Odoo.
    fn seal(&self, ring: &KeyRing, login: Login, confirmed: &Confirmed, scope: Option<Scope>) -> Result<Value, Refusal> {
        let failed = |error: &dyn ToString| {
            tracing::error!("a key cannot be made: {}", error.to_string());
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "odoo_error", "the key could not be made")
        };
        let now = (self.gate.authentication.clock)();
        let ends_at = now.saturating_add(GOOD_FOR);
        let key = GatewayKey {
            id: GatewayKey::new_id().map_err(|error| failed(&error))?,
            name: String::new(),
            credential: login.key_credential(),
            url: login.url,
            database: login.database,
            login: login.name,
            scope,
            mode: Mode::ReadWrite,
            issued_at: now,
            expires_at: Some(confirmed.ends_at.map_or(ends_at, |end| end.min(ends_at))),
        };
        let sealed = key.seal(ring).map_err(|error| failed(&error))?;
        if let Some(register) = &self.register {
            register.issued((&key).into()).map_err(|error| failed(&error))?;
        }
        Ok(json!({"api_key": sealed.expose_secret(), "expires": key.expires_at.map(time), "user": key.login}))
    }
}

/// As text, in UTC.
fn time(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|time| time.to_string())
        .unwrap_or_default()
}
