//! The process that reads: this program again, which gets the file on its input and answers with a line of JSON.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

use super::{Extracted, Kind, extract};

/// How long a file is read.
const TIME: Duration = Duration::from_secs(20);

/// Processor time of the process, in seconds.
const PROCESSOR_SECONDS: u64 = 10;

/// Memory of the process, in bytes.
const MEMORY: u64 = 1 << 30;

/// Largest answer, in bytes.
const LARGEST_ANSWER: u64 = 16 << 20;

/// Files that are read at once.
static PLACES: Semaphore = Semaphore::const_new(2);

/// The program that reads, where there is one.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Lets files be read by this program, which knows the command `extract`.
pub(crate) fn read_in(program: PathBuf) {
    // The first word holds: there is one program in a process.
    let _ = PROGRAM.set(program);
}

/// Reads a file in a process of its own; `None` where there is no program for it, or the file was too much for it.
pub(crate) async fn read_with(kind: Kind, bytes: Vec<u8>) -> Option<Extracted> {
    let program = PROGRAM.get()?;
    let _place = PLACES.acquire().await.ok()?;
    let answer = tokio::time::timeout(TIME, answer_of(program, kind, bytes)).await;
    match answer {
        Ok(Ok(answer)) => serde_json::from_slice(&answer).ok(),
        Ok(Err(error)) => {
            tracing::warn!("a file could not be read: {error}");
            None
        }
        Err(_) => None,
    }
}

/// What the process says. It ends with this future at the latest.
async fn answer_of(program: &Path, kind: Kind, bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut process = Command::new(program)
        .args(["extract", kind.name()])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (Some(mut input), Some(output)) = (process.stdin.take(), process.stdout.take()) else { return Ok(Vec::new()) };
    let mut answer = Vec::new();
    let mut output = output.take(LARGEST_ANSWER);
    let send = async {
        // A process that has seen enough closes its input.
        let _ = input.write_all(&bytes).await;
        drop(input);
    };
    let (_, read) = tokio::join!(send, output.read_to_end(&mut answer));
    read?;
    Ok(answer)
}

/// The other side: reads the file from the input and writes the answer.
pub(crate) fn answer(kind: Kind) -> std::io::Result<()> {
    limit();
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    serde_json::to_writer(std::io::stdout().lock(), &extract(kind, &bytes))?;
    std::io::stdout().lock().flush()
}

/// Bounds memory and processor time, where the system can.
#[cfg(unix)]
fn limit() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let bound = |most| Rlimit { current: Some(most), maximum: Some(most) };
    for (resource, most) in [(Resource::As, MEMORY), (Resource::Cpu, PROCESSOR_SECONDS), (Resource::Core, 0)] {
        // A system that has no such bound has the time of the parent.
        let _ = setrlimit(resource, bound(most));
    }
}

#[cfg(not(unix))]
fn limit() {}
