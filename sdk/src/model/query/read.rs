//! Reading records by id, in chunks.

use std::fmt;
use std::marker::PhantomData;

use super::search::{FullRecord, decode};
use super::send::Request;
use super::{Context, ModelError};
use crate::model::{FieldUse, Id, Model, Projection, Record};
use crate::{Call, Client};

/// So many records are read with one call: an answer stays well below the client's limit.
const CHUNK: usize = 500;

/// Records to read by id.
#[must_use = "nothing is read before something is selected and awaited"]
pub struct Read<M> {
    client: Client,
    ids: Vec<Id<M>>,
    chunk: usize,
    context: Context,
}

impl<M: Model> Read<M> {
    pub(super) fn new(client: Client, ids: Vec<Id<M>>) -> Self {
        Self { client, ids, chunk: CHUNK, context: Context::new() }
    }

    /// Reads so many records a call. Default: 500.
    pub fn chunk(mut self, records: usize) -> Self {
        self.chunk = records.max(1);
        self
    }

    /// Language, time zone, companies; adds to what was given before.
    pub fn context(mut self, context: Context) -> Self {
        self.context = self.context.and(context);
        self
    }

    /// Reads these fields of each record, in the order of the ids. Ids that do not exist are left out, as Odoo does.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn select<P: Projection<M>>(self, projection: P) -> Result<Vec<P::Output>, ModelError> {
        let fields = projection.fields();
        let mut records = Vec::with_capacity(self.ids.len());
        for ids in self.ids.chunks(self.chunk) {
            let ids = ids.iter().map(|id| id.get());
            let call = Call::read_records(M::META.name, ids, fields.iter().map(|(name, _)| *name));
            let uses = fields.iter().copied().map(FieldUse::listed::<M>).collect();
            let answer = Request::new::<M>(&self.client, call, self.context.clone(), uses)?.send().await?;
            records.extend(decode(answer, &projection)?);
        }
        Ok(records)
    }

    /// Reads each record into a struct.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn records<R: Record<Model = M>>(self) -> Result<Vec<R>, ModelError> {
        self.select(FullRecord::<R>(PhantomData)).await
    }
}

impl<M> fmt::Debug for Read<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Read").field("ids", &self.ids).finish_non_exhaustive()
    }
}
