//! Calling any public method on typed records.

use serde_json::Value;

use super::send::Request;
use super::{Answer, Context, ModelError};
use crate::model::{Id, Model};
use crate::{Call, Client};

/// A method call being put together; await it for what the method returns, as JSON.
#[must_use = "nothing is called before it is awaited"]
#[derive(Debug)]
pub struct MethodCall<M> {
    client: Client,
    call: Call,
    context: Context,
    model: std::marker::PhantomData<fn() -> M>,
}

impl<M: Model> MethodCall<M> {
    pub(super) fn new(client: Client, ids: Vec<Id<M>>, method: String) -> Self {
        let call = Call::new(M::META.name, method).ids(ids.into_iter().map(Id::get));
        Self { client, call, context: Context::new(), model: std::marker::PhantomData }
    }

    /// For a method that works on the model and takes no ids (`@api.model`).
    pub fn on_model(mut self) -> Self {
        self.call.ids = None;
        self
    }

    /// Adds an argument by name.
    pub fn argument(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.call = self.call.named(name, value);
        self
    }

    /// Language, time zone, companies; adds to what was given before.
    pub fn context(mut self, context: Context) -> Self {
        self.context = self.context.and(context);
        self
    }

    /// Says that the method changes nothing, so that it may be sent again after a failure.
    pub fn reads_only(mut self) -> Self {
        self.call = self.call.read();
        self
    }
}

impl<M: Model> IntoFuture for MethodCall<M> {
    type Output = Result<Value, ModelError>;
    type IntoFuture = Answer<Value>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Request::new::<M>(&self.client, self.call, self.context, Vec::new())?.send().await })
    }
}
