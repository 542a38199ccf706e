//! A create or a write that answers with the records as they are now, in one request where Odoo can.

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::{Value, json};

use super::now;
use crate::error_code::ErrorCode;
use crate::tools::Odoo;
use crate::tools::failure::Failure;
use crate::tools::shape::{self, Shaper};

/// What was written.
#[derive(Debug)]
pub(crate) struct Saved {
    /// The ids of the records.
    pub(crate) ids: Vec<i64>,
    /// The first of the records as they are now; empty where the user may write but not read them.
    pub(crate) records: Vec<Value>,
}

impl Odoo {
    /// Creates one record, or writes to some, and reads `fields` of them. Where the user may not read what was written, or many are
    /// written, the write goes alone: Odoo rolled the refused request back.
    pub(crate) async fn save(&self, write: Call, schema: &ModelSchema, fields: &[String]) -> Result<Saved, Failure> {
        let known = write.ids.clone().unwrap_or_default();
        let reading = Call::new(&schema.model, "read").ids(known.iter().copied()).named("fields", json!(fields));
        let reading = reading.context(shape::reading_context()).read();
        if known.len() <= now::MOST_SHOWN {
            let is_link = |name: &str| schema.fields.get(name).is_some_and(|field| field.field_type == FieldType::Many2one);
            match self.send_with_reading(write.clone(), reading, &is_link).await {
                Err(failure) if failure.code() == ErrorCode::AccessDenied => {}
                answer => return read_back(schema, known, answer?).numbered(),
            }
        }
        let ids = ids_of(&self.send(write).await?, known);
        let records = now::read(self, &schema.model, &ids, fields).await;
        Saved { ids, records }.numbered()
    }
}

impl Saved {
    /// Itself, if Odoo said which records they are.
    fn numbered(self) -> Result<Self, Failure> {
        if self.ids.is_empty() { Err(Failure::unsure("Odoo did not answer with the id of the record")) } else { Ok(self) }
    }
}

/// What `web_save` answered, or a plain write where the policy did not permit the reading.
fn read_back(schema: &ModelSchema, known: Vec<i64>, answer: Value) -> Saved {
    let is_read = |answer: &Value| answer.as_array().is_some_and(|rows| rows.iter().all(Value::is_object));
    if !is_read(&answer) {
        return Saved { ids: ids_of(&answer, known), records: Vec::new() };
    }
    let records = Shaper::new(schema, shape::SHORT_TEXT).records(answer);
    let ids = records.iter().filter_map(|record| record.get("id").and_then(Value::as_i64)).collect();
    Saved { ids, records }
}

/// The ids that `create` answered, as a list on every API or one id; or those that were written.
pub(crate) fn ids_of(answer: &Value, known: Vec<i64>) -> Vec<i64> {
    match answer {
        Value::Array(ids) if known.is_empty() => ids.iter().filter_map(Value::as_i64).collect(),
        Value::Number(id) if known.is_empty() => id.as_i64().into_iter().collect(),
        _ => known,
    }
}
