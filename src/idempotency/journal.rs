//! The keys on disk: one JSON line for each change, appended. Several processes may use one folder: whoever begins a call reads first
//! what the others wrote, and holds the file meanwhile. Whoever is alone at the start leaves out what is too old. Results stay in the
//! file; memory has only where they are.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::store::{Key, StoredResult};

/// Name of the file in the state folder.
const FILE: &str = "idempotency.jsonl";

/// Name of the file that everybody holds who uses the folder.
const IN_USE: &str = "idempotency.lock";

/// One line.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    key: Key,
    /// Seconds since 1970.
    at: u64,
    /// `None`: the key stands for nothing again.
    result: Option<StoredResult>,
}

/// Where the last line of a key is that still counts.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: u64,
    offset: u64,
    bytes: usize,
}

/// Where the time comes from.
pub(super) type Clock = fn() -> SystemTime;

/// The file, open for reading and appending.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    /// Held as long as the folder is in use here.
    _in_use: File,
    clock: Clock,
    kept_for: Duration,
    places: HashMap<Key, Place>,
    /// Where the reading goes on.
    position: u64,
}

impl Journal {
    /// Opens the file. A line that was cut off by a crash is passed over.
    pub(super) fn open(folder: &Path, kept_for: Duration, clock: Clock) -> io::Result<Self> {
        make_private(folder)?;
        let in_use = private(&folder.join(IN_USE), false)?;
        match in_use.try_lock() {
            Ok(()) => leave_out(folder, oldest(clock, kept_for)).and_then(|()| in_use.unlock())?,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        in_use.lock_shared()?;
        let file = private(&folder.join(FILE), false)?;
        Ok(Self { file, _in_use: in_use, clock, kept_for, places: HashMap::new(), position: 0 })
    }

    /// What a key stands for already, here or elsewhere; if nothing, that its call begins.
    pub(super) fn begin(&mut self, key: &Key, begun: &StoredResult) -> io::Result<Option<StoredResult>> {
        self.held(|journal| {
            let oldest = oldest(journal.clock, journal.kept_for);
            journal.places.retain(|_, place| place.at >= oldest);
            match journal.places.get(key).copied() {
                Some(place) => journal.result_at(place),
                None => journal.append(key, Some(begun)).map(|()| None),
            }
        })
    }

    /// Appends what a key now stands for.
    pub(super) fn write(&mut self, key: &Key, result: Option<&StoredResult>) -> io::Result<()> {
        self.held(|journal| journal.append(key, result))
    }

    /// Does something with all that was written before, while nobody else writes.
    fn held<T>(&mut self, act: impl FnOnce(&mut Self) -> io::Result<T>) -> io::Result<T> {
        self.file.lock()?;
        let done = self.catch_up().and_then(|()| act(self));
        self.file.unlock()?;
        done
    }

    fn catch_up(&mut self) -> io::Result<()> {
        let end = self.file.metadata()?.len();
        if end > self.position {
            self.file.seek(SeekFrom::Start(self.position))?;
            let places = &mut self.places;
            read(&self.file, self.position, |line, place| note(places, &line, place));
            self.position = end;
        }
        Ok(())
    }

    fn append(&mut self, key: &Key, result: Option<&StoredResult>) -> io::Result<()> {
        let line = Line { key: key.clone(), at: seconds((self.clock)()), result: result.cloned() };
        let bytes = append(&mut self.file, &line)?;
        // One byte before it and one behind it end the lines.
        note(&mut self.places, &line, Place { at: line.at, offset: self.position + 1, bytes: bytes - 2 });
        self.position = self.file.metadata()?.len();
        Ok(())
    }

    fn result_at(&mut self, place: Place) -> io::Result<Option<StoredResult>> {
        let mut text = vec![0; place.bytes];
        self.file.seek(SeekFrom::Start(place.offset))?;
        self.file.read_exact(&mut text)?;
        Ok(serde_json::from_slice::<Line>(&text)?.result)
    }
}

/// What a line says of its key, from now on.
fn note(places: &mut HashMap<Key, Place>, line: &Line, place: Place) {
    match line.result {
        Some(_) => drop(places.insert(line.key.clone(), place)),
        None => drop(places.remove(&line.key)),
    }
}

/// Writes the file anew without what is too old.
fn leave_out(folder: &Path, oldest: u64) -> io::Result<()> {
    let (path, fresh) = (folder.join(FILE), folder.join(format!("{FILE}.new")));
    let old = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut last = HashMap::new();
    read(&old, 0, |line, place| note(&mut last, &line, place));
    let (mut old, mut file) = (File::open(&path)?, private(&fresh, true)?);
    for place in last.values().filter(|place| place.at >= oldest) {
        let mut text = vec![0; place.bytes];
        old.seek(SeekFrom::Start(place.offset))?;
        old.read_exact(&mut text)?;
        write_line(&mut file, text)?;
    }
    std::fs::rename(&fresh, &path)
}

/// Every line from where the file stands, which is at `position`, with its place. What is not a line was cut off by a crash.
fn read(file: &File, position: u64, mut each: impl FnMut(Line, Place)) {
    let mut offset = position;
    for text in BufReader::new(file).split(b'\n').map_while(Result::ok) {
        if let Ok(line) = serde_json::from_slice::<Line>(&text) {
            let place = Place { at: line.at, offset, bytes: text.len() };
            each(line, place);
        }
        offset = offset.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX)).saturating_add(1);
    }
}

