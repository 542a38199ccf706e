//! What a person granted: the Odoo user, the client, the scopes. It travels in codes and tokens, sealed for one purpose each.

use serde::{Deserialize, Serialize};

use super::scope::{Granted, Level};
use crate::keys::{GatewayKey, KeyRing, Purpose, SealedError, WrittenKey};

/// How long a code is good, in seconds.
pub(super) const CODE_SECONDS: u64 = 60;

/// How long an access token is good.
const ACCESS_SECONDS: u64 = 3_600;

/// How long a refresh token is good.
const REFRESH_SECONDS: u64 = 30 * 86_400;

/// How long a grant lasts, however often it is renewed.
pub(super) const GRANT_SECONDS: u64 = 365 * 86_400;

/// What was granted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Grant {
    /// The Odoo user, with the number of the grant, the name of the client, the time of the grant and the end of the Odoo key.
    #[serde(rename = "g")]
    pub(super) key: WrittenKey,
    /// The client's digest.
    #[serde(rename = "c")]
    pub(super) client: String,
    /// The resource that tokens are for.
    #[serde(rename = "a")]
    pub(super) audience: String,
    #[serde(rename = "s")]
    pub(super) granted: Granted,
}

/// What a code holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Code {
    pub(super) grant: Grant,
    pub(super) redirect: String,
    pub(super) challenge: String,
    /// Seconds since 1970.
    pub(super) ends_at: u64,
}

/// What an access token holds.
#[derive(Serialize, Deserialize)]
struct Access {
    grant: Grant,
    ends_at: u64,
}

/// What a refresh token holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Refresh {
    pub(super) grant: Grant,
    /// Which of the grant's refresh tokens it is, counted from 1.
    pub(super) generation: u64,
    pub(super) ends_at: u64,
}

/// A client that a person signed in to.
#[derive(Debug)]
pub(crate) struct SignedIn {
    /// The person's key, with the end of the token.
    pub(in super::super) key: GatewayKey,
    /// How far the client reaches.
    pub(in super::super) level: Level,
}

impl Grant {
    /// Its number.
    pub(super) fn id(&self) -> &str {
        self.key.id()
    }

    /// When it ends: with the Odoo key, and after a year at most.
    fn ends_at(&self) -> u64 {
        let most = self.key.issued_at().saturating_add(GRANT_SECONDS);
        self.key.expires_at().map_or(most, |end| end.min(most))
    }

    /// Whether it lasts no longer.
    pub(super) fn has_ended(&self, now: u64) -> bool {
        self.ends_at() <= now
    }

    /// An access token, and for how many seconds it is good.
    pub(super) fn access_token(&self, ring: &KeyRing, now: u64) -> Result<(String, u64), SealedError> {
        let ends_at = now.saturating_add(ACCESS_SECONDS).min(self.ends_at());
        Ok((ring.seal(Purpose::Access, &Access { grant: self.clone(), ends_at })?, ends_at.saturating_sub(now)))
    }

    /// A refresh token.
    pub(super) fn refresh_token(&self, ring: &KeyRing, generation: u64, now: u64) -> Result<String, SealedError> {
        let ends_at = now.saturating_add(REFRESH_SECONDS).min(self.ends_at());
        ring.seal(Purpose::Refresh, &Refresh { grant: self.clone(), generation, ends_at })
    }
}

/// What an access token stands for, ended or not; `None` for a token of another resource.
pub(super) fn of_access_token(ring: &KeyRing, token: &str, resource: &str) -> Result<Option<SignedIn>, SealedError> {
    let Access { grant, ends_at } = ring.open(Purpose::Access, token)?;
    if grant.audience != resource {
        return Ok(None);
    }
    let (level, key) = (grant.granted.level, grant.key.read().ok_or(SealedError::Damaged)?);
    Ok(Some(SignedIn { key: GatewayKey { mode: level.mode(), scope: level.bounds(), expires_at: Some(ends_at), ..key }, level }))
}

/// The number of the grant of an access or refresh token, ended or not.
pub(super) fn id_of_token(ring: &KeyRing, token: &str) -> Option<String> {
    let refresh = || Some(ring.open::<Refresh>(Purpose::Refresh, token).ok()?.grant);
    let access = || Some(ring.open::<Access>(Purpose::Access, token).ok()?.grant);
    refresh().or_else(access).map(|grant| grant.id().to_owned())
}
