//! Every tool there is, in the order in which they are offered. This is the only list of them.

use super::settings::ToolSettings;
use super::tool::{Entry, Hints};
use super::{records, schema, session, write};
use crate::policy::Mode;

/// The tools that this server offers.
#[derive(Debug)]
pub(crate) struct Registry {
    entries: Vec<Entry>,
}

/// A name in the settings that is no tool's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no tool `{0}`, so it cannot be left out")]
pub(crate) struct UnknownTool(String);

impl Registry {
    /// Every tool that a mode allows.
    pub(crate) fn new(mode: Mode) -> Self {
        Self { entries: all().into_iter().filter(|entry| is_allowed(mode, entry)).collect() }
    }

    /// Those of them that the operator wants.
    pub(crate) fn chosen(mode: Mode, settings: &ToolSettings) -> Result<Self, UnknownTool> {
        let all = all();
        if let Some(unknown) = settings.without.iter().find(|name| all.iter().all(|entry| entry.name != name.as_str())) {
            return Err(UnknownTool(unknown.clone()));
        }
        let is_on = |entry: &Entry| settings.toolsets.contains(&entry.toolset) && !settings.without.contains(entry.name);
        Ok(Self { entries: all.into_iter().filter(|entry| is_on(entry) && is_allowed(mode, entry)).collect() })
    }

    /// The tools in order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The names of the toolsets that something is offered of, in order.
    pub(crate) fn toolsets(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.entries.iter().map(|entry| entry.toolset.name()).collect();
        names.dedup();
        names
    }

    /// Whether some tools are offered only where the connected Odoo has their models.
    pub(crate) fn depends_on_models(&self) -> bool {
        self.entries.iter().any(|entry| !entry.models.is_empty())
    }

    /// A tool by name.
    pub(crate) fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }
}

/// Read-only wins over everything.
fn is_allowed(mode: Mode, entry: &Entry) -> bool {
    mode == Mode::ReadWrite || entry.hints == Hints::Reads || entry.is_of_session()
}

/// The names of every tool there is, offered or not.
pub(crate) fn names() -> Vec<&'static str> {
    all().iter().map(|entry| entry.name).collect()
}

/// Every tool, by toolset.
pub(super) fn all() -> Vec<Entry> {
    vec![
        Entry::of::<schema::ListModels>(),
        Entry::of::<schema::GetModelFields>(),
        Entry::of::<schema::GetCreateRequirements>(),
        Entry::of::<schema::DescribeMethod>(),
        Entry::of::<schema::CompareVersions>(),
        Entry::of::<records::SearchRead>(),
        Entry::of::<records::GetRecord>(),
        Entry::of::<records::SearchCount>(),
        Entry::of::<records::NameSearch>(),
        Entry::of::<records::ReadGroup>(),
        Entry::of::<records::GetDefaults>(),
        Entry::of::<records::GetOnchange>(),
        Entry::of::<write::CreateRecord>(),
        Entry::of::<write::UpdateRecord>(),
        Entry::of::<write::DeleteRecord>(),
        Entry::of::<write::BulkCreate>(),
        Entry::of::<write::BulkUpdate>(),
        Entry::of::<write::ExecuteMethod>(),
        Entry::of::<session::Whoami>(),
        Entry::of::<session::Login>(),
        Entry::of::<session::Logout>(),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tools::settings::Toolset;

    fn names(mode: Mode, settings: &ToolSettings) -> Vec<&'static str> {
        Registry::chosen(mode, settings).unwrap().entries().iter().map(|entry| entry.name).collect()
    }

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
                let is_closed = property.get("additionalProperties") == Some(&serde_json::Value::Bool(false));
                assert_eq!(property.get("properties").is_some(), is_closed, "{}.{name} has members and is open", entry.name);
            }
            for combinator in ["oneOf", "allOf", "$ref", "$defs", "minLength"] {
                assert!(
                    !serde_json::to_string(entry.input_schema.as_ref()).unwrap().contains(&format!("\"{combinator}\"")),
                    "{}",
                    entry.name
                );
            }
        }
    }

    #[test]
    fn every_tool_says_what_comes_back() {
        for entry in all() {
            assert_eq!(entry.output_schema["type"], "object", "{}", entry.name);
            assert!(!entry.output_schema["properties"].as_object().unwrap().is_empty(), "{}", entry.name);
            assert!(entry.description.ends_with('.') && entry.description.len() > 30, "{}", entry.name);
        }
    }

    #[test]
    fn a_read_only_server_offers_reads_only() {
        for name in names(Mode::ReadOnly, &ToolSettings::default()) {
            let entry = all().into_iter().find(|entry| entry.name == name).unwrap();
            assert!(entry.hints == Hints::Reads || entry.is_of_session(), "{name}");
        }
        assert_eq!(names(Mode::ReadOnly, &ToolSettings::default()).len(), 15);
    }

    #[test]
    fn toolsets_and_tools_are_switched_off() {
        let toolsets = BTreeSet::from([Toolset::Records]);
        let settings = ToolSettings { toolsets, without: BTreeSet::from(["get_onchange".to_owned()]), ..ToolSettings::default() };
        let names = names(Mode::ReadWrite, &settings);
        assert_eq!(names, ["search_read", "get_record", "search_count", "name_search", "read_group", "get_defaults"]);
        let settings = ToolSettings { without: BTreeSet::from(["delete_recrod".to_owned()]), ..ToolSettings::default() };
        assert_eq!(
            Registry::chosen(Mode::ReadWrite, &settings).unwrap_err().to_string(),
            "there is no tool `delete_recrod`, so it cannot be left out"
        );
    }

    /// What each tool does to data, told once more by hand: a wrong hint misleads every client.
    #[test]
    fn hints_tell_the_truth() {
        let expected = |name: &str| match name {
            "create_record" | "bulk_create" | "login" | "logout" => Hints::Adds,
            "update_record" | "bulk_update" => Hints::Overwrites,
            "delete_record" => Hints::Deletes,
            "execute_method" => Hints::Executes,
            _ => Hints::Reads,
        };
        for entry in all() {
            assert_eq!(entry.hints, expected(entry.name), "{}", entry.name);
        }
    }
}
