//! The arguments of a call as the RPC APIs and as JSON-2 want them.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::call::Call;
use crate::error::{Error, ErrorKind};

/// The names JSON-2 keeps for itself; as arguments they would be mistaken.
const RESERVED: [&str; 2] = ["ids", "context"];

/// Refuses an argument that is named twice or that would be taken for the ids or the context.
pub(super) fn check(call: &Call) -> Result<(), Error> {
    let mut seen = HashSet::new();
    let names = call.positional.iter().map(|(name, _)| name).filter(|name| !name.is_empty()).chain(call.named.keys());
    for name in names {
        if RESERVED.contains(&name.as_str()) {
            return Err(refused(format!("`{name}` is not an argument: it is set on the call itself")));
        }
        if !seen.insert(name) {
            return Err(refused(format!("the argument `{name}` is given twice")));
        }
    }
    Ok(())
}

/// `args` of `execute_kw` and `call_kw`: the ids, where there are any, then the positional values.
pub(super) fn positional(call: &Call) -> Value {
    let ids = call.ids.iter().map(|ids| Value::from(ids.clone()));
    ids.chain(call.positional.iter().map(|(_, value)| value.clone())).collect()
}

/// `kwargs` of `execute_kw` and `call_kw`: the named arguments and the context.
pub(super) fn keywords(call: &Call) -> Map<String, Value> {
    let mut keywords = call.named.clone();
    if let Some(context) = &call.context {
        keywords.insert("context".to_owned(), context.clone().into());
    }
    keywords
}

/// The body of JSON-2: everything by name.
pub(super) fn by_name(call: &Call) -> Result<Map<String, Value>, Error> {
    let mut body = keywords(call);
    for (index, (name, value)) in call.positional.iter().enumerate() {
        if name.is_empty() {
            return Err(refused(format!("JSON-2 takes arguments by name, and argument {} of `{}` has none", index + 1, call.method)));
        }
        body.insert(name.clone(), value.clone());
    }
    if let Some(ids) = &call.ids {
        body.insert("ids".to_owned(), ids.clone().into());
    }
    Ok(body)
}

fn refused(message: String) -> Error {
    Error::new(ErrorKind::Validation, message).never_ran()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn splits_by_position_and_name() {
        let context = Map::from_iter([("lang".to_owned(), json!("fr_FR"))]);
        let call = Call::new("m", "f").ids([1]).positional("a", 2).named("b", 3).context(context);
        assert_eq!(positional(&call), json!([[1], 2]));
        assert_eq!(Value::Object(keywords(&call)), json!({"b": 3, "context": {"lang": "fr_FR"}}));
        assert_eq!(by_name(&call).ok().map(Value::Object), Some(json!({"ids": [1], "a": 2, "b": 3, "context": {"lang": "fr_FR"}})));
    }

    #[test]
    fn no_ids_is_not_an_empty_list_of_ids() {
        assert_eq!(positional(&Call::new("m", "f")), json!([]));
        assert_eq!(positional(&Call::new("m", "f").ids([])), json!([[]]));
    }

    #[test]
    fn refuses_what_would_be_overwritten() {
        for call in [Call::new("m", "f").positional("a", 1).named("a", 2), Call::new("m", "f").named("ids", 1)] {
            assert_eq!(check(&call).err().map(|error| error.kind()), Some(ErrorKind::Validation));
        }
        assert!(by_name(&Call::new("m", "f").positional("", 1)).is_err());
        assert!(check(&Call::new("m", "f").positional("", 1).positional("", 2)).is_ok());
    }
}
