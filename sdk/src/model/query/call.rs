//! Calling any public method, of a typed model or of one by name, and reading what it returns as the caller's own type.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::send::Request;
use super::{BoxFuture, Context, ModelError};
use crate::model::{Id, Model};
use crate::{Call, Client};

/// A method call being put together; await it for what the method returns, as `T`.
#[must_use = "nothing is called before it is awaited"]
#[derive(Debug)]
pub struct MethodCall<T = Value> {
    client: Client,
    call: Call,
    context: Context,
    /// How the call of a typed model becomes a request.
    typed: Option<Typed>,
    returns: PhantomData<fn() -> T>,
}

type Typed = fn(&Client, Call, Context) -> Result<Request, ModelError>;

impl<T> MethodCall<T> {
    fn new(client: Client, call: Call, typed: Option<Typed>) -> Self {
        Self { client, call, context: Context::new(), typed, returns: PhantomData }
    }

    /// Of a model by name.
    pub(super) fn by_name(client: Client, model: String, method: String) -> Self {
        Self::new(client, Call::new(model, method), None)
    }

    /// Of `M`, on records or on none.
    pub(super) fn typed<M: Model>(client: Client, ids: Option<&[Id<M>]>, method: String) -> Self {
        let call = Call::new(M::META.name, method);
        let call = Call { ids: ids.map(|ids| ids.iter().map(|id| id.get()).collect()), ..call };
        Self::new(client, call, Some(|client, call, context| Request::new::<M>(client, call, context, Vec::new())))
    }

    /// Calls it on these records too. A method that Odoo marks `model` takes none.
    pub fn on(mut self, ids: impl IntoIterator<Item = impl Into<i64>>) -> Self {
        self.call.ids.get_or_insert_default().extend(ids.into_iter().map(Into::into));
        self
    }

    /// Adds the next positional argument, under the name that the method's signature gives it: JSON-2 takes all by name.
    pub fn positional(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.call = self.call.positional(name, value);
        self
    }

    /// Adds an argument by name.
    pub fn named(mut self, name: &str, value: impl Into<Value>) -> Self {
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

    /// Reads what it returns as `U`: see [`answer`](crate::call::answer).
    pub fn returning<U>(self) -> MethodCall<U> {
        let Self { client, call, context, typed, .. } = self;
        MethodCall { client, call, context, typed, returns: PhantomData }
    }

    async fn send(self) -> Result<T, ModelError>
    where
        T: DeserializeOwned,
    {
        let (model, method) = (self.call.model.clone(), self.call.method.clone());
        let value = match self.typed {
            Some(request) => request(&self.client, self.call, self.context)?.send().await?,
            None => self.client.send(Call { context: self.context.into_map(), ..self.call }).await?,
        };
        crate::call::answer(value).map_err(|source| ModelError::Answer { model, method, source })
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for MethodCall<T> {
    type Output = Result<T, ModelError>;
    type IntoFuture = BoxFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
