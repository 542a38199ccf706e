//! Where audit lines go: nowhere, to standard error, or to a file that is rotated by size.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::writer_thread::WriterThread;

/// Where lines go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Target {
    /// Nowhere.
    #[default]
    Off,
    /// Standard error.
    Stderr,
    /// A file.
    File {
        /// Its path; full ones get `.1`, `.2`, … appended.
        path: PathBuf,
        /// How large it grows.
        max_bytes: u64,
        /// How many full ones are kept.
        keep: u32,
    },
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Stderr => f.write_str("stderr"),
            Self::File { path, max_bytes, keep } => write!(f, "{}, {keep} of {max_bytes} bytes", path.display()),
        }
    }
}

/// The audit cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the audit to `{}`", .path.display())]
pub(crate) struct AuditError {
    path: PathBuf,
    source: io::Error,
}

/// An open audit. Lines are written by a thread of its own, in order.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    output: Option<WriterThread<Output>>,
}

#[derive(Debug)]
enum Output {
    Stderr,
    File(Rotated),
}

#[derive(Debug)]
struct Rotated {
    file: File,
    path: PathBuf,
    written: u64,
    max_bytes: u64,
    keep: u32,
}

impl Audit {
    /// Opens the audit.
    pub(crate) fn open(target: &Target) -> Result<Self, AuditError> {
        let output = match target {
            Target::Off => return Ok(Self::default()),
            Target::Stderr => Output::Stderr,
            Target::File { path, max_bytes, keep } => {
                let rotated = Rotated::open(path, *max_bytes, *keep);
                Output::File(rotated.map_err(|source| AuditError { path: path.clone(), source })?)
            }
        };
        let thread = WriterThread::start("audit", output).map_err(|source| AuditError { path: target.to_string().into(), source });
        Ok(Self { output: Some(thread?) })
    }

    /// Whether lines go anywhere.
    pub(crate) fn is_on(&self) -> bool {
        self.output.is_some()
    }

    /// Writes a line; it is written when this returns.
    pub(crate) async fn write(&self, line: &Value) -> io::Result<()> {
        let Some(output) = &self.output else { return Ok(()) };
        let mut text = line.to_string();
        text.push('\n');
        let written = output.run(move |output, reply| drop(reply.send(output.write(text.as_bytes())))).await;
        written.map_err(|stuck| io::Error::new(io::ErrorKind::TimedOut, stuck)).flatten()
    }
}

impl Output {
    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Self::Stderr => io::stderr().write_all(line),
            Self::File(file) => file.write(line),
        }
    }
}

impl Rotated {
    fn open(path: &Path, max_bytes: u64, keep: u32) -> io::Result<Self> {
        let file = append(path)?;
        let written = file.metadata()?.len();
        Ok(Self { file, path: path.to_owned(), written, max_bytes, keep })
    }

    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        let bytes = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if self.written > 0 && self.written.saturating_add(bytes) > self.max_bytes {
            self.rotate()?;
        }
        self.file.write_all(line)?;
        self.written = self.written.saturating_add(bytes);
        Ok(())
    }

    /// `audit.jsonl` becomes `audit.jsonl.1`, and so on; the last is lost.
    fn rotate(&mut self) -> io::Result<()> {
        let numbered = |number: u32| PathBuf::from(format!("{}.{number}", self.path.display()));
        for number in (1..self.keep).rev() {
            if numbered(number).exists() {
                std::fs::rename(numbered(number), numbered(number + 1))?;
            }
        }
        match self.keep {
            0 => std::fs::remove_file(&self.path)?,
            _ => std::fs::rename(&self.path, numbered(1))?,
        }
        self.file = append(&self.path)?;
        self.written = 0;
        Ok(())
    }
}

/// Opens for appending; a new file is for its owner only.
fn append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn a_full_file_is_put_aside_and_the_oldest_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let audit = Audit::open(&Target::File { path: path.clone(), max_bytes: 30, keep: 2 }).unwrap();
        for number in 0..8 {
            audit.write(&json!({"number": number})).await.unwrap();
        }
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("audit.jsonl"), "{\"number\":6}\n{\"number\":7}\n");
        assert_eq!(read("audit.jsonl.1"), "{\"number\":4}\n{\"number\":5}\n");
        assert_eq!(read("audit.jsonl.2"), "{\"number\":2}\n{\"number\":3}\n");
        assert!(!folder.path().join("audit.jsonl.3").exists());
    }

    #[test]
    fn a_folder_that_is_not_there_is_reported() {
        let error = Audit::open(&Target::File { path: "/nowhere/at/all".into(), max_bytes: 1, keep: 1 }).unwrap_err();
        assert_eq!(error.to_string(), "cannot write the audit to `/nowhere/at/all`");
    }
}
