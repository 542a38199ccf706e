//! Values to write on a record, typed by the tokens of its model.

use std::fmt;
use std::marker::PhantomData;

use serde_json::{Map, Value, json};

use super::assign::Assign;
use super::can::Writable;
use super::field::Field;
use super::operand::{Relation, Scalar, ToMany};
use super::{FieldUse, Id, Model};

/// Values for a record of `M`, new or existing. Each call adds to what is there; the last value of a field counts.
#[must_use = "a draft is written by the builder it is given to"]
pub struct Draft<M> {
    values: Map<String, Value>,
    uses: Vec<FieldUse>,
    unwritable: Option<&'static str>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Draft<M> {
    /// No values yet.
    pub fn new() -> Self {
        Self { values: Map::new(), uses: Vec::new(), unwritable: None, model: PhantomData }
    }

    /// Sets a field; `None` empties one that may be empty.
    pub fn set<T: Scalar, C: Writable>(mut self, field: Field<M, T, C>, value: impl Assign<T>) -> Self {
        let value = value.assigned();
        if value.is_null() {
            self.unwritable = Some(field.name());
        }
        self.put(field, value)
    }

    /// Empties a field that may be empty.
    pub fn unset<T: Scalar, C: Writable>(self, field: Field<M, Option<T>, C>) -> Self {
        self.put(field, Value::Bool(false))
    }

    /// Sets a field of any name to any JSON, unchecked: for what no token knows.
    pub fn set_raw(mut self, field: impl Into<String>, value: Value) -> Self {
        self.values.insert(field.into(), value);
        self
    }

    /// Creates a record in a field of many.
    pub fn push<T, C: Writable>(self, field: Field<M, T, C>, fill: impl FnOnce(Draft<T::To>) -> Draft<T::To>) -> Self
    where
        T: ToMany,
    {
        let line = fill(Draft::new());
        self.nested(field, line, |values| json!([0, 0, values]))
    }

    /// Writes on a record of a field of many.
    pub fn update<T, C: Writable>(self, field: Field<M, T, C>, id: Id<T::To>, fill: impl FnOnce(Draft<T::To>) -> Draft<T::To>) -> Self
    where
        T: ToMany,
    {
        let line = fill(Draft::new());
        self.nested(field, line, |values| json!([1, id.get(), values]))
    }

    /// Deletes a record of a field of many.
    pub fn delete<T: ToMany, C: Writable>(self, field: Field<M, T, C>, id: Id<T::To>) -> Self {
        self.command(field, json!([2, id.get(), 0]))
    }

    /// Takes a record out of a field of many without deleting it (a one2many whose inverse is required refuses that).
    pub fn remove<T: ToMany, C: Writable>(self, field: Field<M, T, C>, id: Id<T::To>) -> Self {
        self.command(field, json!([3, id.get(), 0]))
    }

    /// Adds an existing record to a field of many.
    pub fn link<T: ToMany, C: Writable>(self, field: Field<M, T, C>, id: Id<T::To>) -> Self {
        self.command(field, json!([4, id.get(), 0]))
    }

    /// Takes every record out of a field of many.
    pub fn clear<T: ToMany, C: Writable>(self, field: Field<M, T, C>) -> Self {
        self.command(field, json!([5, 0, 0]))
    }

    /// Makes a field of many hold exactly these records.
    pub fn replace<T: ToMany, C: Writable>(self, field: Field<M, T, C>, ids: impl IntoIterator<Item = Id<T::To>>) -> Self {
        let ids: Vec<i64> = ids.into_iter().map(Id::get).collect();
        self.command(field, json!([6, 0, ids]))
    }

    /// The values as Odoo takes them.
    #[must_use]
    pub fn into_values(self) -> Map<String, Value> {
        self.values
    }

    /// The fields that were set by token, in nested records too.
    #[must_use]
    pub fn uses(&self) -> &[FieldUse] {
        &self.uses
    }

    /// A field that was given a float that is not a number, which JSON cannot carry.
    #[must_use]
    pub fn unwritable(&self) -> Option<&'static str> {
        self.unwritable
    }

    fn put<T, C>(mut self, field: Field<M, T, C>, value: Value) -> Self {
        self.uses.push(FieldUse::of(field));
        self.values.insert(field.name().to_owned(), value);
        self
    }

    fn command<T, C>(mut self, field: Field<M, T, C>, command: Value) -> Self {
        self.uses.push(FieldUse::of(field));
        let entry = self.values.entry(field.name()).or_insert_with(|| json!([]));
        match entry.as_array_mut() {
            Some(commands) => commands.push(command),
            None => *entry = json!([command]),
        }
        self
    }

    fn nested<T: Relation, C>(
        mut self,
        field: Field<M, T, C>,
        line: Draft<T::To>,
        command: impl FnOnce(Map<String, Value>) -> Value,
    ) -> Self {
        self.unwritable = self.unwritable.or(line.unwritable);
        self.uses.push(FieldUse::of(field).on_the_way_to::<T::To>());
        self.uses.extend(line.uses);
        self.command(field, command(line.values))
    }
}

impl<M: Model> Default for Draft<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> Clone for Draft<M> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), uses: self.uses.clone(), unwritable: self.unwritable, model: PhantomData }
    }
}

impl<M> fmt::Debug for Draft<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}
