//! When two answers are the same: equal, but for ids, which name the same record, and for moments of the run.

use serde_json::{Map, Value, json};

/// The ids of the same records in two databases.
pub(super) struct Same<'a> {
    pub(super) recorded: Map<String, Value>,
    pub(super) answered: &'a Map<String, Value>,
    /// The answer is nothing but ids of new records.
    pub(super) any_id: bool,
}

const MOMENTS: [&str; 2] = ["create_date", "write_date"];

impl Same<'_> {
    pub(super) fn fits(&self, recorded: &Value, answered: &Value) -> bool {
        match (recorded, answered) {
            (Value::Number(left), Value::Number(right)) => {
                self.any_id
                    || left.as_f64() == right.as_f64()
                    || is_near(left.as_f64(), right.as_f64())
                    || self.is_same_record(recorded, answered)
            }
            (Value::Array(left), Value::Array(right)) if left.len() == right.len() => match (left.as_slice(), right.as_slice()) {
                ([id, Value::String(name)], [other, Value::String(shown)])
                    if is_new(id, &self.recorded) || is_new(other, self.answered) =>
                {
                    name == shown
                }
                _ => left.iter().zip(right).all(|(left, right)| self.fits(left, right)),
            },
            (Value::Object(left), Value::Object(right)) => {
                left.len() == right.len() && left.iter().all(|(key, left)| self.fits_key(key, left, right.get(key)))
            }
            _ => recorded == answered,
        }
    }

    fn fits_key(&self, key: &str, recorded: &Value, answered: Option<&Value>) -> bool {
        match answered {
            Some(answered) if key == "id" => self.are_new(recorded, answered) || self.fits(recorded, answered),
            Some(answered) => MOMENTS.contains(&key) || self.fits(recorded, answered),
            None => false,
        }
    }

    /// Ids of records that the calls made. The answered one may happen to be that of a named record of another model.
    fn are_new(&self, recorded: &Value, answered: &Value) -> bool {
        is_new(recorded, &self.recorded) && answered.is_number()
    }

    fn is_same_record(&self, recorded: &Value, answered: &Value) -> bool {
        self.recorded.iter().any(|(name, id)| id == recorded && self.answered.get(name) == Some(answered))
    }
}

/// Whether it is the id of no record that was made for the calls.
fn is_new(value: &Value, ids: &Map<String, Value>) -> bool {
    value.is_number() && !ids.values().any(|id| id == value)
}

fn is_near(left: Option<f64>, right: Option<f64>) -> bool {
    left.zip(right).is_some_and(|(left, right)| (left - right).abs() < 1e-4)
}

/// An answer for a snapshot: numbers that are a record's id become `#`, moments of the run go.
pub(super) fn without_ids(value: &Value, ids: &Map<String, Value>) -> Value {
    match value {
        Value::Number(_) if ids.values().any(|id| id == value) => json!("#"),
        Value::Array(items) => items.iter().map(|item| without_ids(item, ids)).collect(),
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, _)| !MOMENTS.contains(&key.as_str()));
            kept.map(|(key, item)| (key.clone(), without_ids(item, ids))).collect()
        }
        other => other.clone(),
    }
}
