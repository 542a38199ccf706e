//! What the operator sets about tools: which are offered, what asks for a confirmation, how large an answer may be.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

/// A group of tools that is switched together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Toolset {
    /// What there is in this Odoo.
    Schema,
    /// Reading records.
    Records,
    /// Changing data.
    Write,
    /// Who works here.
    Session,
    /// What a record is waiting for.
    Workflow,
    /// Messages, activities and the history of records.
    Messages,
    /// Printed documents.
    Reports,
    /// One's own attendance, leaves and profile.
    Hr,
    /// Quotations and orders.
    Sales,
    /// Tasks.
    Project,
    /// Tickets.
    Helpdesk,
    /// Files, imports and other tasks of many steps.
    More,
    /// What is rarely asked for: translations, and why something is refused.
    Extra,
    /// What an operator declares.
    Declared,
    /// Several Odoo servers.
    Instances,
}

/// A text that names no toolset.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a toolset, expected `all`, `default`, `core` or some of {names}", names = names())]
pub struct UnknownToolset(String);

/// The operator's settings of tools.
#[derive(Debug, Clone)]
pub struct ToolSettings {
    /// Toolsets that are offered. Default: all but `extra`.
    pub toolsets: BTreeSet<Toolset>,
    /// Single tools that are not offered, by name. Default: none.
    pub without: BTreeSet<String>,
    /// Whether deletes, large bulk writes and irreversible methods are confirmed first. Default: yes.
    pub confirm: bool,
    /// How many records one call may write before it has to be confirmed. Default: 50.
    pub confirm_above: usize,
    /// Methods that have to be confirmed beside those the gateway knows. Default: none.
    pub irreversible: BTreeSet<String>,
    /// Records or groups of an answer whose call gives no limit. Default: 80.
    pub default_limit: u32,
    /// Bytes of an answer whose size the caller did not ask for. Default: 8,000.
    pub default_budget: usize,
    /// Bytes of an answer whose limit or fields the caller gave. Default: 32,000.
    pub budget: usize,
    /// Bytes of an export. Default: 16,000,000.
    pub export_bytes: usize,
    /// Whether MCP lists the tools by the names of other servers too. Default: no.
    pub aliases: bool,
    /// Folders whose files may be attached by their path. Default: none.
    pub upload_folders: Vec<PathBuf>,
    /// Whether `tools/list` has the schemas of the answers. Default: no.
    pub output_schemas: bool,
    /// Folder where idempotency keys outlive a restart. Default: none, they are kept in memory.
    pub state_folder: Option<PathBuf>,
}

impl ToolSettings {
    /// With answers of at most so many bytes, their frame included.
    pub(crate) fn within(mut self, response_bytes: usize) -> Self {
        let most = response_bytes - response_bytes / 4;
        self.default_budget = self.default_budget.min(most);
        self.budget = self.budget.min(most);
        self
    }
}

impl Default for ToolSettings {
    fn default() -> Self {
        Self {
            toolsets: Toolset::default_ones().collect(),
            without: BTreeSet::new(),
            confirm: true,
            confirm_above: 50,
            irreversible: BTreeSet::new(),
            default_limit: 80,
            default_budget: 8_000,
            budget: 32_000,
            export_bytes: 16_000_000,
            aliases: false,
            upload_folders: Vec::new(),
            output_schemas: false,
            state_folder: None,
        }
    }
}

impl Toolset {
    /// Every toolset, in the order in which its tools are offered.
    pub const ALL: [Self; 15] = [
        Self::Schema,
        Self::Records,
        Self::Write,
        Self::Session,
        Self::Workflow,
        Self::Messages,
        Self::Reports,
        Self::Hr,
        Self::Sales,
        Self::Project,
        Self::Helpdesk,
        Self::More,
        Self::Extra,
        Self::Declared,
        Self::Instances,
    ];

    /// Those that `core` stands for: any model of any Odoo.
    pub const CORE: [Self; 4] = [Self::Schema, Self::Records, Self::Write, Self::Session];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Records => "records",
            Self::Write => "write",
            Self::Session => "session",
            Self::Workflow => "workflow",
            Self::Messages => "messages",
            Self::Reports => "reports",
            Self::Hr => "hr",
            Self::Sales => "sales",
            Self::Project => "project",
            Self::Helpdesk => "helpdesk",
            Self::More => "more",
            Self::Extra => "extra",
            Self::Declared => "declared",
            Self::Instances => "instances",
        }
    }

    /// What it is for, for the reference.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Schema => "What there is in this Odoo: models, fields, methods, and how they differ between versions.",
            Self::Records => "Reading records.",
            Self::Session => "Who works here.",
            Self::Write => "Changing data. Every call is checked before Odoo sees it.",
            Self::Workflow => "Where a record stands and what can be done with it next.",
            Self::Messages => "Messages, activities, one's own day, and who changed what.",
            Self::Reports => "Printed documents.",
            Self::Hr => "One's own attendance, leaves and profile.",
            Self::Sales => "Quotations and orders.",
            Self::Project => "One's own tasks, and how projects stand.",
            Self::Helpdesk => "Tickets, of Odoo Enterprise or of the add-on `helpdesk_mgmt`.",
            Self::More => "Files, imports and other tasks of many steps.",
            Self::Extra => "Several writes shown together and done after one confirmation. It is off unless it is named.",
            Self::Declared => "Tools that the operator declares in `tools/*.yaml`.",
            Self::Instances => "Several Odoo servers at once.",
        }
    }

    /// Reads a list such as `core,hr`, or `all`.
    ///
    /// # Errors
    /// [`UnknownToolset`] with the first name that is not a toolset.
    pub fn list(text: &str) -> Result<BTreeSet<Self>, UnknownToolset> {
        let named: Result<Vec<_>, _> = text.split(',').map(|name| Self::named(name.trim())).collect();
        Ok(named?.into_iter().flatten().collect())
    }

    /// What a name stands for: one toolset, those of `core`, those that are on by default, or `all`.
    ///
    /// # Errors
    /// [`UnknownToolset`] where it is not a name of a toolset.
    pub fn named(name: &str) -> Result<Vec<Self>, UnknownToolset> {
        match name {
            "all" => Ok(Self::ALL.to_vec()),
            "core" => Ok(Self::CORE.to_vec()),
            "default" => Ok(Self::default_ones().collect()),
            name => Ok(vec![name.parse()?]),
        }
    }

    /// Those that are offered unless others are named: a list that is short is read.
    pub(crate) fn default_ones() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|toolset| *toolset != Self::Extra)
    }

    /// Whether it is one of `core`.
    pub(crate) fn is_core(self) -> bool {
        Self::CORE.contains(&self)
    }
}

fn names() -> String {
    Toolset::ALL.map(|toolset| format!("`{}`", toolset.name())).join(", ")
}

impl FromStr for Toolset {
    type Err = UnknownToolset;

    fn from_str(text: &str) -> Result<Self, UnknownToolset> {
        Self::ALL.into_iter().find(|toolset| toolset.name() == text).ok_or_else(|| UnknownToolset(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_and_unknown_names_refused() {
        assert_eq!(Toolset::list("records, schema"), Ok(BTreeSet::from([Toolset::Schema, Toolset::Records])));
        assert_eq!(Toolset::list("all").unwrap().len(), Toolset::ALL.len());
        assert_eq!(Toolset::list("core,hr").unwrap().len(), 5);
        let error = Toolset::list("records,recrods").unwrap_err().to_string();
        assert!(
            error.starts_with("`recrods` is not a toolset, expected `all`, `default`, `core` or some of `schema`, `records`, "),
            "{error}"
        );
    }
}
