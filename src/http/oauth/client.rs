//! Clients that register: a client's id is its sealed registration, so that there is no list of them to lose.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::redirect;
use crate::keys::{KeyRing, Purpose, SealedError};

/// Most addresses of a client.
const MOST_REDIRECTS: usize = 10;

/// Longest name that is kept, in characters.
const LONGEST_NAME: usize = 60;

/// What a client says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Client {
    /// Its name.
    #[serde(rename = "n")]
    pub(super) name: String,
    /// Where browsers are sent back to.
    #[serde(rename = "r")]
    pub(super) redirects: Vec<String>,
    /// When it registered, in seconds since 1970.
    #[serde(rename = "t")]
    pub(super) registered_at: u64,
}

/// A registration as it comes; whatever else it says is not needed.
#[derive(Debug, Deserialize)]
pub(super) struct Registration {
    pub(super) redirect_uris: Vec<String>,
    pub(super) client_name: Option<String>,
}

/// Why a client is not registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum RegistrationError {
    /// None, or too many.
    #[error("expected 1 to {MOST_REDIRECTS} `redirect_uris`")]
    Count,
    /// One that is not allowed.
    #[error("redirect address {0} is neither `https` nor of this machine")]
    Redirect(usize),
}

impl Client {
    /// Of a registration.
    pub(super) fn new(registration: Registration, now: u64) -> Result<Self, RegistrationError> {
        let redirects = registration.redirect_uris;
        if redirects.is_empty() || redirects.len() > MOST_REDIRECTS {
            return Err(RegistrationError::Count);
        }
        if let Some(bad) = redirects.iter().position(|text| !redirect::may_be_registered(text)) {
            return Err(RegistrationError::Redirect(bad + 1));
        }
        Ok(Self { name: shown(&registration.client_name.unwrap_or_default()), redirects, registered_at: now })
    }

    /// Its id.
    pub(super) fn id(&self, ring: &KeyRing) -> Result<String, SealedError> {
        ring.seal(Purpose::Client, self)
    }

    /// The client of an id.
    pub(super) fn open(ring: &KeyRing, id: &str) -> Result<Self, SealedError> {
        ring.open(Purpose::Client, id)
    }

    /// The answer to its registration.
    pub(super) fn registered(&self, id: &str) -> Value {
        let mut answer = json!({
            "client_id": id,
            "client_id_issued_at": self.registered_at,
            "client_secret_expires_at": 0,
            "redirect_uris": self.redirects,
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        });
        if let Some(members) = answer.as_object_mut().filter(|_| !self.name.is_empty()) {
            members.insert("client_name".to_owned(), json!(self.name));
        }
        answer
    }

    /// The registered address that is meant.
    pub(super) fn redirect(&self, given: Option<&str>) -> Option<String> {
        match (given, self.redirects.as_slice()) {
            (None, [only]) => Some(only.clone()),
            (None, _) => None,
            (Some(given), all) => all.iter().any(|registered| redirect::is_same(registered, given)).then(|| given.to_owned()),
        }
    }

    /// What a person is shown.
    pub(super) fn shown_name(&self) -> &str {
        if self.name.is_empty() { "A program without a name" } else { &self.name }
    }
}

/// A name without what would turn the text around it: control characters, and those that set the direction of writing.
fn shown(name: &str) -> String {
    let turns =
        |character: char| matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let plain = name.chars().filter(|character| !character.is_control() && !turns(*character));
    plain.take(LONGEST_NAME).collect::<String>().trim().to_owned()
}

/// What binds tokens to a client.
pub(super) fn digest(id: &str) -> String {
    Sha256::digest(id).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn ring() -> KeyRing {
        KeyRing::parse(&KeyRing::generate().unwrap()).unwrap()
    }

    fn registration(redirects: &[&str]) -> Registration {
        Registration {
            redirect_uris: redirects.iter().map(|text| (*text).to_owned()).collect(),
            client_name: Some(" Cla\u{7}ude\u{202e} ".to_owned()),
        }
    }

    #[test]
    fn a_client_is_known_by_its_id_alone_and_by_another_process_too() {
        let ring = ring();
        let client = Client::new(registration(&["https://claude.ai/cb", "http://127.0.0.1/cb"]), 1_700_000_000).unwrap();
        let id = client.id(&ring).unwrap();
        let opened = Client::open(&ring, &id).unwrap();
        assert_eq!((opened.name.as_str(), opened.redirects.len()), ("Claude", 2));
        assert!(Client::open(&self::ring(), &id).is_err() && Client::open(&ring, "ogi_x").is_err());
        assert_eq!(opened.redirect(Some("http://127.0.0.1:99/cb")).as_deref(), Some("http://127.0.0.1:99/cb"));
        assert_eq!((opened.redirect(None), opened.redirect(Some("https://claude.ai/other"))), (None, None));
        let answer = opened.registered(&id);
        assert!(answer.as_object().unwrap().values().all(|value| !value.is_null()) && answer["client_secret_expires_at"] == 0);
    }

    #[test]
    fn a_bad_redirect_is_named_by_its_place() {
        let check = |redirects: &[&str], expected: RegistrationError| {
            assert_eq!(Client::new(registration(redirects), 0).unwrap_err(), expected);
        };
        check(&[], RegistrationError::Count);
        check(&["https://a.example/"; 11], RegistrationError::Count);
        check(&["https://a.example/", "http://a.example/"], RegistrationError::Redirect(2));
        check(&["javascript:alert(1)"], RegistrationError::Redirect(1));
    }
}
