//! The arguments of a call as the RPC APIs and as JSON-2 want them, written without a copy: they may hold whole files.

use std::collections::HashSet;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

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
pub(super) struct Positional<'a>(pub(super) &'a Call);

impl Serialize for Positional<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Call { ids, positional, .. } = self.0;
        let mut list = serializer.serialize_seq(Some(usize::from(ids.is_some()) + positional.len()))?;
        if let Some(ids) = ids {
            list.serialize_element(ids)?;
        }
        for (_, value) in positional {
            list.serialize_element(value)?;
        }
        list.end()
    }
}

/// `kwargs` of `execute_kw` and `call_kw`: the named arguments and the context.
pub(super) struct Keywords<'a>(pub(super) &'a Call);

impl Serialize for Keywords<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        named(self.0, &mut map)?;
        map.end()
    }
}

/// The body of JSON-2: everything by name.
pub(super) struct ByName<'a>(&'a Call);

impl<'a> ByName<'a> {
    /// Refuses a positional argument whose name is not known.
    pub(super) fn new(call: &'a Call) -> Result<Self, Error> {
        match call.positional.iter().position(|(name, _)| name.is_empty()) {
            Some(index) => {
                Err(refused(format!("JSON-2 takes arguments by name, and argument {} of `{}` has none", index + 1, call.method)))
            }
            None => Ok(Self(call)),
        }
    }
}

impl Serialize for ByName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(ids) = &self.0.ids {
            map.serialize_entry("ids", ids)?;
        }
        for (name, value) in &self.0.positional {
            map.serialize_entry(name, value)?;
        }
        named(self.0, &mut map)?;
        map.end()
    }
}

fn named<M: SerializeMap>(call: &Call, map: &mut M) -> Result<(), M::Error> {
    for (name, value) in &call.named {
        map.serialize_entry(name, value)?;
    }
    if let Some(context) = &call.context {
        map.serialize_entry("context", context)?;
    }
    Ok(())
}

fn refused(message: String) -> Error {
    Error::new(ErrorKind::Validation, message).never_ran()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json, to_value};

    use super::*;

    fn written(arguments: &impl Serialize) -> Value {
        to_value(arguments).unwrap()
    }

    #[test]
    fn splits_by_position_and_name() {
        let context = Map::from_iter([("lang".to_owned(), json!("fr_FR"))]);
        let call = Call::new("m", "f").ids([1]).positional("a", 2).named("b", 3).context(context);
        assert_eq!(written(&Positional(&call)), json!([[1], 2]));
        assert_eq!(written(&Keywords(&call)), json!({"b": 3, "context": {"lang": "fr_FR"}}));
        assert_eq!(written(&ByName::new(&call).unwrap()), json!({"ids": [1], "a": 2, "b": 3, "context": {"lang": "fr_FR"}}));
    }

    #[test]
    fn no_ids_is_not_an_empty_list_of_ids() {
        assert_eq!(written(&Positional(&Call::new("m", "f"))), json!([]));
        assert_eq!(written(&Positional(&Call::new("m", "f").ids([]))), json!([[]]));
    }

    #[test]
    fn refuses_what_would_be_overwritten() {
        for call in [Call::new("m", "f").positional("a", 1).named("a", 2), Call::new("m", "f").named("ids", 1)] {
            assert_eq!(check(&call).err().map(|error| error.kind()), Some(ErrorKind::Validation));
        }
        assert!(ByName::new(&Call::new("m", "f").positional("", 1)).is_err());
        assert!(check(&Call::new("m", "f").positional("", 1).positional("", 2)).is_ok());
    }
}
