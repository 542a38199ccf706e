//! Which grants live, and how far each went on. Nothing secret is kept.
//!
//! A refresh token that was replaced stays good until its successor was used, because answers get lost; after that whoever brings it has
//! stolen it, or was stolen from, and the grant ends. What happened is noted in the register before a token is given out, so that a
//! restart and other processes with the same state folder know of it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::super::identity::Clock;
use crate::keys::{Entry, Register, Revocations, Stopped};

/// How exactly the last use is noted.
const NOTED_EVERY: Duration = Duration::from_secs(3_600);

/// Grants whose last use is remembered.
const MOST: u64 = 100_000;

/// The grants.
#[derive(Debug)]
pub(crate) struct Grants {
    revocations: Arc<Revocations>,
    register: Option<Arc<Register>>,
    noted: Cache<String, ()>,
    clock: Clock,
}

/// Why a grant does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GrantError {
    /// It is over.
    Dead,
    /// What happened cannot be noted.
    Store,
}

impl Grants {
    /// With what was revoked.
    pub(in super::super) fn new(revocations: Arc<Revocations>, register: Option<Arc<Register>>, clock: Clock) -> Self {
        let noted = Cache::builder().max_capacity(MOST).eviction_policy(EvictionPolicy::lru()).time_to_live(NOTED_EVERY).build();
        Self { revocations, register, noted, clock }
    }

    /// Whether a grant lives.
    pub(in super::super) fn lives(&self, id: &str) -> bool {
        !self.revocations.has(id)
    }

    /// The state folder, where there is one.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.register.as_ref().and_then(|register| register.folder())
    }

    /// Notes a new grant.
    pub(super) fn granted(&self, entry: Entry) -> Result<(), GrantError> {
        self.register.as_ref().map_or(Ok(()), |register| register.issued(entry)).map_err(not_noted)
    }

    /// Takes a code, which is generation 0, or a refresh token; the generation of the refresh token that takes its place. One that comes
    /// after its successor was used ends the grant: one of the two is a thief.
    pub(super) fn advance(&self, id: &str, generation: u64) -> Result<u64, GrantError> {
        if !self.lives(id) {
            return Err(GrantError::Dead);
        }
        let next = match self.revocations.advance_everywhere(id, generation) {
            Ok(next) => next,
            Err(Stopped::Reused) => {
                tracing::warn!("a token of grant {id} came again after its successor was used: the grant was ended");
                self.revoke(id);
                return Err(GrantError::Dead);
            }
            Err(Stopped::Unknown(error)) => {
                tracing::error!("a grant does not go on now: {error}");
                return Err(GrantError::Store);
            }
        };
        let noted = self.register.as_ref().map_or(Ok(()), |register| register.renewed(id, next, (self.clock)()));
        noted.map(|()| next).map_err(not_noted)
    }

    /// Ends a grant.
    pub(in super::super) fn revoke(&self, id: &str) {
        if !self.lives(id) {
            return;
        }
        self.revocations.add(id);
        if let Some(Err(error)) = self.register.as_ref().map(|register| register.revoke(id, (self.clock)())) {
            tracing::error!("a revocation is not kept beyond this process: {error}");
        }
    }

    /// Notes that a grant or a key is used, now and then.
    pub(in super::super) fn used(&self, id: &str) {
        let Some(register) = self.register.clone().filter(|_| !self.noted.contains_key(id)) else { return };
        self.noted.insert(id.to_owned(), ());
        let (id, now) = (id.to_owned(), (self.clock)());
        tokio::task::spawn_blocking(move || {
            register.used(&id, now).inspect_err(|error| tracing::warn!("the last use of a key is not noted: {error}"))
        });
    }

    /// What the register lists; nothing where there is none.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let entries = self.register.as_ref().map(|register| register.entries());
        entries.transpose().inspect_err(|error| tracing::error!("grants cannot be listed: {error}")).ok().flatten().unwrap_or_default()
    }
}

fn not_noted(error: crate::keys::RegisterError) -> GrantError {
    tracing::error!("a grant cannot be noted: {error}");
    GrantError::Store
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grants() -> Grants {
        Grants::new(Arc::default(), None, || 1)
    }

    #[test]
    fn a_code_is_good_once_and_a_second_use_ends_the_grant() {
        let grants = grants();
        assert_eq!((grants.advance("g", 0), grants.advance("g", 1)), (Ok(1), Ok(2)));
        assert_eq!((grants.advance("g", 0), grants.advance("g", 2)), (Err(GrantError::Dead), Err(GrantError::Dead)));
        assert!(!grants.lives("g") && grants.lives("other"));
    }

    #[test]
    fn a_lost_answer_is_asked_for_again_and_a_stolen_token_ends_the_grant() {
        let grants = grants();
        assert_eq!((grants.advance("g", 1), grants.advance("g", 1)), (Ok(2), Ok(2)));
        assert_eq!((grants.advance("g", 2), grants.advance("g", 1)), (Ok(3), Err(GrantError::Dead)));
        assert_eq!(grants.advance("g", 3), Err(GrantError::Dead));
    }

    #[test]
    fn a_disk_that_takes_nothing_ends_no_grant() {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(&folder.path().join("state")).unwrap();
        std::fs::remove_dir_all(folder.path().join("state")).unwrap();
        let grants = Grants::new(Arc::default(), Some(Arc::new(register)), || 1);
        assert_eq!((grants.advance("g", 1), grants.lives("g")), (Err(GrantError::Store), true));
    }
}
