//! One look at one call: what it touches, what refuses it, and what must be known first.
//!
//! It observes the one reading of the call, so that what is judged is what was understood. Everything that a call names is brought to
//! two questions: may this model be reached so ([`Inspection::model`]), and may this field be used so ([`Inspection::field`]).

use std::sync::Arc;

use odoo_sdk::schema::{FieldType, Lookup, ModelSchema, SchemaSource};
use odoo_sdk::validate::{CallPath, IssueCode, Observer, Touch};

use super::built_in;
use super::caller::Caller;
use super::decision::{Needs, Reason, Step};
use super::permitted::Beside;
use super::question::Question;
use super::rules::Rules;
use super::{accounts, argument, compared, context, method, stored, values};
use crate::error_code::ErrorCode;

mod fields;
mod models;
mod names;

/// The group of administrators.
pub(crate) const ADMINISTRATORS: &str = "base.group_system";

/// Maximum number of reasons that are reported.
const MOST_REASONS: usize = 20;

/// One look at one call.
pub(super) struct Inspection<'a> {
    pub(super) rules: &'a Rules,
    pub(super) caller: &'a Caller<'a>,
    schemas: &'a dyn SchemaSource,
    pub(super) reasons: Vec<Reason>,
    pub(super) needs: Needs,
    /// Records that are made or deleted by commands.
    pub(super) beside: Beside,
    /// The model of which something is written that is the caller's own.
    pub(super) own: Option<String>,
    /// Whether the call is a caller's words, which are checked as well; what is sent is judged alone.
    pub(super) is_checked: bool,
    /// A call of a method that was reviewed for that very model: its model.
    pub(super) reviewed: Option<String>,
    /// How often something was refused, noted or not.
    refusals: usize,
}

impl Observer for Inspection<'_> {
    fn touch(&mut self, touch: Touch<'_>, at: &CallPath<'_>) -> bool {
        let before = self.refusals;
        match touch {
            Touch::Method { model, method } => {
                self.reviewed = built_in::is_reviewed_for(model, method).then(|| model.to_owned());
                method::judge(self, model, method, at);
            }
            Touch::Written { model, ids, values } => accounts::written(self, model, ids, values, at),
            Touch::Records { model, access } => drop(self.model(model, access, at)),
            Touch::Delegated { model, parent } => self.delegated(model, parent, at),
            Touch::Named { model } => self.named(model, at),
            Touch::Shown { model } => self.shown(model, at),
            Touch::EveryField { .. } => self.refuse_unreadable(at, "without names of fields every field would come back"),
            Touch::Field { model, name, usage } => drop(self.field(model, name, usage, at)),
            Touch::Value { model, name, field, usage, value } => values::judge(self, model, name, field, usage, value, at),
            Touch::Linked { field, .. } if field.field_type == FieldType::Many2many => values::link(self, field.relation.as_deref(), at),
            Touch::Linked { .. } => {}
            Touch::StoredDomain { is_literal, .. } => stored::domain(self, is_literal, at),
            Touch::StoredPath { model, path, goes_on } => stored::path(self, model, path, goes_on, at),
            Touch::Compared { model, name, operator, value } => compared::judge(self, model, name, operator, value, at),
            Touch::Ranked { model, name } => compared::ranked(self, model, name, at),
            Touch::Context { key, .. } => context::judge(self, key, at),
            Touch::Argument { model, method, name, value } => return argument::judge(self, model, method, name, value, at),
            Touch::Member { model, name, value } => argument::name(self, model, name, value, at),
            Touch::Command { .. } => argument::command(self, at),
            Touch::Text { model, text } => argument::text(self, model, text, at),
        }
        self.refusals == before
    }
}

impl<'a> Inspection<'a> {
    pub(super) fn new(rules: &'a Rules, caller: &'a Caller<'a>, schemas: &'a dyn SchemaSource) -> Self {
        Self {
            rules,
            caller,
            schemas,
            reasons: Vec::new(),
            needs: Needs::default(),
            beside: Beside::default(),
            own: None,
            is_checked: false,
            reviewed: None,
            refusals: 0,
        }
    }

    /// Notes a reason.
    pub(super) fn refuse(&mut self, reason: Reason) {
        self.refusals += 1;
        if self.reasons.len() < MOST_REASONS && !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Refuses what is in no form that a rule could judge.
    pub(super) fn refuse_unreadable(&mut self, place: &CallPath<'_>, what: &str) {
        self.refuse(
            Reason::new(Step::Arguments, ErrorCode::UnreadableArgument, format!("{what}; what cannot be checked is not sent")).at(place),
        );
    }

    /// Whether the user is in a group; notes the need where that is not known.
    pub(super) fn is_member(&mut self, group: &str) -> bool {
        self.caller.is_member(group).unwrap_or_else(|| {
            self.needs.groups.insert(group.to_owned());
            true
        })
    }

    /// Whether a record answers a question with yes; notes the need where that is not known.
    pub(super) fn holds(&mut self, question: Question) -> bool {
        (self.caller.answers)(&question).unwrap_or_else(|| {
            if !self.needs.questions.contains(&question) {
                self.needs.questions.push(question);
            }
            false
        })
    }

    /// The schema of a model, or a need.
    pub(super) fn schema_at_hand(&mut self, model: &str) -> Option<Arc<ModelSchema>> {
        match self.schemas.lookup(model) {
            Lookup::Found(schema) => Some(schema),
            Lookup::Unloaded => {
                self.needs.models.insert(model.to_owned());
                None
            }
            Lookup::Absent => None,
        }
    }

    /// Where schemas are found.
    pub(super) fn schemas(&self) -> &'a dyn SchemaSource {
        self.schemas
    }

    /// The schema of a model; a model that is not known is noted as a need, or refused where there is none.
    pub(super) fn schema(&mut self, model: &str, place: &CallPath<'_>) -> Option<Arc<ModelSchema>> {
        match self.schemas.lookup(model) {
            Lookup::Found(schema) => Some(schema),
            Lookup::Unloaded => {
                self.needs.models.insert(model.to_owned());
                None
            }
            Lookup::Absent => {
                let message = format!("this Odoo has no model `{}`", shown(model));
                self.refuse(Reason::new(Step::Arguments, IssueCode::UnknownModel, message).at(place));
                None
            }
        }
    }
}

/// A caller's word, cut where it is long.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
