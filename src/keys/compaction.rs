//! Making the register shorter: what has ended and what was said twice goes. The new file takes the place of the old one in one step, so
//! that whoever is killed on the way loses nothing; a lock keeps out those who would append to the old one meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::register::{Entry, Line};

/// Below this many bytes nothing is gained.
const WORTH_IT: u64 = 64 * 1024;

/// How long after its end a key is still listed and its revocation kept, in seconds: clocks differ.
const SLACK: u64 = 86_400;

/// Nobody else appends or compacts as long as this is held, in whatever process. It ends with its holder.
#[derive(Debug)]
pub(super) struct Lock {
    _held: File,
}

impl Lock {
    /// Waits for it.
    pub(super) fn take(register: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(register.with_extension("lock"))?;
        file.lock()?;
        Ok(Self { _held: file })
    }
}

/// Makes the file shorter where that is worth it; whether it did.
pub(super) fn compact(path: &Path, now: u64) -> io::Result<bool> {
    compact_above(path, now, WORTH_IT)
}

fn compact_above(path: &Path, now: u64, worth_it: u64) -> io::Result<bool> {
    let is_short = |path: &Path| std::fs::metadata(path).map_or(true, |file| file.len() <= worth_it);
    if is_short(path) {
        return Ok(false);
    }
    let _lock = Lock::take(path)?;
    let old = std::fs::read_to_string(path)?;
    let new = shortened(&old, now)?;
    if new.len() * 2 > old.len() {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile_in(folder)?;
    file.1.write_all(new.as_bytes())?;
    file.1.sync_all()?;
    std::fs::rename(&file.0, path)?;
    // The name is on disk as well.
    File::open(folder)?.sync_all()?;
    Ok(true)
}

/// A file beside the register that its user alone reads. One that was left behind is begun anew.
fn tempfile_in(folder: &Path) -> io::Result<(std::path::PathBuf, File)> {
    let path = folder.join("keys.jsonl.new");
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).map(|file| (path, file))
}

/// What is known of one key or grant.
#[derive(Default)]
struct Known {
    entry: Option<Entry>,
    revoked: Option<u64>,
    renewed: Option<(u64, u64)>,
    used: Option<u64>,
}

impl Known {
    fn has_ended(&self, now: u64) -> bool {
        self.entry.as_ref().and_then(|entry| entry.expires_at).is_some_and(|end| end.saturating_add(SLACK) < now)
    }

    /// As few lines as say it.
    fn lines(self, id: &str) -> Vec<Line> {
        let id = || id.to_owned();
        let used = self.used.max(self.renewed.map(|(_, at)| at));
        let issued = self.entry.map(|entry| Line::Issued(Entry { used_at: used.or(entry.used_at), ..entry }));
        let renewed = self.renewed.map(|(generation, at)| Line::Renewed { renewed: id(), generation, at });
        let revoked = self.revoked.map(|at| Line::Revoked { revoked: id(), at });
        // What is listed says itself when it was used last, behind the renewal.
        renewed.into_iter().chain(issued).chain(revoked).collect()
    }
}

/// The same register in fewer lines.
fn shortened(text: &str, now: u64) -> io::Result<String> {
    let (mut known, mut order) = (HashMap::<String, Known>::new(), BTreeMap::new());
    for (place, line) in text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()).enumerate() {
        let id = line.id().to_owned();
        order.entry(id.clone()).or_insert(place);
        let known = known.entry(id).or_default();
        match line {
            Line::Issued(entry) => known.entry = Some(entry),
            Line::Revoked { at, .. } => known.revoked = Some(known.revoked.unwrap_or(at).min(at)),
            Line::Renewed { generation, at, .. } => {
                let newest = known.renewed.map_or(0, |(newest, _)| newest);
                known.renewed = Some((newest.max(generation), at));
            }
            Line::Used { at, .. } => known.used = Some(at),
        }
    }
    let mut left: Vec<(String, Known)> = known.into_iter().filter(|(_, known)| !known.has_ended(now)).collect();
    left.sort_by_key(|(id, _)| order.get(id).copied());
    let mut text = String::new();
    for line in left.into_iter().flat_map(|(id, known)| known.lines(&id)) {
        text.push_str(&serde_json::to_string(&line)?);
        text.push('\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::gateway_key::tests::key;
    use super::super::{GatewayKey, Register, Revocations};
    use super::*;

    const NOW: u64 = 1_800_000_000;

    fn issued(register: &Register, expires_at: Option<u64>) -> String {
        let key = GatewayKey { expires_at, ..key("demo") };
        register.issued((&key).into()).unwrap();
        key.id
    }

    #[test]
    fn what_has_ended_goes_and_everything_else_is_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(folder.path()).unwrap();
        let (good, ended) = (issued(&register, None), issued(&register, Some(NOW - SLACK - 1)));
        register.revoke(&ended, NOW - 5).unwrap();
        register.revoke("unlisted", NOW - 4).unwrap();
        for generation in 1..=500 {
            register.renewed(&good, generation, NOW - 3).unwrap();
            register.used(&good, NOW - 2).unwrap();
        }
        // Left behind by one that was killed.
        std::fs::write(folder.path().join("keys.jsonl.new"), "{\"revoked\":\"no").unwrap();
        let path = folder.path().join("keys.jsonl");
        let running = Revocations::default();
        running.refresh(&register).unwrap();
        assert!(compact_above(&path, NOW, 1_000).unwrap() && !compact_above(&path, NOW, 1).unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 3, "{text}");
        let entries = register.entries().unwrap();
        assert_eq!(entries.iter().map(|entry| (entry.id.as_str(), entry.used_at)).collect::<Vec<_>>(), [(good.as_str(), Some(NOW - 2))]);
        // Those that run and those that start know the same, and what is appended from now on.
        let started = Revocations::default();
        register.revoke(&good, NOW).unwrap();
        for known in [&running, &started] {
            known.refresh(&register).unwrap();
            assert!(known.has("unlisted") && known.has(&good));
            assert!(known.advance(&good, 400).is_err() && known.advance(&good, 500).is_ok());
        }
    }

    /// Several append while others compact: not one line is lost.
    #[test]
    fn nothing_is_lost_while_others_append() {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(folder.path()).unwrap();
        let path = folder.path().join("keys.jsonl");
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let register = &register;
                scope.spawn(move || {
                    for number in 0..50 {
                        (0..5).for_each(|_| register.used(&format!("{thread}"), NOW).unwrap());
                        register.revoke(&format!("{thread}.{number}"), NOW).unwrap();
                    }
                });
            }
            let compacting = scope.spawn(|| (0..100).filter(|_| compact_above(&path, NOW, 1).unwrap()).count());
            assert!(compacting.join().unwrap() > 0);
        });
        let known = Revocations::default();
        known.refresh(&register).unwrap();
        assert!((0..4).all(|thread| (0..50).all(|number| known.has(&format!("{thread}.{number}")))));
    }
}
