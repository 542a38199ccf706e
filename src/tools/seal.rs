//! Tokens that prove a call was shown before: sealed, bound to principal, tool and arguments, short-lived, good for one use.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rmcp::model::{RequestStateCodec, SealOptions};

/// How long a token is good.
const TTL: Duration = Duration::from_secs(300);

/// Length of the key and of a token's number, in bytes.
const RANDOM_BYTES: usize = 32;

/// Makes and redeems tokens. The key lives as long as the process: a restart voids every token.
pub(crate) struct Seal {
    codec: RequestStateCodec,
    used: Mutex<HashMap<Vec<u8>, Instant>>,
}

/// Why a token is not taken. One reason for all: a forger learns nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the confirmation is not for this call, too old, or used already")]
pub(crate) struct NotTaken;

impl Seal {
    /// A seal with a key of its own; `None` where the system has no randomness.
    pub(crate) fn new() -> Option<Self> {
        let codec = RequestStateCodec::try_new(random()?).ok()?;
        Some(Self { codec, used: Mutex::new(HashMap::new()) })
    }

    /// A token for exactly this call; `None` where the system has no randomness.
    pub(crate) fn issue(&self, binding: &str) -> Option<String> {
        let options = SealOptions::new().associated_data(binding.as_bytes()).ttl(TTL);
        Some(self.codec.seal_with(&random()?, &options))
    }

    /// Makes a token good again whose call was never sent.
    pub(crate) fn give_back(&self, token: &str, binding: &str) {
        if let Ok(number) = self.codec.open_with(token, binding.as_bytes()) {
            self.used.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
        }
    }

    /// Uses a token up.
    pub(crate) fn redeem(&self, token: &str, binding: &str) -> Result<(), NotTaken> {
        let number = self.codec.open_with(token, binding.as_bytes()).map_err(|_| NotTaken)?;
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, until| *until > Instant::now());
        match used.insert(number, Instant::now() + TTL) {
            None => Ok(()),
            Some(_) => Err(NotTaken),
        }
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

fn random() -> Option<Vec<u8>> {
    let mut bytes = vec![0; RANDOM_BYTES];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_once_for_its_own_call() {
        let seal = Seal::new().unwrap();
        let token = seal.issue("bot|delete_record|{\"ids\":[1]}").unwrap();
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1,2]}"), Err(NotTaken));
        assert_eq!(seal.redeem(&token, "mallory|delete_record|{\"ids\":[1]}"), Err(NotTaken));
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1]}"), Ok(()));
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1]}"), Err(NotTaken));
        seal.give_back(&token, "mallory|delete_record|{\"ids\":[1]}");
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1]}"), Err(NotTaken));
        seal.give_back(&token, "bot|delete_record|{\"ids\":[1]}");
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1]}"), Ok(()));
        assert_eq!(seal.redeem("rs2.nonsense", ""), Err(NotTaken));
        assert_eq!(Seal::new().unwrap().redeem(&seal.issue("x").unwrap(), "x"), Err(NotTaken));
    }
}
