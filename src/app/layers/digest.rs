//! What makes two calls the same: a digest of the tool and its arguments, for idempotency keys and confirmations.

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::tools::ToolDefinition;

/// Arguments that may differ between two tries of one call.
const OF_THE_TRY: [&str; 2] = ["confirm_token", "idempotency_key"];

/// The digest of a call that has a key or may have to be confirmed; others need none.
pub(super) fn where_needed(tool: &ToolDefinition, given: &Map<String, Value>, confirms: bool) -> Option<Arc<str>> {
    let has_key = given.get("idempotency_key").is_some_and(|key| !key.is_null()) && tool.takes("idempotency_key");
    (has_key || (confirms && tool.takes("confirm_token"))).then(|| of(&tool.name, given))
}

/// The members of JSON objects are sorted, so that their order does not count.
fn of(tool: &str, given: &Map<String, Value>) -> Arc<str> {
    let mut hash = Hashing(Sha256::new());
    hash.0.update(tool);
    for (name, value) in given.iter().filter(|(name, _)| !OF_THE_TRY.contains(&name.as_str())) {
        hash.0.update([0]);
        hash.0.update(name);
        hash.0.update([0]);
        // INVARIANT: a value with text keys is always written, and the hash takes every byte.
        let _ = serde_json::to_writer(&mut hash, value);
    }
    hash.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

/// Takes what is written into the hash.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn digest(tool: &str, given: Value) -> Arc<str> {
        of(tool, given.as_object().unwrap())
    }

    #[test]
    fn two_tries_of_one_call_are_the_same_and_everything_else_differs() {
        let one = digest("write", json!({"model": "x", "values": {"a": 1, "b": 2}, "confirm_token": "t"}));
        assert_eq!(one, digest("write", json!({"values": {"b": 2, "a": 1}, "model": "x", "idempotency_key": "k"})));
        let others = [
            digest("create", json!({"model": "x", "values": {"a": 1, "b": 2}})),
            digest("write", json!({"model": "x", "values": {"a": 1, "b": 3}})),
            digest("write", json!({"model": "x", "values": {"a": 1, "b": 2}, "dry_run": true})),
            digest("write", json!({"modelx": "", "values": {"a": 1, "b": 2}})),
        ];
        assert!(others.iter().all(|other| *other != one));
    }
}
