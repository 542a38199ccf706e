//! A search of a model by its name, at once or page by page.

use std::collections::VecDeque;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::named::answered;
use super::{Context, ModelError};
use crate::model::{AnyModel, Domain};
use crate::{Call, Client, Error, ErrorKind};

/// A search being put together; sent by [`Self::fetch`], [`Self::ids`], [`Self::count`] or page by page.
#[must_use = "nothing is searched before something is fetched"]
#[derive(Debug, Clone)]
pub struct NamedSearch {
    client: Client,
    model: String,
    domain: Value,
    fields: Vec<String>,
    order: Option<String>,
    limit: Option<usize>,
    offset: usize,
    context: Context,
}

impl NamedSearch {
    pub(super) fn new(client: Client, model: String, domain: Value) -> Self {
        Self { client, model, domain, fields: Vec::new(), order: None, limit: None, offset: 0, context: Context::new() }
    }

    /// Reads these fields too. Without any it is every field of the model.
    pub fn fields(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.fields.extend(names.into_iter().map(Into::into));
        self
    }

    /// Orders by these terms: `name desc, id`. Without an order it is the model's own.
    pub fn order(mut self, terms: impl Into<String>) -> Self {
        self.order = Some(terms.into());
        self
    }

    /// At most so many records; with 0 nothing is asked.
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

    /// The records, each as `T`: Odoo's `false` is `None` where an `Option` is expected.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn fetch<T: DeserializeOwned>(&self) -> Result<Vec<T>, ModelError> {
        match self.limit {
            Some(0) => Ok(Vec::new()),
            _ => answered(&self.client, self.paged(Call::search_read(&*self.model, self.domain.clone(), self.fields.clone()))).await,
        }
    }

    /// The ids alone.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn ids(&self) -> Result<Vec<i64>, ModelError> {
        match self.limit {
            Some(0) => Ok(Vec::new()),
            _ => answered(&self.client, self.paged(Call::search(&*self.model, self.domain.clone()))).await,
        }
    }

    /// How many records match, whatever limit and offset.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn count(&self) -> Result<u64, ModelError> {
        answered(&self.client, self.in_context(Call::search_count(&*self.model, self.domain.clone()))).await
    }

    /// The records page by page, each once, whatever others write meanwhile: by id, or in another order by the ids, which one
    /// call more reads first.
    pub fn pages<T: DeserializeOwned>(self, size: usize) -> NamedPages<T> {
        let next = match self.order {
            None => Next::After { last: None, left: self.limit },
            Some(_) => Next::Unlisted,
        };
        NamedPages { search: self, size: size.max(1), next, rows: PhantomData }
    }

    fn paged(&self, mut call: Call) -> Call {
        if let Some(order) = &self.order {
            call = call.named("order", order.clone());
        }
        if self.offset > 0 {
            call = call.named("offset", self.offset);
        }
        if let Some(limit) = self.limit {
            call = call.named("limit", limit);
        }
        self.in_context(call)
    }

    fn in_context(&self, call: Call) -> Call {
        Call { context: self.context.clone().into_map(), ..call }
    }

    /// The records that match this too, by id.
    fn narrowed(&self, condition: Value) -> Self {
        let own = self.domain.as_array().cloned().unwrap_or_default();
        let both = Domain::<AnyModel>::raw(own).and(Domain::raw(vec![condition]));
        Self { domain: both.into_value(), order: Some("id".to_owned()), limit: None, offset: 0, ..self.clone() }
    }
}

/// Records of a model by name, page by page.
#[derive(Debug)]
pub struct NamedPages<T> {
    search: NamedSearch,
    size: usize,
    next: Next,
    rows: PhantomData<fn() -> T>,
}

/// Where the next page begins.
#[derive(Debug)]
enum Next {
    /// After this id; so many records are left of the search's limit.
    After {
        last: Option<i64>,
        left: Option<usize>,
    },
    /// In another order: the ids are asked for first.
    Unlisted,
    /// The ids that are still to be read.
    FieldList(VecDeque<i64>),
    Over,
}

impl<T: DeserializeOwned> NamedPages<T> {
    /// The next page, which may hold fewer records than its size where some are gone; `None` after the last.
    ///
    /// # Errors
    /// [`ModelError`]; then it is over.
    pub async fn next_page(&mut self) -> Result<Option<Vec<T>>, ModelError> {
        let rows = self.next_rows().await.inspect_err(|_| self.next = Next::Over)?;
        let Some(rows) = rows else { return Ok(None) };
        let read = crate::call::answer(Value::Array(rows));
        read.map(Some).map_err(|source| ModelError::Answer { model: self.search.model.clone(), method: "search_read".to_owned(), source })
    }

    async fn next_rows(&mut self) -> Result<Option<Vec<Value>>, ModelError> {
        if matches!(self.next, Next::Unlisted) {
            self.next = Next::FieldList(self.search.ids().await?.into());
        }
        loop {
            let rows = match &mut self.next {
                Next::Over | Next::Unlisted => return Ok(None),
                Next::After { last, left } => {
                    let asked = left.map_or(self.size, |left| left.min(self.size));
                    let rows = after(&self.search, *last, asked).await?;
                    let end = rows.last().map(id_of).transpose()?;
                    (*last, *left) = (end, left.map(|left| left.saturating_sub(rows.len())));
                    if rows.len() < asked || asked == 0 {
                        self.next = Next::Over;
                    }
                    rows
                }
                Next::FieldList(ids) => {
                    let chunk: Vec<i64> = ids.drain(..self.size.min(ids.len())).collect();
                    if chunk.is_empty() {
                        return Ok(None);
                    }
                    among(&self.search, &chunk).await?
                }
            };
            if !rows.is_empty() {
                return Ok(Some(rows));
            }
        }
    }
}

async fn after(search: &NamedSearch, last: Option<i64>, limit: usize) -> Result<Vec<Value>, ModelError> {
    let page = match last {
        Some(last) => search.narrowed(json!(["id", ">", last])),
        None => NamedSearch { order: Some("id".to_owned()), ..search.clone() },
    };
    page.limit(limit).fetch().await
}

/// Those of these records that match, in this order.
async fn among(search: &NamedSearch, ids: &[i64]) -> Result<Vec<Value>, ModelError> {
    let mut rows = Vec::with_capacity(ids.len());
    for row in search.narrowed(json!(["id", "in", ids])).fetch::<Value>().await? {
        rows.push((ids.iter().position(|id| row.get("id").and_then(Value::as_i64) == Some(*id)), row));
    }
    rows.sort_by_key(|(place, _)| *place);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn id_of(row: &Value) -> Result<i64, ModelError> {
    let without = || Error::new(ErrorKind::Protocol, "expected the id of a record in Odoo's answer");
    Ok(row.get("id").and_then(Value::as_i64).ok_or_else(without)?)
}
