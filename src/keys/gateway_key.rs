//! A gateway key: one Odoo user's credential with what it may be used for and for how long, sealed as `ogk_…`.

use std::fmt;

use base64::Engine;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::envelope::{Purpose, SealedError};
use super::ring::{BASE64, KeyRing};
use crate::policy::{Mode, Scope};

/// Length of an id, in bytes.
const ID_BYTES: usize = 9;

/// What a gateway key holds.
#[derive(Debug, Clone)]
pub(crate) struct GatewayKey {
    /// Its number, by which it is listed and revoked.
    pub(crate) id: String,
    /// What its holder calls it.
    pub(crate) name: String,
    /// Address of the Odoo server.
    pub(crate) url: String,
    /// Database; `None` asks the server for its only one.
    pub(crate) database: Option<String>,
    /// Login of the user.
    pub(crate) login: String,
    /// What proves who the user is.
    pub(crate) credential: KeyCredential,
    /// What it reaches at most; `None` sets no bounds of its own.
    pub(crate) scope: Option<Scope>,
    /// Whether it changes anything at all.
    pub(crate) mode: Mode,
    /// Seconds since 1970.
    pub(crate) issued_at: u64,
    /// Seconds since 1970; `None` for one that does not end by itself.
    pub(crate) expires_at: Option<u64>,
}

/// What proves who the user is.
#[derive(Clone)]
pub(crate) enum KeyCredential {
    /// An API key of Odoo.
    ApiKey(SecretString),
    /// The user's password.
    Password(SecretString),
}

/// The same in few bytes, sealed alone or in something larger.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenKey {
    i: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    n: String,
    u: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    l: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    s: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    r: bool,
    t: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    e: Option<u64>,
}

impl GatewayKey {
    /// A new number.
    pub(crate) fn new_id() -> Result<String, SealedError> {
        let mut bytes = [0; ID_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| SealedError::NoRandomness)?;
        Ok(BASE64.encode(bytes))
    }

    /// The key as it is handed out.
    pub(crate) fn seal(&self, ring: &KeyRing) -> Result<SecretString, SealedError> {
        ring.seal(Purpose::GatewayKey, &self.written()).map(SecretString::from)
    }

    /// What a key that somebody brought holds. Whether it has ended or was revoked is another question.
    pub(crate) fn open(ring: &KeyRing, text: &str) -> Result<Self, SealedError> {
        ring.open::<WrittenKey>(Purpose::GatewayKey, text)?.read().ok_or(SealedError::Damaged)
    }

    /// Whether its time is over.
    pub(crate) fn has_ended(&self, now: u64) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// In few bytes.
    pub(crate) fn written(&self) -> WrittenKey {
        let (api_key, password) = match &self.credential {
            KeyCredential::ApiKey(key) => (Some(key.expose_secret().to_owned()), None),
            KeyCredential::Password(password) => (None, Some(password.expose_secret().to_owned())),
        };
        WrittenKey {
            i: self.id.clone(),
            n: self.name.clone(),
            u: self.url.clone(),
            d: self.database.clone(),
            l: self.login.clone(),
            k: api_key,
            p: password,
            s: self.scope.as_ref().map(Scope::to_string),
            r: self.mode == Mode::ReadOnly,
            t: self.issued_at,
            e: self.expires_at,
        }
    }
}

impl WrittenKey {
    /// Its number.
    pub(crate) fn id(&self) -> &str {
        &self.i
    }

    /// Seconds since 1970.
    pub(crate) fn issued_at(&self) -> u64 {
        self.t
    }

    /// Seconds since 1970; `None` for one that does not end by itself.
    pub(crate) fn expires_at(&self) -> Option<u64> {
        self.e
    }

    /// What it holds; `None` where it was not written here.
    pub(crate) fn read(self) -> Option<GatewayKey> {
        let credential = match (self.k, self.p) {
            (Some(key), None) => KeyCredential::ApiKey(key.into()),
            (None, Some(password)) => KeyCredential::Password(password.into()),
            _ => return None,
        };
        Some(GatewayKey {
            id: self.i,
            name: self.n,
            url: self.u,
            database: self.d,
            login: self.l,
            credential,
            scope: self.s.map(|scope| scope.parse()).transpose().ok()?,
            mode: if self.r { Mode::ReadOnly } else { Mode::ReadWrite },
            issued_at: self.t,
            expires_at: self.e,
        })
    }
}

impl fmt::Debug for WrittenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WrittenKey").field("id", &self.i).finish_non_exhaustive()
    }
}

impl fmt::Debug for KeyCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ApiKey(_) => "ApiKey",
            Self::Password(_) => "Password",
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn key(login: &str) -> GatewayKey {
        GatewayKey {
            id: GatewayKey::new_id().unwrap(),
            name: "test".to_owned(),
            url: "http://127.0.0.1:8069".to_owned(),
            database: Some("acme".to_owned()),
            login: login.to_owned(),
            credential: KeyCredential::ApiKey("0123456789abcdef0123456789abcdef01234567".into()),
            scope: Some("res.partner:RWD,*:R".parse().unwrap()),
            mode: Mode::ReadWrite,
            issued_at: 1_700_000_000,
            expires_at: Some(1_800_000_000),
        }
    }

    #[test]
    fn a_key_comes_back_whole_is_short_and_shows_nothing() {
        let ring = KeyRing::parse(&KeyRing::generate().unwrap()).unwrap();
        let key = key("demo");
        let sealed = key.seal(&ring).unwrap();
        assert!(sealed.expose_secret().len() < 400, "{}", sealed.expose_secret().len());
        let opened = GatewayKey::open(&ring, sealed.expose_secret()).unwrap();
        assert_eq!(format!("{opened:?}"), format!("{key:?}"));
        let KeyCredential::ApiKey(secret) = &opened.credential else { panic!("an API key") };
        assert!(secret.expose_secret().starts_with("0123456789") && !format!("{opened:?}").contains("0123456789"));
        assert!(!opened.has_ended(1_799_999_999) && opened.has_ended(1_800_000_000));
    }

    #[test]
    fn a_password_and_a_read_only_key_come_back_as_what_they_are() {
        let ring = KeyRing::parse(&KeyRing::generate().unwrap()).unwrap();
        let key = GatewayKey {
            credential: KeyCredential::Password("pa55".into()),
            mode: Mode::ReadOnly,
            scope: None,
            expires_at: None,
            ..key("demo")
        };
        let opened = GatewayKey::open(&ring, key.seal(&ring).unwrap().expose_secret()).unwrap();
        assert_eq!(format!("{opened:?}"), format!("{key:?}"));
        assert!(!opened.has_ended(u64::MAX));
    }
}
