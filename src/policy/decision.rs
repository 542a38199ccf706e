//! A decision and its reasons: which step refused, by which rule, where in the call, and what to do instead.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use odoo_sdk::validate::Issue;

use super::question::Question;
use crate::error_code::ErrorCode;

/// The steps of the pipeline, in the order in which a call passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Token buckets.
    RateLimit,
    /// A session that is logged in.
    Authentication,
    /// Groups that a tool asks for.
    Role,
    /// Read-only or not.
    Mode,
    /// The scope of the session.
    Scope,
    /// The tier of a model.
    Tier,
    /// The method.
    Method,
    /// The arguments, and the fields and models they reach.
    Arguments,
}

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reason {
    /// The step that refused.
    pub(crate) step: Step,
    /// What is refused, where in the call, and what to do instead.
    pub(crate) issue: Issue<ErrorCode>,
    /// The rule: `built-in`, or the file and the key it stands under.
    pub(crate) rule: String,
}

/// A refusal with all its reasons; at least one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Denial {
    /// Why.
    pub(crate) reasons: Vec<Reason>,
    /// When the same call may pass, where that is only a matter of time.
    pub(crate) retry_after: Option<Duration>,
}

/// What must be known before a call can be judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Models whose schema is not loaded.
    pub(crate) models: BTreeSet<String>,
    /// Groups of which it is not known whether the user is a member.
    pub(crate) groups: BTreeSet<String>,
    /// Questions about records whose answers are not known.
    pub(crate) questions: Vec<Question>,
}

/// The rule that a session brings, within what the server allows.
pub(crate) const OF_SESSION: &str = "session";

/// The rule that no configuration changes.
pub(crate) const BUILT_IN: &str = "built-in";

impl Step {
    /// Its name in the audit.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::Authentication => "authentication",
            Self::Role => "role",
            Self::Mode => "mode",
            Self::Scope => "scope",
            Self::Tier => "tier",
            Self::Method => "method",
            Self::Arguments => "arguments",
        }
    }
}

impl Reason {
    /// A reason about the whole call, by a built-in rule.
    pub(crate) fn new(step: Step, code: impl Into<ErrorCode>, message: impl Into<String>) -> Self {
        Self { step, issue: Issue::new(code, "", message), rule: BUILT_IN.to_owned() }
    }

    /// At a place of the call.
    pub(crate) fn at(mut self, path: impl ToString) -> Self {
        self.issue.path = path.to_string();
        self
    }

    /// With advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.issue = self.issue.hint(hint);
        self
    }

    /// By a rule of the configuration.
    pub(crate) fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = rule.into();
        self
    }
}

impl Denial {
    /// May pass after a while.
    pub(crate) fn after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    /// The first reason: what the whole is named after.
    pub(crate) fn first(&self) -> Option<&Reason> {
        self.reasons.first()
    }
}

impl From<Reason> for Denial {
    fn from(reason: Reason) -> Self {
        Self { reasons: vec![reason], retry_after: None }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reasons.as_slice() {
            [only] => f.write_str(&only.issue.message),
            several => write!(f, "{} rules of this server refuse this call; nothing was sent to Odoo", several.len()),
        }
    }
}

impl std::error::Error for Denial {}

impl Needs {
    /// Whether all is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.models.is_empty() && self.groups.is_empty() && self.questions.is_empty()
    }
}
