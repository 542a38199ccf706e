//! Searching: filter, order, page, and what to read of each record.

use std::fmt;
use std::marker::PhantomData;

use serde_json::Value;

use super::send::Request;
use super::{Answer, Context, ModelError, Pages};
use crate::model::decode::kind;
use crate::model::{DecodeError, Domain, Id, Listed, Model, Order, Projection, Record, Row, Use};
use crate::{Call, Client};

/// A search being put together. Nothing is sent before [`Self::select`], [`Self::records`], [`Self::ids`] or
/// [`Self::count`] is awaited.
#[must_use = "nothing is searched before something is selected and awaited"]
pub struct Search<M> {
    client: Client,
    filter: Domain<M>,
    order: Vec<Order<M>>,
    limit: Option<usize>,
    offset: usize,
    context: Context,
}

impl<M: Model> Search<M> {
    pub(super) fn new(client: Client) -> Self {
        Self { client, filter: Domain::all(), order: Vec::new(), limit: None, offset: 0, context: Context::new() }
    }

    /// Only records that match; a second filter narrows the first.
    pub fn filter(mut self, domain: Domain<M>) -> Self {
        self.filter = self.filter.and(domain);
        self
    }

    /// Orders by this field, after those given before. Without an order it is the model's own.
    pub fn order_by(mut self, order: Order<M>) -> Self {
        self.order.push(order);
        self
    }

    /// At most so many records. Without a limit it is all of them; see [`Select::pages`] for many.
    pub fn limit(mut self, records: usize) -> Self {
        self.limit = Some(records);
        self
    }

    /// Skips so many records.
    pub fn offset(mut self, records: usize) -> Self {
        self.offset = records;
        self
    }

    /// Language, time zone, companies.
    pub fn context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    /// Reads these fields of each record, and no others: one token, or a tuple of up to twelve.
    pub fn select<P: Projection<M>>(self, projection: P) -> Select<M, P> {
        Select { search: self, projection }
    }

    /// Reads each record into a struct: the model's generated `Record`, or one of [`projection!`](crate::projection).
    pub fn records<R: Record<Model = M>>(self) -> Select<M, Whole<R>> {
        self.select(Whole(PhantomData))
    }

    /// The ids alone.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn ids(self) -> Result<Vec<Id<M>>, ModelError> {
        let call = self.paged(Call::search(M::META.name, self.filter.clone().into_value()));
        let answer = self.request(call, Vec::new())?.send().await?;
        let ids = answer.as_array().and_then(|ids| ids.iter().map(|id| id.as_i64().map(Id::new)).collect());
        ids.ok_or_else(|| unexpected::<M>("a list of ids", &answer))
    }

    /// How many records match, whatever limit and offset.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn count(self) -> Result<u64, ModelError> {
        let call = Call::search_count(M::META.name, self.filter.clone().into_value());
        let answer = self.request(call, Vec::new())?.send().await?;
        answer.as_u64().ok_or_else(|| unexpected::<M>("a number of records", &answer))
    }

    fn request(self, call: Call, mut uses: Vec<Use>) -> Result<Request, ModelError> {
        uses.extend(self.filter.uses());
        uses.extend(self.order.iter().map(Order::field));
        Request::new::<M>(&self.client, call, self.context, uses)
    }

    fn paged(&self, mut call: Call) -> Call {
        if !self.order.is_empty() {
            let terms: Vec<String> = self.order.iter().map(ToString::to_string).collect();
            call = call.named("order", terms.join(", "));
        }
        if self.offset > 0 {
            call = call.named("offset", self.offset);
        }
        match self.limit {
            Some(limit) => call.named("limit", limit),
            None => call,
        }
    }
}

pub(super) fn unexpected<M: Model>(expected: &'static str, found: &Value) -> ModelError {
    DecodeError::Answer { model: M::META.name, expected, found: kind(found) }.into()
}

impl<M> Clone for Search<M> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            filter: self.filter.clone(),
            order: self.order.clone(),
            limit: self.limit,
            offset: self.offset,
            context: self.context.clone(),
        }
    }
}

impl<M> fmt::Debug for Search<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search").field("filter", &self.filter).field("order", &self.order).finish_non_exhaustive()
    }
}

/// A search that knows what to read; await it for all records at once, or go through [`Self::pages`].
#[must_use = "nothing is sent before it is awaited"]
#[derive(Debug)]
pub struct Select<M, P> {
    search: Search<M>,
    projection: P,
}

impl<M: Model, P: Projection<M>> Select<M, P> {
    /// The records as a stream, read `size` at a time. The order is made total by the id, so that no record comes twice or
    /// is left out while nothing changes.
    pub fn pages(self, size: usize) -> Pages<M, P>
    where
        P: Clone + Send + Sync + 'static,
        P::Output: Send + 'static,
    {
        Pages::new(self, size)
    }

    /// At most one record: the first.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn first(mut self) -> Result<Option<P::Output>, ModelError> {
        self.search.limit = Some(1);
        Ok(self.all().await?.into_iter().next())
    }

    /// The search's own limit and offset.
    pub(super) fn bounds(&self) -> (Option<usize>, usize) {
        (self.search.limit, self.search.offset)
    }

    /// A page of it.
    pub(super) fn page(&self, offset: usize, limit: usize) -> Self
    where
        P: Clone,
    {
        let mut search = self.search.clone();
        (search.offset, search.limit) = (offset, Some(limit));
        if !search.order.is_empty() {
            search.order.push(Order::by(Use::listed::<M>(("id", M::META.module)), "asc"));
        }
        Self { search, projection: self.projection.clone() }
    }

    pub(super) async fn all(self) -> Result<Vec<P::Output>, ModelError> {
        let Self { search, projection } = self;
        let fields = projection.fields();
        let call = Call::search_read(M::META.name, search.filter.clone().into_value(), fields.iter().map(|(name, _)| *name));
        let call = search.paged(call);
        let answer = search.request(call, fields.into_iter().map(Use::listed::<M>).collect())?.send().await?;
        decode(answer, &projection)
    }
}

/// Reads the rows of an answer.
pub(super) fn decode<M: Model, P: Projection<M>>(answer: Value, projection: &P) -> Result<Vec<P::Output>, ModelError> {
    let Value::Array(rows) = answer else { return Err(unexpected::<M>("a list of records", &answer)) };
    let read = |row: Value| {
        let mut row = Row::from_value::<M>(row)?;
        let output = projection.decode(&mut row);
        Ok(row.finish(output)?)
    };
    rows.into_iter().map(read).collect()
}

impl<M: Model, P> IntoFuture for Select<M, P>
where
    P: Projection<M> + Send + Sync + 'static,
    P::Output: Send,
{
    type Output = Result<Vec<P::Output>, ModelError>;
    type IntoFuture = Answer<Vec<P::Output>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.all())
    }
}

/// The projection to a struct.
pub struct Whole<R>(pub(super) PhantomData<fn() -> R>);

impl<R> Clone for Whole<R> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<R> fmt::Debug for Whole<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}

impl<R: Record> Projection<R::Model> for Whole<R> {
    type Output = R;

    fn fields(&self) -> Listed {
        R::FIELDS.to_vec()
    }

    fn decode(&self, row: &mut Row) -> R {
        R::decode(row)
    }
}
