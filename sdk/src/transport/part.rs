//! JSON read into a tree of bounded size. A record of two small fields is some fifty bytes on the wire and many hundred as a tree, so that the
//! bound on a body says little about memory: once the tree has what it may, further items are counted and not kept.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use tokio::sync::OwnedSemaphorePermit;

use crate::error::{Error, ErrorKind};

/// What a tree may take beside the bytes of the answer itself.
pub(super) const TREE_BYTES: usize = 28 * 1024 * 1024;

/// A value in a list that grows by doubling.
pub(super) const VALUE: usize = 2 * size_of::<Value>();

/// What an allocation takes at least.
const ALLOCATION: usize = 32;

/// Members of an object that share an allocation, and what it takes.
pub(super) const NODE: (usize, usize) = (6, 11 * (size_of::<String>() + size_of::<Value>()) + ALLOCATION);

/// An answer, of which only the beginning is kept where it is very large.
#[derive(Debug)]
pub struct Part {
    /// The value; of lists in it only the first items where `left_out` is not 0.
    pub value: Value,
    /// How many items were left out.
    pub left_out: usize,
    /// The place that a large answer has among those in memory at once.
    _place: Option<Arc<OwnedSemaphorePermit>>,
}

impl Part {
    /// An answer that is whole.
    pub(super) fn all(value: Value) -> Self {
        Self { value, left_out: 0, _place: None }
    }

    /// Keeps the place for as long as this is kept.
    pub(super) fn in_place(self, place: Option<Arc<OwnedSemaphorePermit>>) -> Self {
        Self { _place: place, ..self }
    }

    /// The value, if nothing was left out.
    ///
    /// # Errors
    /// [`ErrorKind::Protocol`] where something was.
    pub fn whole(self, authority: &str) -> Result<Value, Error> {
        match self.left_out {
            0 => Ok(self.value),
            left_out => {
                let message = format!(
                    "the answer of {authority} is too large to be kept: {left_out} items do not fit; ask for fewer records or fields"
                );
                Err(Error::new(ErrorKind::Protocol, message))
            }
        }
    }
}

/// Reads JSON, keeping so much of it.
pub(super) fn read(json: &[u8]) -> Result<Part, serde_json::Error> {
    read_within(json, json.len().saturating_add(TREE_BYTES))
}

fn read_within(json: &[u8], bytes: usize) -> Result<Part, serde_json::Error> {
    let budget = Budget { free: Cell::new(bytes), left_out: Cell::new(0) };
    let mut reader = serde_json::Deserializer::from_slice(json);
    let value = Within(&budget).deserialize(&mut reader)?;
    reader.end()?;
    Ok(Part { left_out: budget.left_out.get(), ..Part::all(value) })
}

/// What may still be kept.
#[derive(Debug)]
struct Budget {
    free: Cell<usize>,
    left_out: Cell<usize>,
}

impl Budget {
    fn spend(&self, bytes: usize) {
        self.free.set(self.free.get().saturating_sub(bytes));
    }

    fn is_spent(&self) -> bool {
        self.free.get() == 0
    }
}

/// A value within a budget.
#[derive(Debug, Clone, Copy)]
struct Within<'a>(&'a Budget);

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        self.0.spend(VALUE);
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Within<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number that is not finite"))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        self.0.spend(text.len() + ALLOCATION);
        Ok(Value::String(text))
    }

    /// An item of which something had to be left out is left out as a whole: a record is never shown without some of its fields.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let (mut kept, before) = (Vec::new(), self.0.left_out.get());
        while !self.0.is_spent() {
            let Some(item) = items.next_element_seed(self)? else { return Ok(Value::Array(kept)) };
            match self.0.left_out.get() == before {
                true => kept.push(item),
                false => self.0.left_out.set(before + 1),
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {
            self.0.left_out.set(self.0.left_out.get() + 1);
        }
        Ok(Value::Array(kept))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut kept = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if self.0.is_spent() {
                members.next_value::<IgnoredAny>()?;
                self.0.left_out.set(self.0.left_out.get() + 1);
                continue;
            }
            if kept.len().is_multiple_of(NODE.0) {
                self.0.spend(NODE.1);
            }
            self.0.spend(name.len() + ALLOCATION);
            kept.insert(name, members.next_value_seed(self)?);
        }
        Ok(Value::Object(kept))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn within_the_budget_it_is_what_json_says() {
        let values = json!({"a": [1, -2, 2.5, true, null, "é\n"], "b": {"c": [], "d": {}}, "e": 18_446_744_073_709_551_615_u64});
        let part = read(values.to_string().as_bytes()).unwrap();
        assert_eq!((part.value, part.left_out), (values, 0));
        for broken in ["", "{", "[1,]", "1 2", "{\"a\" 1}", "[NaN]", "[1e999]"] {
            assert!(read(broken.as_bytes()).is_err(), "{broken}");
        }
    }

    #[test]
    fn beyond_it_items_are_counted_and_every_record_kept_is_whole() {
        let rows: Vec<Value> = (0..1000).map(|id| json!({"id": id, "name": format!("N{id}"), "tags": [1, 2, 3]})).collect();
        let text = json!(rows).to_string();
        let part = read_within(text.as_bytes(), 100_000).unwrap();
        let kept = part.value.as_array().unwrap().len();
        assert!(kept > 10 && kept + part.left_out == 1000, "{kept} + {}", part.left_out);
        assert_eq!(part.value.as_array().unwrap().as_slice(), &rows[..kept]);
        assert!(part.whole("acme:443").unwrap_err().message().contains("ask for fewer records"));
    }

    #[test]
    fn one_record_that_is_too_large_is_left_out_and_so_are_members_of_an_object() {
        let wide: Map<String, Value> = (0..1000).map(|at| (format!("m{at:04}"), json!(at))).collect();
        let list = read_within(json!([wide]).to_string().as_bytes(), 10_000).unwrap();
        assert_eq!((list.value, list.left_out), (json!([]), 1));
        let object = read_within(json!(wide).to_string().as_bytes(), 10_000).unwrap();
        assert_eq!(object.value.as_object().unwrap().len() + object.left_out, 1000);
    }

    #[test]
    fn a_long_text_is_not_a_large_tree() {
        let text = "x".repeat(3 * TREE_BYTES);
        assert_eq!(read(json!(text).to_string().as_bytes()).unwrap().left_out, 0);
    }
}
