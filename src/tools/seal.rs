//! Tokens that prove a call was shown before: sealed, bound to principal, tool and arguments, short-lived, good for one use.

mod used;

use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{RequestStateCodec, SealOptions};

use crate::replicas::{Replicas, Unavailable};
use used::{UsedAnywhere, UsedHere, UsedTokens};

/// How long a token is good.
const TTL: Duration = Duration::from_secs(300);

/// Length of the key and of a token's number, in bytes.
const RANDOM_BYTES: usize = 32;

/// Makes and redeems tokens. Without replicas the key lives as long as the process: a restart voids every token.
pub(crate) struct Seal {
    codec: RequestStateCodec,
    used: Box<dyn UsedTokens>,
}

/// The key that replicas seal confirmations with.
#[derive(Clone)]
pub(crate) struct ConfirmationKey(pub(crate) [u8; RANDOM_BYTES]);

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotTaken {
    /// One reason for all that may be wrong with it: a forger learns nothing.
    #[error("the confirmation is not for this call, too old, or used already")]
    NotGood,
    /// Whether it was used is not known.
    #[error("nothing can be confirmed now, and nothing was sent: {0}")]
    Unknown(#[from] Unavailable),
}

impl Seal {
    /// A seal with a key of its own; `None` where the system has no randomness.
    pub(crate) fn new() -> Option<Self> {
        let codec = RequestStateCodec::try_new(random()?).ok()?;
        Some(Self { codec, used: Box::new(UsedHere::default()) })
    }

    /// The seal of all replicas: a token of one is good at each, once.
    pub(crate) fn shared(replicas: Arc<Replicas>, key: ConfirmationKey) -> Option<Self> {
        let codec = RequestStateCodec::try_new(key.0.to_vec()).ok()?;
        Some(Self { codec, used: Box::new(UsedAnywhere(replicas)) })
    }

    /// A token for exactly this call; `None` where the system has no randomness.
    pub(crate) fn issue(&self, binding: &str) -> Option<String> {
        let options = SealOptions::new().associated_data(binding.as_bytes()).ttl(TTL);
        Some(self.codec.seal_with(&random()?, &options))
    }

    /// Makes a token good again whose call was never sent.
    pub(crate) async fn give_back(&self, token: &str, binding: &str) {
        let Ok(number) = self.codec.open_with(token, binding.as_bytes()) else { return };
        if let Err(error) = self.used.give_back(&number).await {
            tracing::warn!("a confirmation stays used up: {error}");
        }
    }

    /// Uses a token up.
    pub(crate) async fn redeem(&self, token: &str, binding: &str) -> Result<(), NotTaken> {
        let number = self.codec.open_with(token, binding.as_bytes()).map_err(|_| NotTaken::NotGood)?;
        match self.used.take(&number, TTL).await? {
            true => Ok(()),
            false => Err(NotTaken::NotGood),
        }
    }
}

impl std::fmt::Debug for ConfirmationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConfirmationKey")
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

    #[tokio::test]
    async fn a_token_is_good_once_for_its_own_call() {
        let seal = Seal::new().unwrap();
        let token = seal.issue("bot|delete_record|{\"ids\":[1]}").unwrap();
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1,2]}").await, Err(NotTaken::NotGood));
        assert_eq!(seal.redeem(&token, "mallory|delete_record|{\"ids\":[1]}").await, Err(NotTaken::NotGood));
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1]}").await, Ok(()));
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1]}").await, Err(NotTaken::NotGood));
        seal.give_back(&token, "mallory|delete_record|{\"ids\":[1]}").await;
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1]}").await, Err(NotTaken::NotGood));
        seal.give_back(&token, "bot|delete_record|{\"ids\":[1]}").await;
        assert_eq!(seal.redeem(&token, "bot|delete_record|{\"ids\":[1]}").await, Ok(()));
        assert_eq!(seal.redeem("rs2.nonsense", "").await, Err(NotTaken::NotGood));
        assert_eq!(Seal::new().unwrap().redeem(&seal.issue("x").unwrap(), "x").await, Err(NotTaken::NotGood));
    }
}
