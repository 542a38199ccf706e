//! Searching: filter, order, page, and what to read of each record.

use std::fmt;
use std::marker::PhantomData;

use serde_json::Value;

use super::send::Request;
use super::{BoxFuture, Context, ModelError, Pages};
use crate::model::decode::kind;
use crate::model::{DecodeError, Domain, FieldList, FieldUse, Id, Model, Order, Projection, Record, Row};
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

    /// At most so many records; with 0 nothing is asked. Without a limit it is all of them; see [`Select::pages`] for many.
    pub fn limit(mut self, records: usize) -> Self {
        self.limit = Some(records);
        self
    }

    /// Skips so many records.
    pub fn offset(mut self, records: usize) -> Self {
        self.offset = records;
        self
    }

    /// Language, time zone, companies; adds to what was given before.
    pub fn context(mut self, context: Context) -> Self {
        self.context = self.context.and(context);
        self
    }

    /// Reads these fields of each record, and no others: one token, or a tuple of up to twelve.
    pub fn select<P: Projection<M>>(self, projection: P) -> Select<M, P> {
        Select { search: self, projection }
    }

    /// Reads each record into a struct: the model's generated `Record`, or one of [`projection!`](crate::projection).
    pub fn records<R: Record<Model = M>>(self) -> Select<M, FullRecord<R>> {
        self.select(FullRecord(PhantomData))
    }

    /// The ids alone.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn ids(self) -> Result<Vec<Id<M>>, ModelError> {
        if self.limit == Some(0) {
            return Ok(Vec::new());
        }
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

    /// The rows that the projection asks for; none, and no call, within a limit of 0.
    async fn read<P: Projection<M>>(self, projection: &P) -> Result<Value, ModelError> {
        if self.limit == Some(0) {
            return Ok(Value::Array(Vec::new()));
        }
        let fields = projection.fields();
        let call = Call::search_read(M::META.name, self.filter.clone().into_value(), fields.iter().map(|(name, _)| *name));
        let call = self.paged(call);
        self.request(call, fields.into_iter().map(FieldUse::listed::<M>).collect())?.send().await
    }

    fn request(self, call: Call, mut uses: Vec<FieldUse>) -> Result<Request, ModelError> {
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
    /// The records as a stream, read `size` at a time, each once, whatever others write meanwhile.
    ///
    /// Without an order, and in the order of `ID`, a page begins after the last id of the one before: records created
    /// meanwhile come at the end. In any other order one call more reads the ids first, and they give the
    /// order. A record is given if it still matches when its page is read.
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
        self.search.limit = self.search.limit.map(|limit| limit.min(1)).or(Some(1));
        Ok(self.all().await?.into_iter().next())
    }

    /// The one record that matches.
    ///
    /// # Errors
    /// [`ModelError::NotOne`] where none or several match; any other [`ModelError`].
    pub async fn one(mut self) -> Result<P::Output, ModelError> {
        self.search.limit = self.search.limit.map(|limit| limit.min(2)).or(Some(2));
        let mut records = self.all().await?;
        match (records.pop(), records.is_empty()) {
            (Some(record), true) => Ok(record),
            (None, _) => Err(ModelError::NotOne { model: M::META.name, several: false }),
            (Some(_), false) => Err(ModelError::NotOne { model: M::META.name, several: true }),
        }
    }

    /// All records at once; the same as awaiting it.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn all(self) -> Result<Vec<P::Output>, ModelError> {
        let Self { search, projection } = self;
        decode(search.read(&projection).await?, &projection)
    }

    /// All records, each with its id: Odoo answers with it whatever is asked for.
    pub(super) async fn rows(self) -> Result<Vec<(Id<M>, P::Output)>, ModelError> {
        let Self { search, projection } = self;
        let answer = search.read(&projection).await?;
        let ids = answer.as_array().and_then(|rows| rows.iter().map(|row| row.get("id")?.as_i64().map(Id::new)).collect());
        let ids: Vec<Id<M>> = ids.ok_or_else(|| unexpected::<M>("a list of records with their ids", &answer))?;
        Ok(ids.into_iter().zip(decode(answer, &projection)?).collect())
    }
}

/// Parts of it, for pages.
impl<M: Model, P: Projection<M> + Clone> Select<M, P> {
    pub(super) fn limit(&self) -> Option<usize> {
        self.search.limit
    }

    /// Whether the records come by id: in no other order than theirs.
    pub(super) fn by_id(&self) -> bool {
        self.search.order.first().is_none_or(|order| order.by_id().is_some())
    }

    /// The search for the ids alone.
    pub(super) fn listed(&self) -> Search<M> {
        self.search.clone()
    }

    /// So many records after this id.
    pub(super) fn after(&self, last: Option<Id<M>>, limit: usize) -> Self {
        let mut search = self.search.clone();
        let falling = search.order.first().and_then(Order::by_id).unwrap_or(false);
        if let Some(last) = last {
            let beyond = if falling { "<" } else { ">" };
            search.filter = search.filter.and(Domain::leaf(vec![id_of::<M>()], beyond, last.into()));
            search.offset = 0;
        }
        search.order = vec![Order::by(id_of::<M>(), if falling { "desc" } else { "asc" })];
        search.limit = Some(limit);
        Self { search, projection: self.projection.clone() }
    }

    /// Those of these records that match.
    pub(super) fn among(&self, ids: &[Id<M>]) -> Self {
        let mut search = self.search.clone();
        search.filter = search.filter.and(Domain::leaf(vec![id_of::<M>()], "in", ids.iter().map(|id| Value::from(*id)).collect()));
        (search.order, search.limit, search.offset) = (vec![Order::by(id_of::<M>(), "asc")], None, 0);
        Self { search, projection: self.projection.clone() }
    }
}

fn id_of<M: Model>() -> FieldUse {
    FieldUse::listed::<M>(("id", M::META.module))
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
    type IntoFuture = BoxFuture<Vec<P::Output>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.all())
    }
}

/// The projection to a struct.
pub struct FullRecord<R>(pub(super) PhantomData<fn() -> R>);

impl<R> Clone for FullRecord<R> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<R> fmt::Debug for FullRecord<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FullRecord")
    }
}

impl<R: Record> Projection<R::Model> for FullRecord<R> {
    type Output = R;

    fn fields(&self) -> FieldList {
        R::FIELDS.to_vec()
    }

    fn decode(&self, row: &mut Row) -> R {
        R::decode(row)
    }
}
