//! A model by its name, where no type is known: Odoo's own words, with rows as the caller's own types.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{MethodCall, ModelError, NamedSearch};
use crate::{Call, Client, Error, ErrorKind};

/// So many records are read with one call.
const CHUNK: usize = 500;

/// A model by name: `client.model("delivery.route.custom")`.
#[derive(Debug, Clone)]
pub struct NamedModel {
    client: Client,
    name: String,
}

impl NamedModel {
    pub(super) fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// Searches records that match a domain in Odoo's form: `json!([["state", "=", "done"]])`.
    pub fn search(&self, domain: impl Into<Value>) -> NamedSearch {
        NamedSearch::new(self.client.clone(), self.name.clone(), domain.into())
    }

    /// Reads these fields of records, in the order of the ids; ids that do not exist are left out. No fields means every field.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn read<T: DeserializeOwned>(&self, ids: &[i64], fields: impl IntoIterator<Item = &str>) -> Result<Vec<T>, ModelError> {
        let (fields, mut rows) = (fields.into_iter().collect::<Vec<_>>(), Vec::with_capacity(ids.len()));
        for chunk in ids.chunks(CHUNK) {
            let call = Call::read_records(&self.name, chunk.iter().copied(), fields.iter().copied());
            rows.extend(answered::<Vec<T>>(&self.client, call).await?);
        }
        Ok(rows)
    }

    /// Creates a record with these values: a mapping, or a struct that serialises to one. None empties a field.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn create(&self, values: impl Serialize) -> Result<i64, ModelError> {
        let [id] = answered(&self.client, Call::create(&self.name, [self.mapping(values)?])).await?;
        Ok(id)
    }

    /// Creates records with one call, in one transaction.
    ///
    /// # Errors
    /// [`ModelError`]; then none was created, or the answer was lost.
    pub async fn create_many(&self, records: impl IntoIterator<Item = impl Serialize>) -> Result<Vec<i64>, ModelError> {
        let records = records.into_iter().map(|values| self.mapping(values)).collect::<Result<Vec<_>, _>>()?;
        if records.is_empty() { Ok(Vec::new()) } else { answered(&self.client, Call::create(&self.name, records)).await }
    }

    /// Writes these values on records: a mapping, or a struct that serialises to one. None empties a field.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn write(&self, ids: &[i64], values: impl Serialize) -> Result<(), ModelError> {
        answered(&self.client, Call::write(&self.name, ids.iter().copied(), self.mapping(values)?)).await
    }

    /// Deletes records.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn delete(&self, ids: &[i64]) -> Result<(), ModelError> {
        answered(&self.client, Call::unlink(&self.name, ids.iter().copied())).await
    }

    /// Calls a public method, and reads what it returns as `T`.
    pub fn call<T>(&self, method: impl Into<String>) -> MethodCall<T> {
        self.client.call(self.name.clone(), method)
    }

    /// The fields, each with these attributes, such as `type` and `string`; none means all of them.
    ///
    /// # Errors
    /// [`ModelError`]
    pub async fn fields(&self, attributes: impl IntoIterator<Item = &str>) -> Result<Map<String, Value>, ModelError> {
        answered(&self.client, Call::fields_get(&self.name, attributes)).await
    }

    fn mapping(&self, values: impl Serialize) -> Result<Map<String, Value>, ModelError> {
        let unfit = || Error::new(ErrorKind::Validation, format!("the values for `{}` are not a mapping of fields", self.name)).never_ran();
        match serde_json::to_value(values).map_err(|error| unfit().caused_by(error))? {
            Value::Object(mut values) => {
                values.values_mut().filter(|value| value.is_null()).for_each(|value| *value = Value::Bool(false));
                Ok(values)
            }
            _ => Err(unfit().into()),
        }
    }
}

/// Sends a call and reads its answer.
pub(super) async fn answered<T: DeserializeOwned>(client: &Client, call: Call) -> Result<T, ModelError> {
    let (model, method) = (call.model.clone(), call.method.clone());
    let value = client.send(call).await?;
    crate::call::answer(value).map_err(|source| ModelError::Answer { model, method, source })
}
