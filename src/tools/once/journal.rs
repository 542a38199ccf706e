//! The keys on disk: one JSON line for each change, read whole at the start and written anew without what is too old.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::Kept;

/// Name of the file in the state folder.
const FILE: &str = "idempotency.jsonl";

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

/// The file, open for appending.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    clock: Clock,
}

impl Journal {
    /// Opens the file, and tells what is in it that is not too old. A line that was cut off by a crash is passed over.
    pub(super) fn open(folder: &Path, kept_for: Duration, clock: Clock) -> io::Result<(Self, BTreeMap<String, Kept>)> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(FILE);
        let oldest = seconds(clock()).saturating_sub(kept_for.as_secs());
        let lines: BTreeMap<String, Line> = read(&path)?.into_iter().filter(|(_, line)| line.at >= oldest && line.kept.is_some()).collect();
        let fresh = folder.join(format!("{FILE}.new"));
        let mut file = private(&fresh, true)?;
        lines.values().try_for_each(|line| append(&mut file, line))?;
        std::fs::rename(&fresh, &path)?;
        let entries = lines.into_iter().filter_map(|(name, line)| Some((name, line.kept?)));
        Ok((Self { file: private(&path, false)?, clock }, entries.collect()))
    }

    /// Appends what a key now stands for.
    pub(super) fn write(&mut self, name: &str, kept: Option<&Kept>) -> io::Result<()> {
        append(&mut self.file, &Line { name: name.to_owned(), at: seconds((self.clock)()), kept: kept.cloned() })
    }
}

fn read(path: &Path) -> io::Result<BTreeMap<String, Line>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(error),
    };
    let lines = BufReader::new(file).lines().map_while(Result::ok);
    let parsed = lines.filter_map(|line| serde_json::from_str::<Line>(&line).ok());
    Ok(parsed.map(|line| (line.name.clone(), line)).collect())
}

fn append(file: &mut File, line: &Line) -> io::Result<()> {
    let mut text = serde_json::to_vec(line).map_err(io::Error::other)?;
    text.push(b'\n');
    file.write_all(&text)?;
    file.flush()
}

/// A file that only its owner reads.
fn private(path: &Path, anew: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(anew).append(!anew);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Since 1970.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noon of some day.
    fn noon() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_000_000)
    }

    fn two_days_later() -> SystemTime {
        noon() + Duration::from_secs(2 * 86_400)
    }

    #[test]
    fn what_was_written_is_read_again_for_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let day = Duration::from_secs(86_400);
        let (mut journal, entries) = Journal::open(folder.path(), day, noon).unwrap();
        assert!(entries.is_empty());
        let kept = |digest: &str| Kept { digest: digest.to_owned(), answer: None };
        journal.write("a", Some(&kept("1"))).unwrap();
        journal.write("b", Some(&kept("2"))).unwrap();
        journal.write("b", None).unwrap();
        journal.file.write_all(b"{\"name\": \"cut o").unwrap();
        let (_, entries) = Journal::open(folder.path(), day, noon).unwrap();
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["a"]);
        let (_, entries) = Journal::open(folder.path(), day, two_days_later).unwrap();
        assert!(entries.is_empty());
    }
}
