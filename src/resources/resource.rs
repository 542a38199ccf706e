//! What a resource is: an address, what is said of it, and the tool that answers or judges it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::record;
use super::uri::Parameters;
use crate::completions::Completion;
use crate::tools::{Failure, Judged, Tool};

/// How long an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// Not at all: somebody may change it at any moment.
    Never,
    /// As long as what the gateway itself keeps.
    For(Duration),
}

/// A kind of resource.
pub(crate) struct Resource {
    /// Its address, or the template of its addresses.
    pub(crate) template: &'static str,
    /// Its short name.
    pub(crate) name: &'static str,
    /// Its name for people.
    pub(crate) title: &'static str,
    /// What it holds.
    pub(crate) description: &'static str,
    pub(crate) mime_type: &'static str,
    pub(crate) freshness: Freshness,
    /// The tool whose rules hold, and whose answer it is unless it has its own.
    pub(crate) tool: &'static str,
    /// An answer of its own.
    pub(crate) own: Option<Arc<Judged>>,
    /// What completes each parameter of the template.
    pub(crate) completions: &'static [(&'static str, Completion)],
    /// The arguments of the tool.
    pub(crate) arguments: fn(&Parameters) -> Result<Map<String, Value>, Failure>,
}

impl Resource {
    /// Whether its address has no parameter, so that it is listed by itself.
    pub(crate) fn is_single(&self) -> bool {
        !self.template.contains('{')
    }

    /// What answers it, where that is not the tool itself.
    pub(crate) fn own(&self) -> Option<&dyn Tool> {
        self.own.as_deref().map(|judged| judged as &dyn Tool)
    }

    /// The record at an address; `None` where it is not a record's.
    pub(crate) fn record(&self, given: &Parameters) -> Result<Option<(String, u32)>, Failure> {
        if self.name != record::NAME {
            return Ok(None);
        }
        Ok(Some((given.text("model").to_owned(), given.id("id")?)))
    }

    /// What completes a parameter.
    pub(crate) fn completion(&self, parameter: &str) -> Option<Completion> {
        self.completions.iter().find(|(name, _)| *name == parameter).map(|(_, completion)| *completion)
    }
}
