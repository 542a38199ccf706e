//! Methods of every model whose argument an add-on calls by another name. JSON-2 takes arguments by the names of the last override, and
//! says which one it missed before it runs anything.

use crate::call::Call;
use crate::error::Error;

/// Methods that add-ons override, with one argument after the ids.
const OVERRIDDEN: [&str; 3] = ["create", "default_get", "write"];

/// The call with its one argument under the name that Odoo asked for; `None` where the error says nothing of the kind.
pub(super) fn renamed(call: &Call, error: &Error) -> Option<Call> {
    let asked = error.message().split_once("missing a required argument: '")?.1.split_once('\'')?.0;
    let [(name, _)] = call.positional.as_slice() else { return None };
    if !OVERRIDDEN.contains(&call.method.as_str()) || name == asked || call.named.contains_key(asked) {
        return None;
    }
    let mut call = call.clone();
    call.positional.iter_mut().for_each(|(name, _)| asked.clone_into(name));
    Some(call)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn argument_takes_the_name_that_is_missed() {
        let error = |text: &str| Error::new(ErrorKind::Validation, text);
        let missed = error("missing a required argument: 'values'");
        let write = Call::write("queue.job.channel", [1], Map::from_iter([("a".to_owned(), json!(1))]));
        let again = renamed(&write, &missed).unwrap();
        assert_eq!(again.positional, [("values".to_owned(), json!({"a": 1}))]);
        assert!(renamed(&again, &missed).is_none(), "once");
        assert!(renamed(&write, &error("the field is required")).is_none());
        let other = Call::new("queue.job.channel", "post").positional("body", "x");
        assert!(renamed(&other, &missed).is_none(), "another method has arguments of its own");
    }
}
