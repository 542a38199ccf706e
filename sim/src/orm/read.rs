//! `read` and `search_read`: a field's value wherever it comes from (a column, a relation, a related path, a compute known here), and
//! the shape reading gives it.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::{Env, empty, ids_of, relations, unknown_field};
use crate::business;
use crate::error::{OdooError, Outcome};

/// How far a related path may lead through other related paths.
const DEEPEST: usize = 8;

impl Env<'_> {
    /// The value of a field: ids for relations, never names.
    pub(crate) fn value(&self, schema: &ModelSchema, id: i64, name: &str) -> Value {
        self.value_at(schema, id, name, 0)
    }

    fn value_at(&self, schema: &ModelSchema, id: i64, name: &str, depth: usize) -> Value {
        if name == "id" {
            return Value::from(id);
        }
        let Some(field) = schema.fields.get(name) else { return Value::Bool(false) };
        if name == "display_name" {
            return Value::from(self.display_name(schema, id));
        }
        if let Some(compute) = business::compute(&schema.model, name).filter(|_| !self.is_written(schema, id, name)) {
            return compute(self, id);
        }
        match field.field_type {
            FieldType::One2many if field.inverse.is_some() && field.related.is_none() => {
                let relation = field.relation.as_deref().unwrap_or_default();
                json!(self.only_active(relation, self.children(schema, field, id)))
            }
            FieldType::Many2many if relations::kept_by(&schema.model, name).is_some() => {
                relations::kept_by(&schema.model, name).map_or(Value::Null, |keeper| json!(self.read_back(keeper, id)))
            }
            _ => self.column_or_related(schema, field, id, name, depth),
        }
    }

    /// The value as the database holds it: a number that was never set is `NULL`, not zero.
    pub(super) fn column(&self, schema: &ModelSchema, id: i64, name: &str) -> Value {
        let is_number =
            |field: &&FieldSchema| matches!(field.field_type, FieldType::Float | FieldType::Monetary) && field.related.is_none();
        let plain = schema.fields.get(name).filter(is_number).is_some() && business::compute(&schema.model, name).is_none();
        match self.db.row(&schema.model, id).filter(|row| plain && !row.contains_key(name)) {
            Some(_) => Value::Null,
            None => self.value(schema, id, name),
        }
    }

    fn column_or_related(&self, schema: &ModelSchema, field: &FieldSchema, id: i64, name: &str, depth: usize) -> Value {
        if depth < DEEPEST
            && let Some((first, rest)) = field.related.as_deref().and_then(|path| path.split_once('.'))
            && let Some(link) = schema.fields.get(first)
            && let Some(target) = link.relation.as_deref().and_then(|model| self.find_schema(model))
        {
            let hop = ids_of(&self.value_at(schema, id, first, depth + 1));
            return hop.first().map_or_else(|| empty(field.field_type), |id| self.follow(&target, *id, rest, field, depth + 1));
        }
        let row = self.db.row(&schema.model, id);
        let stored = row.and_then(|row| self.translation(row, name, field).or_else(|| row.get(name))).cloned();
        let stored = stored.unwrap_or_else(|| empty(field.field_type));
        if field.field_type == FieldType::Properties {
            return self.properties(schema, field, id, &stored);
        }
        if field.field_type == FieldType::Many2many && field.relation.is_some() {
            return json!(self.only_active(field.relation.as_deref().unwrap_or_default(), ids_of(&stored)));
        }
        stored
    }

    /// The end of a related path, from its second hop on.
    fn follow(&self, schema: &ModelSchema, id: i64, path: &str, field: &FieldSchema, depth: usize) -> Value {
        let Some((first, rest)) = path.split_once('.') else { return self.value_at(schema, id, path, depth) };
        let target = schema.fields.get(first).and_then(|link| link.relation.as_deref()).and_then(|model| self.find_schema(model));
        let hop = ids_of(&self.value_at(schema, id, first, depth + 1));
        match (target, hop.first()) {
            (Some(target), Some(id)) => self.follow(&target, *id, rest, field, depth),
            _ => empty(field.field_type),
        }
    }

    /// A field's value as `read` answers it: `[id, name]` for a many2one unless `load` is empty.
    pub(crate) fn read_value(&self, schema: &ModelSchema, id: i64, name: &str, classic: bool) -> Value {
        let value = self.value(schema, id, name);
        let Some(field) = schema.fields.get(name) else { return value };
        if field.field_type.is_x2many() {
            return json!(self.in_own_order(field, ids_of(&value)));
        }
        if field.field_type == FieldType::Many2one && classic {
            return self.pair(field.relation.as_deref().unwrap_or_default(), &value);
        }
        if field.field_type == FieldType::Binary { self.read_binary(value) } else { value }
    }

    /// A binary as it is read: where the context asks for it, its size for people.
    fn read_binary(&self, value: Value) -> Value {
        if let Some(read) = self.db.schemas.pose.as_ref().and_then(|pose| pose.read_binary(&value)) {
            return read;
        }
        match value.as_str().filter(|_| self.context.get("bin_size").is_some_and(crate::python::is_true)) {
            Some(content) => Value::from(human_size(content.len() / 4 * 3)),
            None => value,
        }
    }

    /// Linked records in the co-model's own order.
    fn in_own_order(&self, field: &FieldSchema, mut ids: Vec<i64>) -> Vec<i64> {
        if let Some(target) = field.relation.as_deref().filter(|_| ids.len() > 1).and_then(|model| self.find_schema(model)) {
            self.sort(&target, &mut ids, &self.own_order(&target));
        }
        ids
    }

    /// A many2one's id as `[id, name]`, `false` where there is none.
    pub(crate) fn pair(&self, relation: &str, value: &Value) -> Value {
        match (value.as_i64(), self.find_schema(relation)) {
            (Some(id), Some(target)) if self.db.exists(relation, id) => json!([id, self.display_name(&target, id)]),
            _ => Value::Bool(false),
        }
    }

    /// `read`: records that do not exist are left out.
    pub(crate) fn read(&self, schema: &ModelSchema, ids: &[i64], fields: &Value, classic: bool) -> Outcome<Value> {
        self.check_access(schema, super::access::Operation::Read)?;
        let names = self.fields_to_read(schema, fields)?;
        let known: Vec<i64> = ids.iter().copied().filter(|id| self.db.exists(&schema.model, *id)).collect();
        self.check_records(schema, &known, super::access::Operation::Read)?;
        Ok(Value::Array(known.into_iter().map(|id| self.read_one(schema, id, &names, classic)).collect()))
    }

    fn read_one(&self, schema: &ModelSchema, id: i64, names: &[String], classic: bool) -> Value {
        let mut record = Map::new();
        record.insert("id".to_owned(), Value::from(id));
        for name in names {
            record.insert(name.clone(), self.read_value(schema, id, name, classic));
        }
        Value::Object(record)
    }

    /// The names asked for, or all that the user may see.
    fn fields_to_read(&self, schema: &ModelSchema, fields: &Value) -> Outcome<Vec<String>> {
        let asked: Vec<&str> = fields.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if asked.is_empty() {
            return Ok(schema.fields.iter().filter(|(_, field)| self.sees(field)).map(|(name, _)| name.clone()).collect());
        }
        for name in &asked {
            let field = schema.fields.get(*name).ok_or_else(|| self.unknown_when_reading(&schema.model, name))?;
            if !self.sees(field) {
                return Err(self.hidden_field(schema, name));
            }
        }
        Ok(asked.into_iter().map(str::to_owned).collect())
    }

    fn unknown_when_reading(&self, model: &str, field: &str) -> OdooError {
        match self.series() {
            odoo_sdk::Series::V17 | odoo_sdk::Series::V18 => unknown_field(model, field),
            odoo_sdk::Series::V19 => OdooError::value(format!("Invalid field '{field}' on '{model}'")),
        }
    }
}

/// A number of bytes as Odoo shows it to people.
fn human_size(bytes: usize) -> String {
    let (mut size, mut units) = (bytes as f64, ["bytes", "Kb", "Mb", "Gb"].into_iter());
    let mut unit = units.next().unwrap_or_default();
    while let Some(larger) = units.next().filter(|_| size >= 1024.0) {
        (size, unit) = (size / 1024.0, larger);
    }
    format!("{size:.2} {unit}")
}
