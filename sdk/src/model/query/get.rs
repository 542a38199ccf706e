//! One record by its id.

use super::{Context, ModelError, Read};
use crate::model::{Model, Projection, Record};

/// A record to read.
#[must_use = "nothing is read before something is selected and awaited"]
#[derive(Debug)]
pub struct Get<M> {
    read: Read<M>,
}

impl<M: Model> Get<M> {
    pub(super) fn new(read: Read<M>) -> Self {
        Self { read }
    }

    /// Language, time zone, companies; adds to what was given before.
    pub fn context(mut self, context: Context) -> Self {
        self.read = self.read.context(context);
        self
    }

    /// Reads these fields of it; `None` where it does not exist.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn select<P: Projection<M>>(self, projection: P) -> Result<Option<P::Output>, ModelError> {
        Ok(self.read.select(projection).await?.into_iter().next())
    }

    /// Reads it into a struct; `None` where it does not exist.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn record<R: Record<Model = M>>(self) -> Result<Option<R>, ModelError> {
        Ok(self.read.records().await?.into_iter().next())
    }
}
