//! One record of an answer while it is decoded.

use serde_json::{Map, Value};

use super::Model;
use super::decode::{DecodeError, FieldValue, kind};
use super::field::Field;

/// A record's values by field name. Fields are taken out one by one; the first of an unexpected kind is the error, or else the
/// first that is missing.
///
/// Taking never fails on the spot: that keeps written-out decoders small, which is most of what they cost to compile.
#[derive(Debug)]
pub struct Row {
    model: &'static str,
    values: Map<String, Value>,
    error: Option<DecodeError>,
}

impl Row {
    /// A record of `M`.
    #[must_use]
    pub fn of<M: Model>(values: Map<String, Value>) -> Self {
        Self { model: M::META.name, values, error: None }
    }

    /// The values of one record of an answer.
    ///
    /// # Errors
    /// [`DecodeError::Answer`] where it is not a mapping.
    pub fn from_value<M: Model>(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::Object(values) => Ok(Self::of::<M>(values)),
            other => Err(DecodeError::Answer { model: M::META.name, expected: "a record", found: kind(&other) }),
        }
    }

    /// Takes the value of the field `name`. After an error the value is a stand-in, and [`Self::finish`] reports the error.
    pub fn take<T: FieldValue>(&mut self, name: &'static str) -> T {
        let Some(value) = self.values.remove(name) else {
            self.fail(DecodeError::Missing { model: self.model, field: name });
            return T::absent();
        };
        let found = kind(&value);
        T::read(value).unwrap_or_else(|| {
            self.fail(DecodeError::Unexpected { model: self.model, field: name.to_owned(), expected: T::EXPECTED, found });
            T::absent()
        })
    }

    /// Takes the value of a field by its token.
    pub fn field<M, T: FieldValue, C>(&mut self, field: Field<M, T, C>) -> T {
        self.take(field.name())
    }

    /// The record, if every value could be read.
    ///
    /// # Errors
    /// The first that could not.
    pub fn finish<T>(self, record: T) -> Result<T, DecodeError> {
        self.error.map_or(Ok(record), Err)
    }

    pub(super) fn values(&mut self) -> &mut Map<String, Value> {
        &mut self.values
    }

    pub(super) fn fail(&mut self, error: DecodeError) {
        let overrules = match (&self.error, &error) {
            (None, _) => true,
            (Some(DecodeError::Missing { .. }), DecodeError::Unexpected { .. }) => true,
            (Some(_), _) => false,
        };
        if overrules {
            self.error = Some(error);
        }
    }

    pub(super) fn model(&self) -> &'static str {
        self.model
    }
}
