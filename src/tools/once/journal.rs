//! The keys on disk: one JSON line for each change, appended. Several processes may use one folder: whoever begins a call reads first
//! what the others wrote, and holds the file meanwhile. Who is alone at the start leaves out what is too old.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::Kept;

/// Name of the file in the state folder.
const FILE: &str = "idempotency.jsonl";

/// Name of the file that everybody holds who uses the folder.
const IN_USE: &str = "idempotency.lock";

/// One line.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    name: String,
    /// Seconds since 1970.
    at: u64,
    /// `None`: the key stands for nothing again.
    kept: Option<Kept>,
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
    /// The last line of each key that still counts.
    lines: BTreeMap<String, Line>,
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
        Ok(Self { file, _in_use: in_use, clock, kept_for, lines: BTreeMap::new(), position: 0 })
    }

    /// What a key stands for already, here or elsewhere; if nothing, that its call begins.
    pub(super) fn begin(&mut self, name: &str, begun: &Kept) -> io::Result<Option<Kept>> {
        self.held(|journal| {
            let oldest = oldest(journal.clock, journal.kept_for);
            journal.lines.retain(|_, line| line.at >= oldest);
            match journal.lines.get(name).and_then(|line| line.kept.clone()) {
                Some(first) => Ok(Some(first)),
                None => journal.append(name, Some(begun)).map(|()| None),
            }
        })
    }

    /// Appends what a key now stands for.
    pub(super) fn write(&mut self, name: &str, kept: Option<&Kept>) -> io::Result<()> {
        self.held(|journal| journal.append(name, kept))
    }

    /// Does something with all that was written before, while nobody else writes.
    fn held<T>(&mut self, act: impl FnOnce(&mut Self) -> io::Result<T>) -> io::Result<T> {
        self.file.lock()?;
        let done = self.catch_up().and_then(|()| act(self));
        self.file.unlock()?;
        done
    }

    fn catch_up(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.position))?;
        self.lines.extend(read(&self.file));
        self.position = self.file.metadata()?.len();
        Ok(())
    }

    fn append(&mut self, name: &str, kept: Option<&Kept>) -> io::Result<()> {
        let line = Line { name: name.to_owned(), at: seconds((self.clock)()), kept: kept.cloned() };
        append(&mut self.file, &line)?;
        self.lines.insert(line.name.clone(), line);
        self.position = self.file.metadata()?.len();
        Ok(())
    }
}

/// Writes the file anew without what is too old.
fn leave_out(folder: &Path, oldest: u64) -> io::Result<()> {
    let (path, fresh) = (folder.join(FILE), folder.join(format!("{FILE}.new")));
    let lines = match File::open(&path) {
        Ok(file) => read(&file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut file = private(&fresh, true)?;
    lines.values().filter(|line| line.at >= oldest && line.kept.is_some()).try_for_each(|line| append(&mut file, line))?;
    std::fs::rename(&fresh, &path)
}

/// The last line of each key, from where the file stands.
fn read(file: &File) -> BTreeMap<String, Line> {
    let texts = BufReader::new(file).split(b'\n').map_while(Result::ok);
    let lines = texts.filter_map(|text| serde_json::from_slice::<Line>(&text).ok());
    lines.map(|line| (line.name.clone(), line)).collect()
}

/// One line, on a line of its own whatever was cut off before.
fn append(file: &mut File, line: &Line) -> io::Result<()> {
    let mut text = serde_json::to_vec(line).map_err(io::Error::other)?;
    text.insert(0, b'\n');
    text.push(b'\n');
    file.write_all(&text)?;
    file.flush()
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

    fn kept(digest: &str) -> Kept {
        Kept { digest: digest.to_owned(), answer: None }
    }

    /// The digest that a key stands for already.
    fn begun(journal: &mut Journal, name: &str) -> Option<String> {
        journal.begin(name, &kept("new")).unwrap().map(|first| first.digest)
    }

    #[test]
    fn what_was_written_is_read_again_for_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path(), DAY, noon).unwrap();
        journal.write("a", Some(&kept("1"))).unwrap();
        journal.write("b", Some(&kept("2"))).unwrap();
        journal.write("b", None).unwrap();
        journal.file.write_all(b"{\"name\": \"cut o").unwrap();
        drop(journal);
        let mut journal = Journal::open(folder.path(), DAY, noon).unwrap();
        assert_eq!((begun(&mut journal, "a"), begun(&mut journal, "b")), (Some("1".to_owned()), None));
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
        assert_eq!(journal.lines.keys().collect::<Vec<_>>(), ["b"]);
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
        one.write("a", Some(&kept("done"))).unwrap();
        other.write("b", None).unwrap();
        assert_eq!((begun(&mut other, "a"), begun(&mut one, "b")), (Some("done".to_owned()), None));
        drop((one, other));
        assert_eq!(begun(&mut open(), "a"), Some("done".to_owned()));
    }
}
