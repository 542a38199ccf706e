//! The state of one check: where schemas come from, what was found, and the caps that bound its time.

use std::sync::Arc;

use serde_json::Value;

use super::outcome::{Change, Issue, IssueCode, Note, Outcome};
use super::patch;
use super::path::CallPath;
use super::touch::{Access, Observer, Touch, Usage};
use super::unknown::{self, Advised};
use super::words::quoted;
use crate::Series;
use crate::schema::{Lookup, ModelSchema, SchemaSource};

/// Steps from the root of the call that are followed; real calls stay under 20.
const DEEPEST: u32 = 40;
/// Values and domain items that are looked at; a thousand records of a hundred fields fit.
const LARGEST: usize = 200_000;
/// Issues that are reported; with more, the call is not the caller's idea of the model at all.
const MOST_ISSUES: usize = 100;

/// One check under way.
pub(super) struct Check<'s> {
    pub(super) series: Series,
    pub(super) schemas: &'s dyn SchemaSource,
    /// Whether values are judged too, or the call is only read.
    pub(super) judges: bool,
    observer: &'s mut dyn Observer,
    outcome: Outcome,
    seen: usize,
}

impl<'s> Check<'s> {
    pub(super) fn new(series: Series, schemas: &'s dyn SchemaSource, observer: &'s mut dyn Observer) -> Self {
        Self { series, schemas, judges: true, observer, outcome: Outcome::default(), seen: 0 }
    }

    /// One that only reads: what is unclear is an issue, a value that does not fit is not one.
    pub(super) fn reading(series: Series, schemas: &'s dyn SchemaSource, observer: &'s mut dyn Observer) -> Self {
        Self { judges: false, ..Self::new(series, schemas, observer) }
    }

    /// Reports to the observer what the call touches; false where nothing behind it is read.
    pub(super) fn touch(&mut self, touch: Touch<'_>, path: &CallPath<'_>) -> bool {
        self.observer.touch(touch, path)
    }

    /// A field of a model; false where nothing behind it is read.
    pub(super) fn field(&mut self, model: &ModelSchema, name: &str, usage: Usage, path: &CallPath<'_>) -> bool {
        if !self.judges && !is_name(name) {
            self.report(Issue::new(IssueCode::WrongShape, path, format!("{} is not the name of a field", quoted(name))));
            return false;
        }
        self.touch(Touch::Field { model, name, usage }, path)
    }

    /// The schema of a model whose records the call reaches.
    pub(super) fn reach(&mut self, model: &str, access: Access, path: &CallPath<'_>) -> Option<Arc<ModelSchema>> {
        if self.touch(Touch::Records { model, access }, path) { self.model(model, path) } else { None }
    }

    /// The outcome. A call with issues is not normalised: its fixes and its normalisations could meet in one place.
    pub(super) fn finish(mut self) -> Outcome {
        if !self.outcome.issues.is_empty() {
            self.outcome.changes.clear();
        }
        self.outcome
    }

    /// Reports an issue, up to the cap.
    pub(super) fn report(&mut self, issue: Issue) {
        if !self.judges && issue.code.is_of_value() {
            return;
        }
        match self.outcome.issues.len() {
            count if count < MOST_ISSUES => self.outcome.issues.push(issue),
            MOST_ISSUES => {
                let message = format!("more than {MOST_ISSUES} issues, the others are not reported");
                let path = issue.path;
                let last = Issue::new(IssueCode::TooManyIssues, path, message);
                self.outcome.issues.push(last);
            }
            _ => {}
        }
    }

    /// Reports a normalisation: `value` takes the place of what is at `path`.
    pub(super) fn normalise(&mut self, path: &CallPath<'_>, value: Value, message: String) {
        let patch = patch::replace(path.pointer(), value);
        self.outcome.changes.push(Change { path: path.dotted(), message, patch });
    }

    /// Reports what Odoo accepts and is unlikely to be intended.
    pub(super) fn remark(&mut self, note: Note) {
        if self.outcome.notes.len() < MOST_ISSUES {
            self.outcome.notes.push(note);
        }
    }

    /// Counts one more value at `path`; false once the check must not go deeper or on.
    pub(super) fn enter(&mut self, path: &CallPath<'_>) -> bool {
        self.seen += 1;
        if self.outcome.issues.len() > MOST_ISSUES {
            return false;
        }
        if path.depth() > DEEPEST {
            self.report(Issue::new(IssueCode::TooDeep, path, format!("nested deeper than {DEEPEST} levels")));
            return false;
        }
        if self.seen == LARGEST {
            let message = format!("more than {LARGEST} values in one call");
            self.report(Issue::new(IssueCode::TooLarge, path, message).hint("split it into several calls"));
        }
        self.seen < LARGEST
    }

    /// The schema of a model, or an issue, or a need.
    pub(super) fn model(&mut self, name: &str, path: &CallPath<'_>) -> Option<Arc<ModelSchema>> {
        match self.schemas.lookup(name) {
            Lookup::Found(schema) => Some(schema),
            Lookup::Unloaded => {
                self.outcome.needs.insert(name.to_owned());
                None
            }
            Lookup::Absent => {
                let issue = Issue::new(IssueCode::UnknownModel, path, format!("unknown model {}", quoted(name)));
                let Advised { issue, meant } = unknown::model(self, name, issue.about(name));
                self.report(match meant.filter(|_| path.dotted() == "model") {
                    Some(meant) => issue.replace(path, meant),
                    None => issue,
                });
                None
            }
        }
    }

    /// The schema of a model if it is at hand: for judgements that can do without.
    pub(super) fn loaded(&self, name: &str) -> Option<Arc<ModelSchema>> {
        match self.schemas.lookup(name) {
            Lookup::Found(schema) => Some(schema),
            Lookup::Absent | Lookup::Unloaded => None,
        }
    }
}

/// Whether a text may be the name of a field: Python's identifiers in ASCII, as the names of columns are.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 256 && text.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}
