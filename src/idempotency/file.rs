//! Keys that outlive a restart, in a folder that several processes may use.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use futures_util::future::BoxFuture;

use super::journal::Journal;
use super::store::{IdempotencyStore, KEPT_FOR, Key, StoreError, StoredResult};
use crate::writer_thread::WriterThread;

/// The folder, with the thread that alone reads and writes it.
#[derive(Debug)]
pub(crate) struct FileStore {
    journal: WriterThread<Journal>,
}

/// The folder that should keep the keys cannot.
#[derive(Debug, thiserror::Error)]
#[error("cannot keep idempotency keys in `{}`", .folder.display())]
pub(crate) struct FolderError {
    folder: PathBuf,
    source: io::Error,
}

impl FileStore {
    /// Opens the folder, which is made where there is none.
    pub(crate) fn open(folder: &Path) -> Result<Self, FolderError> {
        let opened = Journal::open(folder, KEPT_FOR, SystemTime::now).and_then(|journal| WriterThread::start("idempotency", journal));
        opened.map(|journal| Self { journal }).map_err(|source| FolderError { folder: folder.to_owned(), source })
    }
}

impl IdempotencyStore for FileStore {
    fn begin<'a>(&'a self, key: &'a Key, begun: &'a StoredResult) -> BoxFuture<'a, Result<Option<StoredResult>, StoreError>> {
        let (key, begun) = (key.clone(), begun.clone());
        Box::pin(async move {
            let begin = self.journal.run(move |journal, reply| {
                let found = journal.begin(&key, &begun);
                let has_begun = matches!(found, Ok(None));
                // Nobody waits any more, so nothing is sent: the key stands for nothing again.
                if reply.send(found).is_err() && has_begun {
                    journal.write(&key, None).unwrap_or_else(|error| tracing::error!("an idempotency key is left behind: {error}"));
                }
            });
            Ok(begin.await??)
        })
    }

    fn finish<'a>(&'a self, key: &'a Key, result: Option<&'a StoredResult>) -> BoxFuture<'a, Result<(), StoreError>> {
        let (key, result) = (key.clone(), result.cloned());
        Box::pin(async move {
            let finish = self.journal.run(move |journal, reply| drop(reply.send(journal.write(&key, result.as_ref()))));
            Ok(finish.await??)
        })
    }
}
