//! Every tool there is, in the order in which they are offered.

use super::tool::{Entry, Hints};
use super::{records, schema, session, write};
use crate::policy::Mode;

/// The tools that this server offers.
#[derive(Debug)]
pub(crate) struct Registry {
    entries: Vec<Entry>,
}

impl Registry {
    /// The tools offered in a mode.
    pub(crate) fn new(mode: Mode) -> Self {
        let offered = |entry: &Entry| mode == Mode::ReadWrite || entry.hints == Hints::Reads || entry.is_of_session();
        Self { entries: all().into_iter().filter(offered).collect() }
    }

    /// The tools in order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// A tool by name.
    pub(crate) fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }
}

/// The names of every tool there is, offered or not.
pub(crate) fn names() -> Vec<&'static str> {
    all().iter().map(|entry| entry.name).collect()
}

fn all() -> Vec<Entry> {
    vec![
        Entry::of::<schema::ListModels>(),
        Entry::of::<schema::GetModelFields>(),
        Entry::of::<records::SearchRead>(),
        Entry::of::<records::GetRecord>(),
        Entry::of::<records::SearchCount>(),
        Entry::of::<write::CreateRecord>(),
        Entry::of::<write::UpdateRecord>(),
        Entry::of::<write::DeleteRecord>(),
        Entry::of::<session::Whoami>(),
        Entry::of::<session::Login>(),
        Entry::of::<session::Logout>(),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_portable() {
        let names: BTreeSet<_> = all().iter().map(|entry| entry.name).collect();
        assert_eq!(names.len(), all().len());
        for name in names {
            assert!(name.len() <= 64 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}");
        }
    }

    #[test]
    fn input_schemas_are_closed_and_every_parameter_is_described() {
        for entry in all() {
            assert_eq!(entry.input_schema["type"], "object", "{}", entry.name);
            assert_eq!(entry.input_schema["additionalProperties"], false, "{}", entry.name);
            for (name, property) in entry.input_schema["properties"].as_object().unwrap() {
                assert!(property["description"].is_string(), "{}.{name} has no description", entry.name);
                assert!(property["type"].is_string(), "{}.{name} has no single type: {property}", entry.name);
            }
            for combinator in ["anyOf", "oneOf", "allOf", "$ref", "$defs"] {
                assert!(!entry.input_schema.contains_key(combinator), "{} has {combinator}", entry.name);
            }
        }
    }

    #[test]
    fn a_read_only_server_offers_reads_only() {
        let names: Vec<_> = Registry::new(Mode::ReadOnly).entries().iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["list_models", "get_model_fields", "search_read", "get_record", "search_count", "whoami", "login", "logout"]);
    }

    #[test]
    fn the_tool_list_is_as_reviewed() {
        let tools: Vec<_> = all()
            .iter()
            .map(|entry| serde_json::json!({"name": entry.name, "title": entry.title, "description": entry.description, "hints": format!("{:?}", entry.hints), "input_schema": entry.input_schema.as_ref()}))
            .collect();
        insta::assert_json_snapshot!(tools);
    }
}
