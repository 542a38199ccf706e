//! `onchange`: answers the values it knows would change (related fields, computes known here). Onchange methods are business code and
//! are left out; what changed by them is not invented.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::{Env, ids_of};
use crate::error::{OdooError, Outcome};

impl Env<'_> {
    /// The values that change with `values`, of the fields in the specification.
    pub(crate) fn onchange(
        &self,
        schema: &ModelSchema,
        values: &Map<String, Value>,
        changed: &Value,
        specification: &Value,
    ) -> Outcome<Value> {
        let wanted = specification
            .as_object()
            .ok_or_else(|| OdooError::new(crate::error::Kind::AttributeError, "'str' object has no attribute 'get'"))?;
        let changed: Vec<&str> = match changed {
            Value::String(name) => vec![name],
            other => other.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
        };
        let mut answer = Map::new();
        for (name, inner) in wanted {
            let Some(field) = schema.fields.get(name) else { return Err(super::unknown_field(&schema.model, name)) };
            let follows = match changed.is_empty() {
                true => self.initial(schema, name, values),
                false => self.followed(schema, field, &changed, values),
            };
            if let Some(value) = follows {
                answer.insert(name.clone(), self.shown(field, value, inner));
            }
        }
        Ok(json!({ "value": answer }))
    }

    /// The first call of a new form: every field's default.
    fn initial(&self, schema: &ModelSchema, name: &str, values: &Map<String, Value>) -> Option<Value> {
        let defaults = self.default_get(schema, &json!([name])).ok()?;
        defaults.get(name).filter(|_| !values.contains_key(name)).cloned()
    }

    /// A related field whose first hop is among the changed ones.
    fn followed(&self, schema: &ModelSchema, field: &FieldSchema, changed: &[&str], values: &Map<String, Value>) -> Option<Value> {
        let (first, rest) = field.related.as_deref()?.split_once('.')?;
        let target = changed.contains(&first).then(|| self.co_schema(schema.fields.get(first)?).ok()).flatten()?;
        let id = ids_of(values.get(first)?).first().copied()?;
        (!rest.contains('.')).then(|| self.value(&target, id, rest))
    }

    fn shown(&self, field: &FieldSchema, value: Value, inner: &Value) -> Value {
        let (FieldType::Many2one, Some(id), Some(relation)) = (field.field_type, value.as_i64(), field.relation.as_deref()) else {
            return value;
        };
        match (inner.get("fields"), self.find_schema(relation)) {
            (Some(_), Some(target)) => json!({ "id": id, "display_name": self.display_name(&target, id) }),
            _ => value,
        }
    }
}
