//! Writing on records, and deleting them.

use super::send::Request;
use super::{BoxFuture, Context, ModelError};
use crate::model::can::Writable;
use crate::model::{Assign, Draft, Field, Id, Model, Scalar, ToMany};
use crate::{Call, Client};

/// Values to write on records; await it to send them. Odoo may say nothing of ids that do not exist.
#[must_use = "nothing is written before it is awaited"]
#[derive(Debug)]
pub struct Write<M> {
    client: Client,
    ids: Vec<Id<M>>,
    draft: Draft<M>,
    context: Context,
}

impl<M: Model> Write<M> {
    pub(super) fn new(client: Client, ids: Vec<Id<M>>) -> Self {
        Self { client, ids, draft: Draft::new(), context: Context::new() }
    }

    /// Language, time zone, companies; adds to what was given before.
    pub fn context(mut self, context: Context) -> Self {
        self.context = self.context.and(context);
        self
    }

    /// Sets a field; `None` empties one that may be empty.
    pub fn set<T: Scalar, C: Writable>(self, field: Field<M, T, C>, value: impl Assign<T>) -> Self {
        self.with(|draft| draft.set(field, value))
    }

    /// Empties a field that may be empty.
    pub fn unset<T: Scalar, C: Writable>(self, field: Field<M, Option<T>, C>) -> Self {
        self.with(|draft| draft.unset(field))
    }

    /// Creates a record in a field of many.
    pub fn push<T: ToMany, C: Writable>(self, field: Field<M, T, C>, fill: impl FnOnce(Draft<T::To>) -> Draft<T::To>) -> Self {
        self.with(|draft| draft.push(field, fill))
    }

    /// Adds an existing record to a field of many.
    pub fn link<T: ToMany, C: Writable>(self, field: Field<M, T, C>, id: Id<T::To>) -> Self {
        self.with(|draft| draft.link(field, id))
    }

    /// Any other step of a draft: `.with(|draft| draft.delete(…))`.
    pub fn with(mut self, step: impl FnOnce(Draft<M>) -> Draft<M>) -> Self {
        self.draft = step(self.draft);
        self
    }

    async fn send(self) -> Result<(), ModelError> {
        check::<M>(&self.draft)?;
        let uses = self.draft.uses().to_vec();
        let call = Call::write(M::META.name, self.ids.iter().map(|id| id.get()), self.draft.into_values());
        Request::new::<M>(&self.client, call, self.context, uses)?.send().await.map(drop)
    }
}

/// Refuses what JSON would turn into something else.
pub(super) fn check<M: Model>(draft: &Draft<M>) -> Result<(), ModelError> {
    draft.unwritable().map_or(Ok(()), |field| Err(ModelError::Unwritable { model: M::META.name, field }))
}

impl<M: Model> IntoFuture for Write<M> {
    type Output = Result<(), ModelError>;
    type IntoFuture = BoxFuture<()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Records to delete; await it.
#[must_use = "nothing is deleted before it is awaited"]
#[derive(Debug)]
pub struct Delete<M> {
    client: Client,
    ids: Vec<Id<M>>,
    context: Context,
}

impl<M: Model> Delete<M> {
    pub(super) fn new(client: Client, ids: Vec<Id<M>>) -> Self {
        Self { client, ids, context: Context::new() }
    }

    /// Language, time zone, companies; adds to what was given before.
    pub fn context(mut self, context: Context) -> Self {
        self.context = self.context.and(context);
        self
    }
}

impl<M: Model> IntoFuture for Delete<M> {
    type Output = Result<(), ModelError>;
    type IntoFuture = BoxFuture<()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let call = Call::unlink(M::META.name, self.ids.iter().map(|id| id.get()));
            Request::new::<M>(&self.client, call, self.context, Vec::new())?.send().await.map(drop)
        })
    }
}
