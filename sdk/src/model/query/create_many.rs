//! Creating many records, some calls of many each, with a report of what failed.

use std::ops::Range;

use super::create::send;
use super::{Context, ModelError};
use crate::model::{Draft, Id, Model};
use crate::{Client, ErrorKind};

/// So many records are created with one call.
const CHUNK: usize = 100;

/// Records to create; await it for a [`Batch`], or create all of them or none with [`Self::at_once`].
#[must_use = "nothing is created before it is awaited"]
#[derive(Debug)]
pub struct CreateMany<M> {
    client: Client,
    drafts: Vec<Draft<M>>,
    chunk: usize,
    context: Context,
}

/// What became of the drafts, each known by its place in the list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Batch<M> {
    /// The records that were created.
    pub created: Vec<(usize, Id<M>)>,
    /// The drafts that were not, or of which that is not known.
    pub failed: Vec<Failed>,
}

/// Drafts that failed together.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failed {
    /// Their places in the list.
    pub drafts: Range<usize>,
    /// Why.
    pub error: ModelError,
}

impl Failed {
    /// Whether the records may exist all the same, because the answer was lost.
    #[must_use]
    pub fn may_exist(&self) -> bool {
        !was_not_created(&self.error)
    }
}

impl<M: Model> CreateMany<M> {
    pub(super) fn new(client: Client, drafts: Vec<Draft<M>>) -> Self {
        Self { client, drafts, chunk: CHUNK, context: Context::new() }
    }

    /// Creates so many records a call. Default: 100.
    pub fn chunk(mut self, records: usize) -> Self {
        self.chunk = records.max(1);
        self
    }

    /// Language, time zone, companies, and Odoo's `default_…` keys; adds to what was given before.
    pub fn context(mut self, context: Context) -> Self {
        self.context = self.context.and(context);
        self
    }

    /// Creates all of them with one call, in one transaction.
    ///
    /// # Errors
    /// [`ModelError`]; then none was created, or the answer was lost.
    pub async fn at_once(self) -> Result<Vec<Id<M>>, ModelError> {
        if self.drafts.is_empty() {
            return Ok(Vec::new());
        }
        send(&self.client, &self.drafts, self.context).await
    }

    /// Chunk by chunk; one that Odoo refused is halved until what is refused stands alone.
    async fn in_chunks(self) -> Batch<M> {
        let mut batch = Batch { created: Vec::new(), failed: Vec::new() };
        let starts = (0..self.drafts.len()).step_by(self.chunk);
        let mut left: Vec<Range<usize>> = starts.map(|start| start..self.drafts.len().min(start + self.chunk)).rev().collect();
        while let Some(range) = left.pop() {
            let drafts = self.drafts.get(range.clone()).unwrap_or_default();
            match send(&self.client, drafts, self.context.clone()).await {
                Ok(ids) => batch.created.extend(range.zip(ids)),
                Err(error) if range.len() > 1 && one_may_be_to_blame(&error) => {
                    let middle = range.start + range.len() / 2;
                    left.extend([middle..range.end, range.start..middle]);
                }
                Err(error) => batch.failed.push(Failed { drafts: range, error }),
            }
        }
        batch
    }
}

/// Whether a call for fewer records may do better, and none was created by this one.
fn one_may_be_to_blame(error: &ModelError) -> bool {
    match error {
        ModelError::Odoo(error) => {
            matches!(error.kind(), ErrorKind::Access | ErrorKind::Validation | ErrorKind::User | ErrorKind::Missing | ErrorKind::Server)
        }
        ModelError::Unwritable { .. } | ModelError::Untranslatable { .. } => true,
        _ => false,
    }
}

/// What Odoo raises rolls the whole call back.
fn was_not_created(error: &ModelError) -> bool {
    match error {
        ModelError::Odoo(odoo) => odoo.did_not_run() || one_may_be_to_blame(error),
        ModelError::Decode(_) => false,
        _ => true,
    }
}

impl<M: Model> IntoFuture for CreateMany<M> {
    type Output = Batch<M>;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Batch<M>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.in_chunks())
    }
}
