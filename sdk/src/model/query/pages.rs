//! Many records as a stream, a page a call, by key: writes of others between the pages neither hide a record nor show one twice.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;

use super::{BoxFuture, ModelError, Select};
use crate::model::{Id, Model, Projection};

/// Records page by page; a stream of them, or whole pages with [`Self::next_page`].
///
/// The next page is asked for when the last record of the one before was taken; after an error it ends.
pub struct Pages<M: Model, P: Projection<M>> {
    select: Select<M, P>,
    size: usize,
    next: Next<M>,
    waiting: Option<BoxFuture<Step<M, P::Output>>>,
    ready: VecDeque<P::Output>,
}

/// Where the next page begins.
enum Next<M> {
    /// After this id, in the order of the ids; so many records are left of the search's limit.
    After { last: Option<Id<M>>, left: Option<usize> },
    /// In another order: the ids are asked for first.
    Unlisted,
    /// The ids that are still to be read, in the order that the search had.
    FieldList(VecDeque<Id<M>>),
    /// Nowhere.
    Over,
}

/// What a call of the stream gives.
enum Step<M, T> {
    Ids(Vec<Id<M>>),
    Page { asked: usize, rows: Vec<(Id<M>, T)> },
}

impl<M: Model, P> Pages<M, P>
where
    P: Projection<M> + Clone + Send + Sync + 'static,
    P::Output: Send + 'static,
{
    pub(super) fn new(select: Select<M, P>, size: usize) -> Self {
        let next = match select.by_id() {
            true => Next::After { last: None, left: select.limit() },
            false => Next::Unlisted,
        };
        Self { select, size: size.max(1), next, waiting: None, ready: VecDeque::new() }
    }

    /// The next page, which may hold fewer records than its size where some are gone; `None` after the last.
    ///
    /// # Errors
    /// [`ModelError`]; then it is over.
    pub async fn next_page(&mut self) -> Result<Option<Vec<P::Output>>, ModelError> {
        if !self.ready.is_empty() {
            return Ok(Some(self.ready.drain(..).collect()));
        }
        std::future::poll_fn(|context| self.poll_page(context)).await
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Vec<P::Output>>, ModelError>> {
        loop {
            if self.waiting.is_none() {
                self.waiting = self.ask();
            }
            let Some(waiting) = self.waiting.as_mut() else { return Poll::Ready(Ok(None)) };
            let step = ready!(waiting.as_mut().poll(context));
            self.waiting = None;
            match step {
                Ok(Step::Ids(ids)) => self.next = Next::FieldList(ids.into()),
                Ok(Step::Page { asked, rows }) => {
                    self.advance(asked, &rows);
                    if !rows.is_empty() {
                        return Poll::Ready(Ok(Some(rows.into_iter().map(|(_, record)| record).collect())));
                    }
                }
                Err(error) => {
                    self.next = Next::Over;
                    return Poll::Ready(Err(error));
                }
            }
        }
    }

    /// The next call, if there is one.
    fn ask(&mut self) -> Option<BoxFuture<Step<M, P::Output>>> {
        match &mut self.next {
            Next::Over => None,
            Next::Unlisted => {
                let ids = self.select.listed();
                Some(Box::pin(async move { ids.ids().await.map(Step::Ids) }))
            }
            Next::After { last, left } => {
                let asked = left.map_or(self.size, |left| left.min(self.size));
                let page = self.select.after(*last, asked);
                (asked > 0).then(|| -> BoxFuture<_> { Box::pin(async move { Ok(Step::Page { asked, rows: page.rows().await? }) }) })
            }
            Next::FieldList(ids) => {
                let chunk: Vec<Id<M>> = ids.drain(..self.size.min(ids.len())).collect();
                let page = self.select.among(&chunk);
                (!chunk.is_empty()).then(|| -> BoxFuture<_> {
                    Box::pin(async move { Ok(Step::Page { asked: chunk.len(), rows: in_order(page.rows().await?, &chunk) }) })
                })
            }
        }
    }

    /// Goes on behind a page; by id, one that is not full is the last.
    fn advance(&mut self, asked: usize, rows: &[(Id<M>, P::Output)]) {
        let Next::After { last, left } = &mut self.next else { return };
        *last = rows.last().map(|(id, _)| *id);
        *left = left.map(|left| left.saturating_sub(rows.len()));
        if rows.len() < asked {
            self.next = Next::Over;
        }
    }
}

/// The rows in the order of `ids`.
fn in_order<M, T>(mut rows: Vec<(Id<M>, T)>, ids: &[Id<M>]) -> Vec<(Id<M>, T)> {
    let places: HashMap<i64, usize> = ids.iter().enumerate().map(|(place, id)| (id.get(), place)).collect();
    rows.sort_by_key(|(id, _)| places.get(&id.get()).copied());
    rows
}

/// Nothing in it is pinned: the future of a page is boxed.
impl<M: Model, P: Projection<M>> Unpin for Pages<M, P> {}

impl<M: Model, P> Stream for Pages<M, P>
where
    P: Projection<M> + Clone + Send + Sync + 'static,
    P::Output: Send + 'static,
{
    type Item = Result<P::Output, ModelError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(record) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(record)));
            }
            match ready!(self.poll_page(context)) {
                Ok(Some(page)) => self.ready.extend(page),
                Ok(None) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

impl<M: Model, P: Projection<M>> fmt::Debug for Pages<M, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("size", &self.size).finish_non_exhaustive()
    }
}
