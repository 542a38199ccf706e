//! The rows: one table a model, ids counted up, and a journal that takes back what a failed call did.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::Value;

use crate::clock::Clock;
use crate::schemas::Schemas;

/// One record: stored values by field name, many2one as id or `false`, many2many as a list of ids.
pub(crate) type Row = BTreeMap<String, Value>;

/// The records of one model.
#[derive(Debug, Default)]
struct Table {
    rows: BTreeMap<i64, Arc<Row>>,
    last_id: i64,
}

/// A row as it was before the running call touched it.
#[derive(Debug)]
struct Before {
    model: String,
    id: i64,
    row: Option<Arc<Row>>,
}

/// The whole database.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) schemas: Arc<Schemas>,
    pub(crate) clock: Clock,
    pub(crate) name: &'static str,
    /// Some computed value was written over.
    pub(crate) has_written: bool,
    tables: HashMap<String, Table>,
    journal: Vec<Before>,
}

impl Database {
    pub(crate) fn new(schemas: Arc<Schemas>, clock: Clock, name: &'static str) -> Self {
        Self { schemas, clock, name, has_written: false, tables: HashMap::new(), journal: Vec::new() }
    }

    /// A stored record.
    pub(crate) fn row(&self, model: &str, id: i64) -> Option<&Arc<Row>> {
        self.tables.get(model)?.rows.get(&id)
    }

    pub(crate) fn exists(&self, model: &str, id: i64) -> bool {
        self.row(model, id).is_some()
    }

    /// Every record of a model, by id.
    pub(crate) fn rows(&self, model: &str) -> impl Iterator<Item = (i64, &Arc<Row>)> {
        self.tables.get(model).into_iter().flat_map(|table| table.rows.iter().map(|(id, row)| (*id, row)))
    }

    pub(crate) fn is_empty(&self, model: &str) -> bool {
        self.tables.get(model).is_none_or(|table| table.rows.is_empty())
    }

    /// The models that have records.
    pub(crate) fn filled_models(&self) -> Vec<String> {
        self.tables.iter().filter(|(_, table)| !table.rows.is_empty()).map(|(model, _)| model.clone()).collect()
    }

    /// Adds a record under the next id.
    pub(crate) fn insert(&mut self, model: &str, row: Row) -> i64 {
        let id = self.tables.get(model).map_or(0, |table| table.last_id) + 1;
        self.put(model, id, Some(Arc::new(row)));
        id
    }

    /// Adds or replaces a record under a known id.
    pub(crate) fn insert_at(&mut self, model: &str, id: i64, row: Row) {
        self.put(model, id, Some(Arc::new(row)));
    }

    /// Sets values of a record; nothing where it does not exist.
    pub(crate) fn update(&mut self, model: &str, id: i64, values: impl IntoIterator<Item = (String, Value)>) {
        let Some(row) = self.row(model, id) else { return };
        let mut row = Row::clone(row);
        row.extend(values);
        self.put(model, id, Some(Arc::new(row)));
    }

    pub(crate) fn remove(&mut self, model: &str, id: i64) {
        self.put(model, id, None);
    }

    /// Forgets how to take back what was done so far.
    pub(crate) fn commit(&mut self) {
        self.journal.clear();
    }

    /// Takes back everything since the last commit. Ids that were given out stay used, as in a real database.
    pub(crate) fn rollback(&mut self) {
        while let Some(before) = self.journal.pop() {
            let rows = &mut self.tables.entry(before.model).or_default().rows;
            match before.row {
                Some(row) => rows.insert(before.id, row),
                None => rows.remove(&before.id),
            };
        }
    }

    fn put(&mut self, model: &str, id: i64, row: Option<Arc<Row>>) {
        let table = self.tables.entry(model.to_owned()).or_default();
        table.last_id = table.last_id.max(id);
        let before = match row {
            Some(row) => table.rows.insert(id, row),
            None => table.rows.remove(&id),
        };
        self.journal.push(Before { model: model.to_owned(), id, row: before });
    }
}
