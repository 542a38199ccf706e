//! Idempotency keys: a repeated key gets the first answer and nothing is written twice, across a restart too where a state
//! folder is configured.
//!
//! An answer is kept where something was or may have been written. A call that surely wrote nothing keeps nothing: mended, it may
//! come again with the same key.

mod journal;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};

use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::context::ToolContext;
use super::failure::{Failure, Origin, Problem};
use super::tool::Answer;
use crate::error_code::ErrorCode;
use journal::Journal;

/// How long an answer is kept.
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// Most answers kept.
const MOST_KEPT: u64 = 10_000;

/// Longest key.
const LONGEST_KEY: usize = 200;

/// What became of the first call with a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    /// Of tool and arguments: the same key with another call is a mistake.
    digest: String,
    /// `None`: it began, and whether it wrote anything is not known.
    answer: Option<Answer>,
}

/// Held while a call with that key runs.
type Slot = Arc<Mutex<Option<Kept>>>;

/// The answers of all keys, by principal and key.
#[derive(Debug)]
pub(crate) struct Answers {
    slots: Cache<String, Slot>,
    journal: Option<std::sync::Mutex<Journal>>,
}

/// The folder that should keep the keys cannot.
#[derive(Debug, thiserror::Error)]
#[error("cannot keep idempotency keys in `{}`", .folder.display())]
pub(crate) struct StateError {
    folder: PathBuf,
    source: io::Error,
}

impl Answers {
    /// Kept in memory.
    pub(crate) fn in_memory() -> Self {
        Self { slots: Cache::builder().max_capacity(MOST_KEPT).time_to_live(KEPT_FOR).build(), journal: None }
    }

    /// Kept in memory, and in `folder` where there is one.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, StateError> {
        let open = |folder: &Path| {
            let opened = Journal::open(folder, KEPT_FOR, SystemTime::now);
            opened.map(std::sync::Mutex::new).map_err(|source| StateError { folder: folder.to_owned(), source })
        };
        Ok(Self { journal: folder.map(open).transpose()?, ..Self::in_memory() })
    }

    /// What a key stands for by an earlier run or another process; if nothing, it is written down that its call begins.
    fn begin(&self, name: &str, begun: &Kept) -> Result<Option<Kept>, Failure> {
        let Some(journal) = &self.journal else { return Ok(None) };
        journal.lock().unwrap_or_else(PoisonError::into_inner).begin(name, begun).map_err(|error| {
            tracing::error!("an idempotency key could not be written down: {error}");
            let message = "the key could not be kept, so nothing was sent; a call without one would be";
            Failure::new(ErrorCode::Internal, Origin::Gateway, message)
        })
    }

    /// Writes down what is known of a key; `None` forgets it.
    fn write_down(&self, name: &str, kept: Option<&Kept>) {
        let Some(journal) = &self.journal else { return };
        let written = journal.lock().unwrap_or_else(PoisonError::into_inner).write(name, kept);
        if let Err(error) = written {
            tracing::error!("an idempotency key could not be written down: {error}");
        }
    }
}

/// What a key stands for when its call is over.
enum Outcome {
    /// The call was given up on its way.
    GivenUp,
    /// Nothing was written.
    Nothing,
    /// A write was sent, and no answer came.
    Unsure,
    /// Its answer.
    Answered(Answer),
}

/// Puts down, however the call ends, what its key now stands for.
struct Running<'a> {
    context: &'a ToolContext,
    name: &'a str,
    kept: tokio::sync::MutexGuard<'a, Option<Kept>>,
    digest: String,
    outcome: Outcome,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let answer = match std::mem::replace(&mut self.outcome, Outcome::Nothing) {
            Outcome::Answered(answer) => Some(Some(answer)),
            Outcome::Unsure => Some(None),
            Outcome::GivenUp => self.context.request.has_begun().then_some(None),
            Outcome::Nothing => None,
        };
        *self.kept = answer.map(|answer| Kept { digest: std::mem::take(&mut self.digest), answer });
        self.context.server.answers.write_down(self.name, self.kept.as_ref());
    }
}

/// Runs a call with a key, unless the key has its answer already.
pub(crate) async fn once(
    context: &ToolContext,
    key: &str,
    call: impl Future<Output = Result<Answer, Failure>> + Send,
) -> Result<Answer, Failure> {
    check_key(key)?;
    let name = format!("{}|{key}", context.principal().await?);
    let slot = context.server.answers.slots.get_with_by_ref(&name, Slot::default);
    let guard = slot.lock().await;
    let digest = digest(context);
    if let Some(first) = guard.as_ref() {
        return repeated(first, &digest);
    }
    if let Some(first) = context.server.answers.begin(&name, &Kept { digest: digest.clone(), answer: None })? {
        return repeated(&first, &digest);
    }
    let mut running = Running { context, name: &name, kept: guard, digest, outcome: Outcome::GivenUp };
    let result = call.await;
    running.outcome = match &result {
        Ok(answer) => Outcome::Answered(answer.clone()),
        Err(failure) if failure.is_unsure() => Outcome::Unsure,
        Err(_) => Outcome::Nothing,
    };
    result
}

fn check_key(key: &str) -> Result<(), Failure> {
    if key.is_empty() || key.len() > LONGEST_KEY {
        let message = format!("`idempotency_key` has {} bytes, expected 1 to {LONGEST_KEY}", key.len());
        return Err(Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "idempotency_key", message)]));
    }
    Ok(())
}

/// The first answer, if this is the same call.
fn repeated(first: &Kept, digest: &str) -> Result<Answer, Failure> {
    if first.digest != digest {
        return Err(Failure::new(ErrorCode::KeyReused, Origin::Caller, "this `idempotency_key` was used for another call")
            .hint("a key belongs to one tool with one set of arguments; take a new one"));
    }
    match &first.answer {
        Some(answer) => {
            let mut answer = answer.clone();
            answer.content.insert("repeated".to_owned(), Value::Bool(true));
            Ok(answer)
        }
        None => Err(Failure::unsure("the first call with this key was cut off, or is on its way in another process")),
    }
}

fn digest(context: &ToolContext) -> String {
    let mut hash = Sha256::new();
    hash.update(context.request.tool);
    hash.update([0]);
    hash.update(context.request.arguments.as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
