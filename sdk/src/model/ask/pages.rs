//! Many records as a stream, a page a call.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;

use super::{Answer, ModelError, Select};
use crate::model::{Model, Projection};

/// A stream of records. The next page is asked for when the last record of the one before was taken; after an error it ends.
pub struct Pages<M: Model, P: Projection<M>> {
    select: Select<M, P>,
    size: usize,
    offset: usize,
    left: Option<usize>,
    waiting: Option<Answer<Vec<P::Output>>>,
    ready: VecDeque<P::Output>,
    over: bool,
}

impl<M: Model, P: Projection<M>> Pages<M, P> {
    pub(super) fn new(select: Select<M, P>, size: usize) -> Self {
        let (left, offset) = select.bounds();
        Self { select, size: size.max(1), offset, left, waiting: None, ready: VecDeque::new(), over: false }
    }

    /// How many records the next page may have.
    fn next_size(&self) -> usize {
        self.left.map_or(self.size, |left| left.min(self.size))
    }

    /// Takes in a page; one that is not full is the last.
    fn take_in(&mut self, page: Vec<P::Output>) {
        self.over = page.len() < self.next_size();
        self.offset += page.len();
        self.left = self.left.map(|left| left.saturating_sub(page.len()));
        self.ready.extend(page);
    }
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
            let size = self.next_size();
            if self.over || size == 0 {
                return Poll::Ready(None);
            }
            if self.waiting.is_none() {
                let page = self.select.page(self.offset, size);
                self.waiting = Some(Box::pin(page.all()));
            }
            let Some(waiting) = self.waiting.as_mut() else { return Poll::Ready(None) };
            let page = ready!(waiting.as_mut().poll(context));
            self.waiting = None;
            match page {
                Ok(page) => self.take_in(page),
                Err(error) => {
                    self.over = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<M: Model, P: Projection<M>> fmt::Debug for Pages<M, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("offset", &self.offset).field("size", &self.size).finish_non_exhaustive()
    }
}
