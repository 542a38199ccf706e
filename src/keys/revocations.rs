//! What a server knows of the register while it runs: what was revoked, and how far grants went on. It reads what was appended since it
//! last looked, so that servers with the same folder know of each other.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError, RwLock, RwLockWriteGuard};

use tokio::sync::Notify;

use super::register::{Line, Register};
use super::shared::SharedRevocations;
use crate::replicas::Unavailable;

/// The revoked numbers, and the newest refresh token of each grant.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    known: RwLock<Known>,
    /// Where replicas know of each other.
    shared: Option<SharedRevocations>,
    /// Revoked here and not yet there.
    to_share: Mutex<Vec<String>>,
    /// Woken when there is something to share.
    wake: Notify,
}

#[derive(Debug, Default)]
struct Known {
    ids: HashSet<String>,
    /// Generation of the newest refresh token of a grant, counted from 1.
    newest: HashMap<String, u64>,
    /// Where the reading goes on.
    position: u64,
    /// Which file was read: one that was made shorter is another one.
    file: u64,
    /// Until when it was read what replicas share, in seconds since 1970.
    shared_until: u64,
}

/// A code or a refresh token came again after what it was given for was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reused;

/// Why a grant does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// It is over.
    Reused,
    /// Whether it does is not known now.
    Unknown(Unavailable),
}

/// What was read before may have been written within the same second.
const OVERLAP: u64 = 5;

impl Revocations {
    /// Whether a key or a grant was revoked.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).ids.contains(id)
    }

    /// With what replicas share.
    pub(crate) fn shared(shared: Option<SharedRevocations>) -> Self {
        Self { shared, ..Self::default() }
    }

    /// Revokes in this process, and at the other replicas as soon as may be.
    pub(crate) fn add(&self, id: &str) {
        self.write().ids.insert(id.to_owned());
        if self.shared.is_some() {
            self.to_share.lock().unwrap_or_else(PoisonError::into_inner).push(id.to_owned());
            self.wake.notify_one();
        }
    }

    /// Waits until there is something to share.
    pub(crate) async fn wanted(&self) {
        self.wake.notified().await;
    }

    /// Says what was revoked here and reads what was revoked elsewhere.
    pub(crate) async fn share(&self) -> Result<(), Unavailable> {
        let Some(shared) = &self.shared else { return Ok(()) };
        let to_share = std::mem::take(&mut *self.to_share.lock().unwrap_or_else(PoisonError::into_inner));
        if !to_share.is_empty()
            && let Err(error) = shared.revoke(&to_share).await
        {
            self.to_share.lock().unwrap_or_else(PoisonError::into_inner).extend(to_share);
            return Err(error);
        }
        let since = self.known.read().unwrap_or_else(PoisonError::into_inner).shared_until;
        let (until, revoked) = shared.since(since.saturating_sub(OVERLAP)).await?;
        let mut known = self.write();
        known.ids.extend(revoked);
        known.shared_until = until;
        Ok(())
    }

    /// The same as [`Self::advance`], for all replicas. Where they share a Redis this waits for it.
    pub(crate) fn advance_everywhere(&self, id: &str, generation: u64) -> Result<u64, Stopped> {
        if let (Some(shared), Ok(runtime)) = (&self.shared, tokio::runtime::Handle::try_current()) {
            let next = runtime.block_on(shared.advance(id, generation)).map_err(Stopped::Unknown)?;
            next.map_err(|Reused| Stopped::Reused)?;
        }
        self.advance(id, generation).map_err(|Reused| Stopped::Reused)
    }

    /// Takes the code of a grant, which is generation 0, or one of its refresh tokens; the generation of the token that takes its place.
    /// An answer that was lost is asked for again: a refresh token is good until its successor was used, a code once.
    pub(crate) fn advance(&self, id: &str, generation: u64) -> Result<u64, Reused> {
        let next = generation.saturating_add(1);
        let mut known = self.write();
        let newest = known.newest.get(id).copied().unwrap_or_default();
        if newest > next || (generation == 0 && newest > 0) {
            return Err(Reused);
        }
        known.newest.insert(id.to_owned(), next);
        Ok(next)
    }

    /// Reads what was appended since. What is known stays known.
    pub(crate) fn refresh(&self, register: &Register) -> io::Result<()> {
        let (position, file) = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            (known.position, known.file)
        };
        let Some(Appended { text, end, file }) = appended(&register.path, position, file)? else { return Ok(()) };
        let mut known = self.write();
        known.file = file;
        for line in text.lines().filter_map(|line| serde_json::from_str(line).ok()) {
            match line {
                Line::Revoked { revoked, .. } => drop(known.ids.insert(revoked)),
                Line::Renewed { renewed, generation, .. } => {
                    let newest = known.newest.entry(renewed).or_default();
                    *newest = generation.max(*newest);
                }
                Line::Issued(_) | Line::Used { .. } => {}
            }
        }
        known.position = end;
        Ok(())
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was not read before.
struct Appended {
    text: String,
    /// Where the next line begins.
    end: u64,
    file: u64,
}

/// Which file it is, whatever its name.
#[cfg(unix)]
fn number(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> u64 {
    0
}

/// The whole lines after a position of a file. Another file, and one that became shorter, is read anew.
fn appended(path: &Path, position: u64, file_before: u64) -> io::Result<Option<Appended>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    let (end, number) = (metadata.len(), number(&metadata));
    let from = if end < position || number != file_before { 0 } else { position };
    if from == end {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    bytes.truncate(whole);
    Ok(Some(Appended { text: String::from_utf8_lossy(&bytes).into_owned(), end: from + whole as u64, file: number }))
}

#[cfg(test)]
mod tests {
    use super::super::register::FILE;
    use super::*;

    #[test]
    fn a_code_is_good_once_and_a_refresh_token_until_its_successor_was_used() {
        let known = Revocations::default();
        assert_eq!((known.advance("g", 0), known.advance("g", 0)), (Ok(1), Err(Reused)));
        assert_eq!((known.advance("g", 1), known.advance("g", 1)), (Ok(2), Ok(2)));
        assert_eq!((known.advance("g", 2), known.advance("g", 1), known.advance("g", 3)), (Ok(3), Err(Reused), Ok(4)));
        assert_eq!(known.advance("other", 7), Ok(8));
    }

    #[test]
    fn a_restarted_server_knows_how_far_a_grant_went_on() {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(folder.path()).unwrap();
        register.renewed("g", 3, 1).unwrap();
        let known = Revocations::default();
        known.refresh(&register).unwrap();
        assert_eq!((known.advance("g", 0), known.advance("g", 1), known.advance("g", 2)), (Err(Reused), Err(Reused), Ok(3)));
    }

    #[test]
    fn a_half_written_line_is_read_when_it_is_whole_and_a_lost_file_revives_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(folder.path()).unwrap();
        let (path, revocations) = (folder.path().join(FILE), Revocations::default());
        std::fs::write(&path, "{\"revoked\":\"a\",\"at\":1}\n{\"revoked\":\"b\"").unwrap();
        revocations.refresh(&register).unwrap();
        assert!(revocations.has("a") && !revocations.has("b"));
        std::fs::write(&path, "{\"revoked\":\"a\",\"at\":1}\n{\"revoked\":\"b\",\"at\":2}\n").unwrap();
        revocations.refresh(&register).unwrap();
        assert!(revocations.has("b"));
        std::fs::remove_file(&path).unwrap();
        revocations.refresh(&register).unwrap();
        assert!(revocations.has("a") && revocations.has("b"));
    }
}
