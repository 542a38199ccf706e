//! The token endpoint: codes and refresh tokens for access tokens. Odoo is not asked on the way.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::authorize::is_resource;
use super::client::digest;
use super::clients::Clients;
use super::grant::{Code, Grant, Refresh};
use super::grants::{GrantError, Grants};
use super::pkce;
use super::scope::{Granted, Level};
use crate::keys::{KeyRing, Purpose};

/// A request, as it comes.
#[derive(Default, Deserialize)]
pub(super) struct TokenRequest {
    pub(super) grant_type: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) code: Option<String>,
    pub(super) redirect_uri: Option<String>,
    pub(super) code_verifier: Option<String>,
    pub(super) refresh_token: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) resource: Option<String>,
}

/// Why no token is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TokenError {
    pub(super) status: StatusCode,
    pub(super) error: &'static str,
    pub(super) what: &'static str,
}

/// What tokens are made with.
#[derive(Debug)]
pub(super) struct Mint<'a> {
    pub(super) ring: &'a KeyRing,
    pub(super) clients: &'a Clients,
    pub(super) grants: &'a Grants,
    pub(super) resource: &'a str,
    pub(super) now: u64,
}

const fn bad(error: &'static str, what: &'static str) -> TokenError {
    TokenError { status: StatusCode::BAD_REQUEST, error, what }
}

const DEAD: TokenError = bad("invalid_grant", "it is not valid, has ended or was used; sign in again");

/// A client tries again: the grant is as good as it was.
const NOT_NOW: TokenError =
    TokenError { status: StatusCode::SERVICE_UNAVAILABLE, error: "temporarily_unavailable", what: "no token can be given out now" };

fn of_grant(error: GrantError) -> TokenError {
    match error {
        GrantError::Dead => DEAD,
        GrantError::Store => NOT_NOW,
    }
}

impl Mint<'_> {
    /// The answer to a request.
    pub(super) fn answer(&self, request: &TokenRequest) -> Result<Value, TokenError> {
        let id = request.client_id.as_deref().ok_or(bad("invalid_request", "client_id is missing"))?;
        if !self.clients.may_be(id) {
            return Err(TokenError {
                status: StatusCode::UNAUTHORIZED,
                error: "invalid_client",
                what: "the client is not registered here",
            });
        }
        if !is_resource(request.resource.as_deref(), self.resource) {
            return Err(bad("invalid_target", "the resource is not this server"));
        }
        match request.grant_type.as_deref() {
            Some("authorization_code") => self.of_code(request, &digest(id)),
            Some("refresh_token") => self.of_refresh(request, &digest(id)),
            _ => Err(bad("unsupported_grant_type", "expected authorization_code or refresh_token")),
        }
    }

    fn of_code(&self, request: &TokenRequest, client: &str) -> Result<Value, TokenError> {
        let text = request.code.as_deref().ok_or(bad("invalid_request", "code is missing"))?;
        let code: Code = self.ring.open(Purpose::Code, text).map_err(|_| DEAD)?;
        // OAuth 2.1 leaves it out; where it is there it has to be the one.
        let is_redirect = request.redirect_uri.as_deref().is_none_or(|given| given == code.redirect);
        let is_verified = request.code_verifier.as_deref().is_some_and(|verifier| pkce::verifies(verifier, &code.challenge));
        if code.ends_at <= self.now || code.grant.has_ended(self.now) || !self.is_for(&code.grant, client) || !is_redirect || !is_verified {
            return Err(DEAD);
        }
        let generation = self.grants.advance(code.grant.id(), 0).map_err(of_grant)?;
        self.tokens(&code.grant, code.grant.granted.level, generation)
    }

    fn of_refresh(&self, request: &TokenRequest, client: &str) -> Result<Value, TokenError> {
        let text = request.refresh_token.as_deref().ok_or(bad("invalid_request", "refresh_token is missing"))?;
        let refresh: Refresh = self.ring.open(Purpose::Refresh, text).map_err(|_| DEAD)?;
        if refresh.ends_at <= self.now || refresh.grant.has_ended(self.now) || !self.is_for(&refresh.grant, client) {
            return Err(DEAD);
        }
        let level = match &request.scope {
            None => refresh.grant.granted.level,
            Some(scope) => Granted::parse(Some(scope)).map_err(|_| bad("invalid_scope", "the scope is not known"))?.level,
        };
        if level > refresh.grant.granted.level {
            return Err(bad("invalid_scope", "the scope is wider than what was granted"));
        }
        let generation = self.grants.advance(refresh.grant.id(), refresh.generation).map_err(of_grant)?;
        self.tokens(&refresh.grant, level, generation)
    }

    fn is_for(&self, grant: &Grant, client: &str) -> bool {
        grant.client == client && grant.audience == self.resource
    }

    /// An access token of this scope, and a refresh token of the whole grant.
    fn tokens(&self, grant: &Grant, level: Level, generation: u64) -> Result<Value, TokenError> {
        let granted = Granted { level, ..grant.granted };
        let access = Grant { granted, ..grant.clone() }.access_token(self.ring, self.now);
        let (access, seconds) = access.map_err(|_| NOT_NOW)?;
        let refresh = grant.refresh_token(self.ring, generation, self.now).map_err(|_| NOT_NOW)?;
        Ok(json!({
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": seconds,
            "refresh_token": refresh,
            "scope": granted.text(),
        }))
    }
}

#[cfg(test)]
mod tests;