/// One line, and how many bytes it took.
fn append(file: &mut File, line: &Line) -> io::Result<usize> {
    write_line(file, serde_json::to_vec(line).map_err(io::Error::other)?)
}

/// A line of its own, whatever was cut off before.
fn write_line(file: &mut File, mut text: Vec<u8>) -> io::Result<usize> {
    text.insert(0, b'\n');
    text.push(b'\n');
    file.write_all(&text)?;
    file.flush()?;
    Ok(text.len())
}

/// A folder that only its owner enters, where there was none.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A file that only its owner reads.
fn private(path: &Path, anew: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).read(!anew).write(true).truncate(anew).append(!anew);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What was written before this counts no more.
fn oldest(clock: Clock, kept_for: Duration) -> u64 {
    seconds(clock()).saturating_sub(kept_for.as_secs())
}

/// Since 1970.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    /// Noon of some day.
    fn noon() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_000_000)
    }

    fn two_days_later() -> SystemTime {
        noon() + 2 * DAY
    }

    fn stored(digest: &str) -> StoredResult {
        StoredResult::begun(digest)
    }

    fn key(name: &str) -> Key {
        Key::new("bot", name)
    }

    fn write(journal: &mut Journal, name: &str, digest: Option<&str>) {
        journal.write(&key(name), digest.map(stored).as_ref()).unwrap();
    }

    /// The digest that a key stands for already.
    fn begun(journal: &mut Journal, name: &str) -> Option<String> {
        journal.begin(&key(name), &stored("new")).unwrap().map(|first| first.digest.into_string())
    }

    #[test]
    fn what_was_written_is_read_again_for_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path(), DAY, noon).unwrap();
        write(&mut journal, "a", Some("1"));
        write(&mut journal, "b", Some("2"));
        write(&mut journal, "b", None);
        journal.file.write_all(b"{\"owner\": \"cut o").unwrap();
        write(&mut journal, "c", Some("3"));
        assert_eq!(begun(&mut journal, "c"), Some("3".to_owned()));
        drop(journal);
        let mut journal = Journal::open(folder.path(), DAY, noon).unwrap();
        let stands_for = ["a", "b", "c"].map(|name| begun(&mut journal, name));
        assert_eq!(stands_for, [Some("1".to_owned()), None, Some("3".to_owned())]);
        drop(journal);
        let mut journal = Journal::open(folder.path(), DAY, two_days_later).unwrap();
        assert_eq!((journal.file.metadata().unwrap().len(), begun(&mut journal, "a")), (0, None));
    }

    #[test]
    fn what_is_too_old_is_not_held() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path(), DAY, noon).unwrap();
        assert_eq!(begun(&mut journal, "a"), None);
        journal.clock = two_days_later;
        assert_eq!(begun(&mut journal, "b"), None);
        assert_eq!(journal.places.keys().collect::<Vec<_>>(), [&key("b")]);
    }

    /// Two processes with one folder: neither runs what the other began, and neither loses what it wrote itself.
    #[test]
    fn a_folder_that_is_shared_knows_what_the_other_began() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Journal::open(folder.path(), DAY, noon).unwrap();
        let mut one = open();
        assert_eq!(begun(&mut one, "a"), None);
        let mut other = open();
        assert_eq!((begun(&mut other, "a"), begun(&mut other, "b")), (Some("new".to_owned()), None));
        write(&mut one, "a", Some("done"));
        write(&mut other, "b", None);
        assert_eq!((begun(&mut other, "a"), begun(&mut one, "b")), (Some("done".to_owned()), None));
        drop((one, other));
        assert_eq!(begun(&mut open(), "a"), Some("done".to_owned()));
    }
}
