//! Groups over the client.

use super::send::Request;
use super::{BoxFuture, Context, ModelError};
use crate::model::{Aggregates, Domain, GroupKeys, Grouped, Model, decode_groups, group_call};
use crate::{Client, Series};

/// Groups being put together; await it for one [`Grouped`] each.
#[must_use = "nothing is grouped before it is awaited"]
#[derive(Debug)]
pub struct Groups<M, K, A> {
    client: Client,
    keys: K,
    totals: A,
    filter: Domain<M>,
    limit: Option<usize>,
    context: Context,
}

impl<M: Model, K: GroupKeys<M>> Groups<M, K, ()> {
    pub(super) fn new(client: Client, keys: K) -> Self {
        Self { client, keys, totals: (), filter: Domain::all(), limit: None, context: Context::new() }
    }

    /// Totals these over each group: an aggregate, or a tuple of up to four.
    pub fn totals<A: Aggregates<M>>(self, totals: A) -> Groups<M, K, A> {
        let Self { client, keys, filter, limit, context, .. } = self;
        Groups { client, keys, totals, filter, limit, context }
    }
}

impl<M: Model, K: GroupKeys<M>, A: Aggregates<M>> Groups<M, K, A> {
    /// Only records that match; a second filter narrows the first.
    pub fn filter(mut self, domain: Domain<M>) -> Self {
        self.filter = self.filter.and(domain);
        self
    }

    /// At most so many groups; with 0 nothing is asked.
    pub fn limit(mut self, groups: usize) -> Self {
        self.limit = Some(groups);
        self
    }

    /// Language of the labels, time zone of the periods, companies; adds to what was given before.
    pub fn context(mut self, context: Context) -> Self {
        self.context = self.context.and(context);
        self
    }

    async fn send(self) -> Result<Vec<Grouped<M, K::Key, A::Totals>>, ModelError> {
        if self.limit == Some(0) {
            return Ok(Vec::new());
        }
        let series: Series = self.client.series();
        let uses = [self.filter.uses().to_vec(), self.keys.uses(), self.totals.uses()].concat();
        let mut call = group_call(series, self.filter.clone(), &self.keys, &self.totals);
        if let Some(limit) = self.limit {
            call = call.named("limit", limit);
        }
        let answer = Request::new::<M>(&self.client, call, self.context, uses)?.send().await?;
        Ok(decode_groups::<M, K, A>(series, answer, &self.filter, &self.keys, &self.totals)?)
    }
}

impl<M: Model, K, A> IntoFuture for Groups<M, K, A>
where
    K: GroupKeys<M> + Send + Sync + 'static,
    A: Aggregates<M> + Send + Sync + 'static,
    K::Key: Send,
    A::Totals: Send,
{
    type Output = Result<Vec<Grouped<M, K::Key, A::Totals>>, ModelError>;
    type IntoFuture = BoxFuture<Vec<Grouped<M, K::Key, A::Totals>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
