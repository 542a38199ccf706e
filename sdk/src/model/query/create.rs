//! Creating records. `set`, `push` and the rest are those of [`Draft`].

use super::search::unexpected;
use super::send::Request;
use super::{BoxFuture, Context, ModelError};
use crate::model::can::Writable;
use crate::model::{Assign, Draft, Field, Id, Model, Scalar, ToMany};
use crate::{Call, Client};

/// A record to create; await it for its id.
#[must_use = "nothing is created before it is awaited"]
#[derive(Debug)]
pub struct Create<M> {
    client: Client,
    draft: Draft<M>,
    context: Context,
}

impl<M: Model> Create<M> {
    pub(super) fn new(client: Client) -> Self {
        Self { client, draft: Draft::new(), context: Context::new() }
    }

    /// Language, time zone, companies, and Odoo's `default_…` keys; adds to what was given before.
    pub fn context(mut self, context: Context) -> Self {
        self.context = self.context.and(context);
        self
    }

    /// Sets a field; `None` empties one that may be empty.
    pub fn set<T: Scalar, C: Writable>(self, field: Field<M, T, C>, value: impl Assign<T>) -> Self {
        self.with(|draft| draft.set(field, value))
    }

    /// Creates a record in a field of many, with this one.
    pub fn push<T: ToMany, C: Writable>(self, field: Field<M, T, C>, fill: impl FnOnce(Draft<T::To>) -> Draft<T::To>) -> Self {
        self.with(|draft| draft.push(field, fill))
    }

    /// Adds an existing record to a field of many.
    pub fn link<T: ToMany, C: Writable>(self, field: Field<M, T, C>, id: Id<T::To>) -> Self {
        self.with(|draft| draft.link(field, id))
    }

    /// Any other step of a draft: `.with(|draft| draft.replace(…))`.
    pub fn with(mut self, step: impl FnOnce(Draft<M>) -> Draft<M>) -> Self {
        self.draft = step(self.draft);
        self
    }
}

/// Creates these records with one call.
pub(super) async fn send<M: Model>(client: &Client, drafts: &[Draft<M>], context: Context) -> Result<Vec<Id<M>>, ModelError> {
    let mut uses = Vec::new();
    for draft in drafts {
        super::write::check::<M>(draft)?;
        uses.extend(draft.uses());
    }
    let call = Call::create(M::META.name, drafts.iter().cloned().map(Draft::into_values));
    let answer = Request::new::<M>(client, call, context, uses)?.send().await?;
    let ids = answer.as_array().and_then(|ids| ids.iter().map(|id| id.as_i64().map(Id::new)).collect());
    let ids: Vec<Id<M>> = ids.ok_or_else(|| unexpected::<M>("the ids of new records", &answer))?;
    if ids.len() == drafts.len() { Ok(ids) } else { Err(unexpected::<M>("as many ids as new records", &answer)) }
}

impl<M: Model> IntoFuture for Create<M> {
    type Output = Result<Id<M>, ModelError>;
    type IntoFuture = BoxFuture<Id<M>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let ids = send(&self.client, &[self.draft], self.context).await?;
            ids.first().copied().ok_or_else(|| unexpected::<M>("the id of a new record", &serde_json::Value::Null))
        })
    }
}
