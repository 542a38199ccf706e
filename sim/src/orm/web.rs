//! What the web client calls: `web_read`, `web_search_read`, `web_save`, with a specification instead of a list of fields.

use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::{Env, Page, ids_of};
use crate::error::{OdooError, Outcome};

impl Env<'_> {
    /// `web_read`: the fields of a specification, linked records with fields of their own.
    pub(crate) fn web_read(&self, schema: &ModelSchema, ids: &[i64], specification: &Value) -> Outcome<Value> {
        let wanted = specification.as_object().ok_or_else(|| OdooError::value("specification must be a mapping"))?;
        let names: Vec<Value> = wanted.keys().map(|name| json!(name)).collect();
        let records = self.read(schema, ids, &Value::Array(names.clone()), false)?;
        if names.is_empty() {
            return Ok(ids.iter().map(|id| json!({ "id": id })).collect());
        }
        let mut records = records;
        for record in records.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            for (name, inner) in wanted {
                self.expand(schema, record, name, inner)?;
            }
        }
        Ok(records)
    }

    /// Replaces ids by records where the specification says which fields of them are wanted.
    fn expand(&self, schema: &ModelSchema, record: &mut Map<String, Value>, name: &str, inner: &Value) -> Outcome<()> {
        let (Some(field), Some(fields)) = (schema.fields.get(name), inner.get("fields")) else { return Ok(()) };
        if !field.field_type.is_relational() {
            return Ok(());
        }
        let ids = ids_of(record.get(name).unwrap_or(&Value::Null));
        let records = self.expanded(&*self.co_schema(field)?, ids, inner, fields)?;
        let shown = match field.field_type {
            FieldType::Many2one => records.as_array().and_then(|all| all.first()).cloned().unwrap_or(Value::Bool(false)),
            _ => records,
        };
        record.insert(name.to_owned(), shown);
        Ok(())
    }

    /// The records of a relation: in the order asked for, and past the limit only their ids.
    fn expanded(&self, target: &ModelSchema, mut ids: Vec<i64>, inner: &Value, fields: &Value) -> Outcome<Value> {
        if let Some(order) = inner.get("order").and_then(Value::as_str).filter(|order| !order.is_empty()) {
            let keys = self.order(target, order)?;
            self.sort(target, &mut ids, &keys);
        }
        let limit = inner.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok()).unwrap_or(ids.len());
        let rest = ids.split_off(limit.min(ids.len()));
        let mut records = self.web_read(target, &ids, fields)?;
        if let Some(records) = records.as_array_mut() {
            records.extend(rest.into_iter().map(|id| json!({ "id": id })));
        }
        Ok(records)
    }

    /// `web_search_read`: a page of records and how many there are.
    pub(crate) fn web_search_read(
        &self,
        schema: &ModelSchema,
        domain: &Value,
        specification: &Value,
        page: &Page<'_>,
        count_limit: Option<usize>,
    ) -> Outcome<Value> {
        let ids = self.search(schema, domain, page)?;
        let length = match page.limit {
            Some(limit) if ids.len() >= limit => self.search_count(schema, domain, count_limit)?,
            _ => ids.len() + page.offset,
        };
        Ok(json!({ "length": length, "records": self.web_read(schema, &ids, specification)? }))
    }

    /// `web_save`: creates or writes, then reads.
    pub(crate) fn web_save(
        &mut self,
        schema: &ModelSchema,
        ids: &[i64],
        values: &Map<String, Value>,
        specification: &Value,
    ) -> Outcome<Value> {
        let ids = match ids {
            [] => vec![self.create(schema, values)?],
            _ => {
                self.write(schema, ids, values)?;
                ids.to_vec()
            }
        };
        self.web_read(schema, &ids, specification)
    }
}
