//! The part of JSON Patch (RFC 6902) that mends a call: add, remove, replace and move.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// One step of a patch; `path` and `from` are JSON Pointers into the call (`/values/name`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum PatchOp {
    /// Puts a new member, or inserts into a list.
    Add {
        /// Where.
        path: String,
        /// What.
        value: Value,
    },
    /// Takes a member away.
    Remove {
        /// Where.
        path: String,
    },
    /// Puts another value in place of the present one.
    Replace {
        /// Where.
        path: String,
        /// What.
        value: Value,
    },
    /// Takes a value away and puts it elsewhere.
    Move {
        /// From where.
        from: String,
        /// Where to.
        path: String,
    },
}

/// A step that does not fit the document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the patch does not fit: nothing at `{0}`")]
pub struct PatchError(pub String);

/// Applies the steps in order.
///
/// # Errors
///
/// At the first step whose place is not in the document; earlier steps stay done.
pub fn apply_patch(document: &mut Value, steps: &[PatchOp]) -> Result<(), PatchError> {
    for step in steps {
        match step {
            PatchOp::Add { path, value } => add(document, path, value.clone())?,
            PatchOp::Remove { path } => drop(remove(document, path)?),
            PatchOp::Replace { path, value } => *document.pointer_mut(path).ok_or_else(|| PatchError(path.clone()))? = value.clone(),
            PatchOp::Move { from, path } => {
                let value = remove(document, from)?;
                add(document, path, value)?;
            }
        }
    }
    Ok(())
}

fn add(document: &mut Value, path: &str, value: Value) -> Result<(), PatchError> {
    let (parent, key) = parent_of(document, path)?;
    match parent {
        Value::Object(members) => drop(members.insert(key, value)),
        Value::Array(items) if key == "-" => items.push(value),
        Value::Array(items) => {
            let at = key.parse().ok().filter(|at| *at <= items.len()).ok_or_else(|| PatchError(path.to_owned()))?;
            items.insert(at, value);
        }
        _ => return Err(PatchError(path.to_owned())),
    }
    Ok(())
}

fn remove(document: &mut Value, path: &str) -> Result<Value, PatchError> {
    let (parent, key) = parent_of(document, path)?;
    let removed = match parent {
        Value::Object(members) => members.remove(&key),
        Value::Array(items) => key.parse().ok().filter(|at| *at < items.len()).map(|at: usize| items.remove(at)),
        _ => None,
    };
    removed.ok_or_else(|| PatchError(path.to_owned()))
}

fn parent_of<'a>(document: &'a mut Value, path: &str) -> Result<(&'a mut Value, String), PatchError> {
    let missing = || PatchError(path.to_owned());
    let (parent, key) = path.rsplit_once('/').ok_or_else(missing)?;
    let parent = document.pointer_mut(parent).ok_or_else(missing)?;
    Ok((parent, key.replace("~1", "/").replace("~0", "~")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn mends_a_document() {
        let mut call = json!({"values": {"nmae": "a", "tags": [1, 2], "x": 1}});
        let steps: Vec<PatchOp> = serde_json::from_value(json!([
            {"op": "move", "from": "/values/nmae", "path": "/values/name"},
            {"op": "replace", "path": "/values/tags/1", "value": 3},
            {"op": "add", "path": "/values/tags/0", "value": 0},
            {"op": "remove", "path": "/values/x"}]))
        .unwrap();
        apply_patch(&mut call, &steps).unwrap();
        assert_eq!(call, json!({"values": {"name": "a", "tags": [0, 1, 3]}}));
    }

    #[test]
    fn tells_where_it_does_not_fit() {
        let step = PatchOp::Remove { path: "/values/x".to_owned() };
        assert_eq!(apply_patch(&mut json!({}), &[step]), Err(PatchError("/values/x".to_owned())));
    }
}
