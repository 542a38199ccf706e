//! `/account`: the programs and keys that work with a person's Odoo user, and the end of each. A person signs in as for a client, and is
//! known for half an hour by a sealed cookie without a credential.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use super::super::identity::Origin;
use super::OAuth;
use super::browser::{ACCOUNT, FORM};
use super::filled::Filled;
use super::page::{broken, fault, go_to, page};
use super::routes::Shared;
use super::sign_in::Sealed;
use super::{browser, listing};
use crate::keys::{Entry, GatewayKey, Purpose};

/// Where it is.
const PATH: &str = "/account";

/// Who looks at their own grants.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Person {
    #[serde(rename = "u")]
    url: String,
    #[serde(rename = "d")]
    database: Option<String>,
    #[serde(rename = "l")]
    pub(super) login: String,
    #[serde(rename = "e")]
    ends_at: u64,
}

/// A button of the page.
#[derive(Debug, Deserialize)]
struct Pressed {
    request: String,
    #[serde(default)]
    id: String,
}

pub(super) fn routes() -> Router<Arc<OAuth>> {
    Router::new().route(PATH, get(show).post(sign_in)).route("/account/revoke", post(revoke)).route("/account/sign-out", post(sign_out))
}

async fn show(State(oauth): Shared, headers: HeaderMap) -> Response {
    match oauth.person(&headers) {
        Some(person) => oauth.listing(&person, &headers),
        None => oauth.new_form(None, &headers),
    }
}

async fn sign_in(
    State(oauth): Shared,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    form: Result<Form<Filled>, FormRejection>,
) -> Response {
    let texts = oauth.texts();
    let filled = form.ok().map(|Form(filled)| filled).filter(|filled| oauth.is_own(&filled.request, &headers));
    let Some(filled) = filled else { return fault(texts, StatusCode::BAD_REQUEST, texts.old_form) };
    match oauth.confirm(&filled, origin).await {
        Ok(key) => oauth.welcome(key),
        Err(failed) => oauth.form(None, &filled.request).page(failed.status(), filled.before(failed.text(texts))),
    }
}

async fn revoke(State(oauth): Shared, headers: HeaderMap, form: Result<Form<Pressed>, FormRejection>) -> Response {
    let texts = oauth.texts();
    let pressed = form.ok().map(|Form(pressed)| pressed).filter(|pressed| oauth.is_own(&pressed.request, &headers));
    let (Some(pressed), Some(person)) = (pressed, oauth.person(&headers)) else {
        return fault(texts, StatusCode::BAD_REQUEST, texts.old_form);
    };
    // What is not theirs is not there.
    if oauth.entries(&person).iter().any(|entry| entry.id == pressed.id) {
        oauth.resource.grants.revoke(&pressed.id);
    }
    go_to(texts, PATH)
}

async fn sign_out(State(oauth): Shared, headers: HeaderMap, form: Result<Form<Pressed>, FormRejection>) -> Response {
    let texts = oauth.texts();
    if !form.is_ok_and(|Form(pressed)| oauth.is_own(&pressed.request, &headers)) {
        return fault(texts, StatusCode::BAD_REQUEST, texts.old_form);
    }
    let mut response = go_to(texts, PATH);
    response.headers_mut().extend(ACCOUNT.set("", &oauth.resource.public).map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

impl OAuth {
    /// Whether a form of these pages was shown to this browser.
    fn is_own(&self, request: &str, headers: &HeaderMap) -> bool {
        self.opened(request, headers).is_some_and(|sealed| sealed.asked.is_none())
    }

    /// Who was signed in here.
    fn person(&self, headers: &HeaderMap) -> Option<Person> {
        let cookie = ACCOUNT.of(headers, &self.resource.public)?;
        let person: Person = self.resource.ring.open(Purpose::Account, &cookie).ok()?;
        (person.ends_at > self.now()).then_some(person)
    }

    fn welcome(&self, key: GatewayKey) -> Response {
        let ends_at = self.now().saturating_add(ACCOUNT.seconds);
        let person = Person { url: key.url, database: key.database, login: key.login, ends_at };
        match self.resource.ring.seal(Purpose::Account, &person) {
            Ok(sealed) => {
                let mut response = go_to(self.texts(), PATH);
                response.headers_mut().extend(ACCOUNT.set(&sealed, &self.resource.public).map(|cookie| (header::SET_COOKIE, cookie)));
                response
            }
            Err(error) => broken(self.texts(), &error),
        }
    }

    /// What works with the person's user and has not ended.
    fn entries(&self, person: &Person) -> Vec<Entry> {
        let now = self.now();
        let lives = |entry: &Entry| entry.revoked_at.is_none() && entry.expires_at.is_none_or(|end| end > now);
        let odoos = self.gate.principals.odoos();
        // A key that names no database is of the configured one.
        let is_configured = || self.database.as_ref().is_none_or(|database| Some(database) == person.database.as_ref());
        let is_theirs = |entry: &Entry| {
            let is_odoo = entry.odoo.as_deref().is_some_and(|url| odoos.name_of(url) == odoos.name_of(&person.url));
            let is_database = if entry.database.is_none() { is_configured() } else { entry.database == person.database };
            entry.user == person.login && is_odoo && is_database && self.resource.grants.lives(&entry.id)
        };
        self.resource.grants.entries().into_iter().filter(|entry| lives(entry) && is_theirs(entry)).collect()
    }

    fn listing(&self, person: &Person, headers: &HeaderMap) -> Response {
        let public = &self.resource.public;
        let Some(cookie) = FORM.of(headers, public).or_else(browser::random) else {
            return broken(self.texts(), &"no randomness for a cookie");
        };
        let sealed = Sealed { asked: None, browser: browser::digest(&cookie), ends_at: self.now().saturating_add(FORM.seconds) };
        let request = match self.resource.ring.seal(Purpose::Form, &sealed) {
            Ok(request) => request,
            Err(error) => return broken(self.texts(), &error),
        };
        let body = listing::html(self.texts(), &person.login, &self.entries(person), &request);
        let mut response = page(self.texts(), StatusCode::OK, self.texts().account, &body);
        response.headers_mut().extend(FORM.set(&cookie, public).map(|cookie| (header::SET_COOKIE, cookie)));
        response
    }
}
