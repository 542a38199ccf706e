//! Signing in: a form that was sealed for one browser, a login that Odoo confirms, a code for the client.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::super::identity::Origin;
use super::OAuth;
use super::authorize::{Asked, Parameters, Refused, answer, check};
use super::browser::{FORM, digest, is_of_another_site, random};
use super::clients::ClientError;
use super::filled::Filled;
use super::form::{Before, Form};
use super::grant::{CODE_SECONDS, Code, Grant};
use super::grants::GrantError;
use super::page::{broken, fault, go_to};
use super::redirect;
use super::scope::{Granted, Level};
use super::texts::Texts;
use crate::keys::{Entry, GatewayKey, Purpose, SealedError};

/// What a form holds, sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Sealed {
    /// What a client asks for; `None` on the way to one's own grants.
    pub(super) asked: Option<Asked>,
    /// Digest of the browser's cookie.
    pub(super) browser: String,
    pub(super) ends_at: u64,
}

/// Why there is no code.
#[derive(Debug, thiserror::Error)]
enum CodeError {
    #[error(transparent)]
    Sealed(#[from] SealedError),
    #[error("the grant cannot be noted")]
    Store,
}

impl From<GrantError> for CodeError {
    fn from(_: GrantError) -> Self {
        Self::Store
    }
}

impl OAuth {
    /// Shows the page, where what the client asks for is good.
    pub(super) async fn show(&self, given: &Parameters, headers: &HeaderMap, origin: Origin) -> Response {
        let texts = self.texts();
        let wrong = |what| fault(texts, StatusCode::BAD_REQUEST, what);
        let Some(id) = given.client_id.as_deref() else { return wrong(texts.no_client) };
        let client = match self.clients.client(id, origin).await {
            Ok(client) => client,
            Err(ClientError::Unknown) => return wrong(texts.unknown_client),
            Err(ClientError::Document) => return fault(texts, StatusCode::BAD_GATEWAY, texts.no_document),
            Err(ClientError::TooMany) => return fault(texts, StatusCode::TOO_MANY_REQUESTS, texts.too_many),
        };
        match check(given, &client, self.resource.public.origin(), &self.resource.public.resource()) {
            Ok(asked) => self.new_form(Some(asked), headers),
            Err(Refused::Redirect) => wrong(texts.wrong_redirect),
            Err(Refused::SentBack(url)) => go_to(texts, &url),
        }
    }

    /// A form for this browser.
    pub(super) fn new_form(&self, asked: Option<Asked>, headers: &HeaderMap) -> Response {
        let public = &self.resource.public;
        let Some(cookie) = FORM.of(headers, public).or_else(random) else {
            return broken(self.texts(), &SealedError::NoRandomness);
        };
        let sealed = Sealed { asked, browser: digest(&cookie), ends_at: self.now().saturating_add(FORM.seconds) };
        match self.resource.ring.seal(Purpose::Form, &sealed) {
            Ok(text) => {
                let mut response = self.form(sealed.asked.as_ref(), &text).page(StatusCode::OK, Before::default());
                response.headers_mut().extend(FORM.set(&cookie, public).map(|cookie| (header::SET_COOKIE, cookie)));
                response
            }
            Err(error) => broken(self.texts(), &error),
        }
    }

    /// What a form holds that this browser was shown and that is not too old.
    pub(super) fn opened(&self, request: &str, headers: &HeaderMap) -> Option<Sealed> {
        let sealed = self.resource.ring.open::<Sealed>(Purpose::Form, request).ok()?;
        let browser = digest(&FORM.of(headers, &self.resource.public)?);
        let is_good = sealed.ends_at > self.now() && sealed.browser == browser && !is_of_another_site(headers);
        is_good.then_some(sealed)
    }

    /// Takes a form that was filled in.
    pub(super) async fn submit(&self, filled: Filled, headers: &HeaderMap, origin: Origin) -> Response {
        let texts = self.texts();
        let asked = self.opened(&filled.request, headers).and_then(|sealed| sealed.asked);
        let Some(asked) = asked else { return fault(texts, StatusCode::BAD_REQUEST, texts.old_form) };
        let back = |members: &[(&str, &str)]| {
            go_to(texts, &answer(&asked.redirect, self.resource.public.origin(), asked.state.as_deref(), members))
        };
        if filled.decision == "deny" {
            return back(&[("error", "access_denied"), ("error_description", "the person cancelled the sign-in")]);
        }
        match self.confirm(&filled, origin).await {
            Ok(key) => match self.code(&asked, &filled.access, key) {
                Ok(code) => back(&[("code", &code)]),
                Err(error) => broken(texts, &error),
            },
            Err(failed) => self.form(Some(&asked), &filled.request).page(failed.status(), filled.before(failed.text(texts))),
        }
    }

    /// The code of a new grant, which is listed first.
    fn code(&self, asked: &Asked, access: &str, key: GatewayKey) -> Result<String, CodeError> {
        let chosen = Level::ALL.into_iter().find(|level| level.name() == access).unwrap_or_default();
        let granted = Granted { level: chosen.min(asked.granted.level).min(self.resource.most()), ..asked.granted };
        let key = GatewayKey { id: GatewayKey::new_id()?, name: asked.name.clone(), ..key };
        let client = Some(redirect::shown_host(&asked.redirect));
        let ends_at = self.now().saturating_add(super::grant::GRANT_SECONDS);
        let expires_at = Some(key.expires_at.map_or(ends_at, |end| end.min(ends_at)));
        self.resource.grants.granted(Entry { client, scope: Some(granted.text()), expires_at, ..(&key).into() })?;
        let grant = Grant { key: key.written(), client: asked.client.clone(), audience: self.resource.public.resource(), granted };
        let ends_at = self.now().saturating_add(CODE_SECONDS);
        let (redirect, challenge) = (asked.redirect.clone(), asked.challenge.clone());
        Ok(self.resource.ring.seal(Purpose::Code, &Code { grant, redirect, challenge, ends_at })?)
    }

    /// The form, empty.
    pub(super) fn form<'a>(&'a self, asked: Option<&'a Asked>, sealed: &'a str) -> Form<'a> {
        let odoos = self.gate.principals.odoos().urls().collect();
        Form { texts: self.texts(), asked, sealed, odoos, asks_database: self.asks_database(), most: self.resource.most() }
    }

    /// The language of the pages.
    pub(super) fn texts(&self) -> &'static Texts {
        &super::texts::ENGLISH
    }
}
