//! A case: a code, the tools that must answer with it, and what is done to a good call of theirs. Cases that need the same server
//! to be started for them are on one stage.

use odoo_sdk::Series;
use odoo_sim::Fault;
use serde_json::{Value, json};

use super::super::client::Gateway;

/// One code by one cause, of some tools.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// What the answer must say, as its code or that of one of its problems.
    pub(super) code: &'static str,
    /// Who must say it.
    pub(super) tools: Vec<&'static str>,
    /// Members of the call that are other than in the tool's own good one.
    pub(super) with: Value,
    /// What goes wrong at Odoo when the tool asks.
    pub(super) fault: Option<Fault>,
    /// Series that answer so.
    pub(super) series: Vec<Series>,
    /// Whether a real Odoo has what the case needs.
    pub(super) real: bool,
}

/// A server for some cases.
#[derive(Debug)]
pub(super) struct Stage {
    /// Name of the snapshot.
    pub(super) name: &'static str,
    /// Variables over those that say where Odoo is. An empty one is left out.
    pub(super) variables: Vec<(&'static str, &'static str)>,
    /// Files of the configuration folder.
    pub(super) files: Vec<(&'static str, String)>,
    /// Whether every call is the first of a server of its own.
    pub(super) fresh: bool,
    /// Logs in with the password and so over a web session.
    pub(super) with_password: bool,
    /// Whether the client says that it can ask a person, who says no.
    pub(super) asks: bool,
    /// What goes wrong at Odoo all the time.
    pub(super) fault: Option<Fault>,
    /// What is done once before the cases.
    pub(super) prepare: fn(&mut Gateway, &std::path::Path),
    /// The cases.
    pub(super) cases: Vec<Case>,
    /// Whether a real Odoo can be asked.
    pub(super) real: bool,
}

/// A case of these tools.
pub(super) fn case(code: &'static str, tools: &[&'static str], with: Value) -> Case {
    Case { code, tools: tools.to_vec(), with, fault: None, series: Series::ALL.to_vec(), real: true }
}

/// A case of one fault of Odoo's.
pub(super) fn fault(code: &'static str, tools: &[&'static str], fault: Fault) -> Case {
    Case { fault: Some(fault), real: false, ..case(code, tools, json!({})) }
}

impl Case {
    /// Only these series answer so.
    pub(super) fn only(self, series: &[Series]) -> Self {
        Self { series: series.to_vec(), ..self }
    }

    /// A real Odoo need not have what it takes.
    pub(super) fn embedded(self) -> Self {
        Self { real: false, ..self }
    }
}

impl Stage {
    /// The cases on a server that is started as most are.
    pub(super) fn new(name: &'static str, cases: Vec<Case>) -> Self {
        Self {
            name,
            variables: Vec::new(),
            files: Vec::new(),
            fresh: false,
            with_password: false,
            asks: false,
            fault: None,
            prepare: |_, _| {},
            cases,
            real: true,
        }
    }

    /// With a variable; an empty one is taken away.
    pub(super) fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    /// With a file of the configuration.
    pub(super) fn file(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.files.push((name, text.into()));
        self
    }

    /// On the embedded Odoo alone.
    pub(super) fn embedded(self) -> Self {
        Self { real: false, ..self }
    }
}
