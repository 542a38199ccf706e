//! The key ring: keys of 32 bytes, each with an id that follows from it; the first seals, every one opens what it sealed.

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use sha2::{Digest, Sha256};

/// Length of a key, in bytes.
const KEY_BYTES: usize = 32;

/// Base64 for URLs; what is read may be padded.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_encode_padding(false).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Several keys; there is always a first.
#[derive(Clone)]
pub(crate) struct KeyRing {
    first: RingKey,
    others: Vec<RingKey>,
}

#[derive(Clone)]
pub(super) struct RingKey {
    pub(super) id: String,
    pub(super) cipher: XChaCha20Poly1305,
    /// What other keys follow from.
    secret: [u8; KEY_BYTES],
}

/// Why a text is not a key ring. The text is never shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyRingError {
    /// There is nothing in it.
    #[error("the key ring is empty, expected one or more keys of 32 bytes in base64, separated by commas")]
    Empty,
    /// One of them is not a key.
    #[error("key {0} of the key ring is not 32 bytes in base64; `odoo-gateway token keygen` makes one")]
    NotAKey(usize),
    /// One stands there twice.
    #[error("key {0} of the key ring stands there twice")]
    Twice(usize),
    /// The system gave no random bytes.
    #[error("this system has no randomness for a key")]
    NoRandomness,
}

impl KeyRing {
    /// Reads keys that are separated by commas or white space.
    pub(crate) fn parse(text: &str) -> Result<Self, KeyRingError> {
        let parts = text.split(|character: char| character == ',' || character.is_whitespace()).filter(|part| !part.is_empty());
        let mut keys: Vec<RingKey> = Vec::new();
        for (position, part) in parts.enumerate() {
            let key = RingKey::parse(part).ok_or(KeyRingError::NotAKey(position + 1))?;
            if keys.iter().any(|known| known.id == key.id) {
                return Err(KeyRingError::Twice(position + 1));
            }
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let first = keys.next().ok_or(KeyRingError::Empty)?;
        Ok(Self { first, others: keys.collect() })
    }

    /// A new key, as text.
    pub(crate) fn generate() -> Result<String, KeyRingError> {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| KeyRingError::NoRandomness)?;
        Ok(BASE64.encode(bytes))
    }

    /// A key for another use, which follows from the one that seals.
    pub(crate) fn derived(&self, use_: &str) -> [u8; KEY_BYTES] {
        let mut hash = Sha256::new();
        hash.update(self.first.secret);
        hash.update(use_);
        hash.finalize().into()
    }

    /// The key that seals.
    pub(super) fn first(&self) -> &RingKey {
        &self.first
    }

    /// The key of an id.
    pub(super) fn get(&self, id: &str) -> Option<&RingKey> {
        std::iter::once(&self.first).chain(&self.others).find(|key| key.id == id)
    }
}

impl RingKey {
    fn parse(text: &str) -> Option<Self> {
        // Both alphabets of base64 are in use.
        let text = text.replace('+', "-").replace('/', "_");
        let bytes: [u8; KEY_BYTES] = BASE64.decode(text).ok()?.try_into().ok()?;
        let digest = Sha256::digest(bytes);
        let id = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let secret = Sha256::new().chain_update(b"derived").chain_update(bytes).finalize().into();
        Some(Self { id, cipher: XChaCha20Poly1305::new(&bytes.into()), secret })
    }
}

impl fmt::Debug for KeyRing {
    /// Ids only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entry(&self.first.id).entries(self.others.iter().map(|key| &key.id)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_both_alphabets_and_faults_name_their_place_and_no_secret() {
        let bytes = [0xfb; KEY_BYTES];
        let (url, standard) = (BASE64.encode(bytes), base64::engine::general_purpose::STANDARD.encode(bytes));
        assert_ne!(url, standard);
        assert_eq!(KeyRing::parse(&url).unwrap().first().id, KeyRing::parse(&standard).unwrap().first().id);
        let other = KeyRing::generate().unwrap();
        let ring = KeyRing::parse(&format!("{other}, {url}\n")).unwrap();
        assert!(ring.get(&KeyRing::parse(&url).unwrap().first().id).is_some());
        assert_eq!(KeyRing::parse(" ,").unwrap_err(), KeyRingError::Empty);
        let error = KeyRing::parse(&format!("{other},s3cret")).unwrap_err();
        assert_eq!(error, KeyRingError::NotAKey(2));
        assert!(!error.to_string().contains("s3cret"));
        assert_eq!(KeyRing::parse(&format!("{url},{standard}")).unwrap_err(), KeyRingError::Twice(2));
        assert!(!format!("{ring:?}").contains(&other));
    }
}
