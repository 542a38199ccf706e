//! A sealed text: `<prefix>_<key id>_<nonce and ciphertext in base64>`, with its purpose and key id as associated data.

use base64::Engine;
use chacha20poly1305::XNonce;
use chacha20poly1305::aead::{Aead, Payload};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ring::{BASE64, KeyRing};

/// Length of a nonce, in bytes.
const NONCE_BYTES: usize = 24;

/// Longest sealed text that is looked at, in bytes.
const LONGEST: usize = 8_192;

/// What a text is sealed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A gateway key.
    GatewayKey,
    /// A client's registration.
    Client,
    /// A form of the sign-in.
    Form,
    /// An authorization code.
    Code,
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
    /// The cookie of somebody who looks at their own grants.
    Account,
}

/// Why a sealed text does not open. Nothing more is said to the one who brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SealedError {
    /// It is not a text of this purpose.
    #[error("not a sealed text of this kind")]
    NotSealed,
    /// No key of the ring sealed it.
    #[error("sealed with a key that this server does not have")]
    UnknownKey,
    /// It was changed, or sealed for something else.
    #[error("damaged, or sealed for something else")]
    Damaged,
    /// The system gave no random bytes.
    #[error("this system has no randomness for a nonce")]
    NoRandomness,
}

impl Purpose {
    /// Every purpose.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) const ALL: [Self; 7] = [Self::GatewayKey, Self::Client, Self::Form, Self::Code, Self::Access, Self::Refresh, Self::Account];

    /// What its texts begin with.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::GatewayKey => "ogk",
            Self::Client => "ogi",
            Self::Form => "ogf",
            Self::Code => "ogc",
            Self::Access => "oga",
            Self::Refresh => "ogr",
            Self::Account => "ogs",
        }
    }

    fn associated_data(self, key_id: &str) -> Vec<u8> {
        format!("odoo-gateway/1/{}/{key_id}", self.prefix()).into_bytes()
    }
}

impl KeyRing {
    /// Seals a value.
    pub(crate) fn seal<T: Serialize>(&self, purpose: Purpose, value: &T) -> Result<String, SealedError> {
        let plain = serde_json::to_vec(value).map_err(|_| SealedError::NotSealed)?;
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| SealedError::NoRandomness)?;
        let (key, associated) = (self.first(), purpose.associated_data(&self.first().id));
        let payload = Payload { msg: &plain, aad: &associated };
        let sealed = key.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealedError::Damaged)?;
        Ok(format!("{}_{}_{}", purpose.prefix(), key.id, BASE64.encode([nonce.as_slice(), &sealed].concat())))
    }

    /// Opens what was sealed for this purpose.
    pub(crate) fn open<T: DeserializeOwned>(&self, purpose: Purpose, text: &str) -> Result<T, SealedError> {
        if text.len() > LONGEST {
            return Err(SealedError::NotSealed);
        }
        let (prefix, rest) = text.split_once('_').ok_or(SealedError::NotSealed)?;
        let (id, body) = rest.split_once('_').filter(|_| prefix == purpose.prefix()).ok_or(SealedError::NotSealed)?;
        let key = self.get(id).ok_or(SealedError::UnknownKey)?;
        let bytes = BASE64.decode(body).map_err(|_| SealedError::Damaged)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(SealedError::Damaged)?;
        let payload = Payload { msg: sealed, aad: &purpose.associated_data(id) };
        let plain = key.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealedError::Damaged)?;
        serde_json::from_slice(&plain).map_err(|_| SealedError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> (String, KeyRing) {
        let text = KeyRing::generate().unwrap();
        let ring = KeyRing::parse(&text).unwrap();
        (text, ring)
    }

    #[test]
    fn another_process_with_the_same_ring_opens_it_and_a_new_first_key_keeps_the_old() {
        let (text, ring) = ring();
        let sealed = ring.seal(Purpose::GatewayKey, &"secret").unwrap();
        assert!(sealed.starts_with("ogk_") && !sealed.contains("secret"));
        let renewed = KeyRing::parse(&format!("{},{text}", KeyRing::generate().unwrap())).unwrap();
        assert_eq!(renewed.open(Purpose::GatewayKey, &sealed), Ok("secret".to_owned()));
        let new = renewed.seal(Purpose::GatewayKey, &"new").unwrap();
        assert_eq!(ring.open::<String>(Purpose::GatewayKey, &new), Err(SealedError::UnknownKey));
    }

    #[test]
    fn what_is_sealed_for_one_purpose_opens_for_no_other() {
        let (_, ring) = ring();
        for purpose in Purpose::ALL {
            let sealed = ring.seal(purpose, &"x").unwrap();
            for other in Purpose::ALL {
                assert_eq!(ring.open::<String>(other, &sealed).is_ok(), other == purpose);
                let renamed = sealed.replacen(purpose.prefix(), other.prefix(), 1);
                assert_eq!(ring.open::<String>(other, &renamed).is_ok(), other == purpose);
            }
        }
    }

    #[test]
    fn whatever_is_changed_in_it_it_does_not_open() {
        let (_, ring) = ring();
        let sealed = ring.seal(Purpose::GatewayKey, &"secret").unwrap();
        for position in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[position] = if changed[position] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            // The last character may hold bits that stand for nothing.
            let opened = ring.open::<String>(Purpose::GatewayKey, &changed);
            assert!(opened.is_err(), "{position}: {changed}");
        }
        for text in ["", "ogk", "ogk_", "ogk__", "ogk_00000000_AAAA", &"ogk_".repeat(4_000), &sealed[..60]] {
            assert!(ring.open::<String>(Purpose::GatewayKey, text).is_err(), "{text}");
        }
    }
}
