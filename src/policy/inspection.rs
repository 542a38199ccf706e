//! One look at one call: what it touches, what refuses it, and what must be known first.
//!
//! Everything that a call names is brought to two questions: may this model be reached so ([`Inspection::model`]), and may this field
//! be used so ([`Inspection::field`]). What cannot be understood is refused.

use std::sync::Arc;

use odoo_sdk::schema::{FieldSchema, Lookup, ModelSchema, SchemaSource};
use odoo_sdk::validate::IssueCode;

use super::built_in;
use super::caller::Caller;
use super::decision::{Needs, OF_SESSION, Reason, Step};
use super::operation::Operation;
use super::place::Place;
use super::rules::{Hidden, Rules};
use super::tier::{Answer, Tier};
use crate::error_code::ErrorCode;

/// The group of administrators.
pub(crate) const ADMINISTRATORS: &str = "base.group_system";

/// Steps into a call that are followed.
const DEEPEST: usize = 40;

/// Values that are looked at in one call.
const LARGEST: usize = 200_000;

/// Reasons that are told.
const MOST_REASONS: usize = 20;

/// Relations that a `related` field is followed through.
const LONGEST_CHAIN: usize = 8;

/// How a field is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Its value comes back, or decides what comes back.
    Read,
    /// It is set.
    Write,
}

/// One look at one call.
pub(super) struct Inspection<'a> {
    pub(super) rules: &'a Rules,
    pub(super) caller: &'a Caller<'a>,
    schemas: &'a dyn SchemaSource,
    pub(super) reasons: Vec<Reason>,
    pub(super) needs: Needs,
    /// Names that the call itself gives to aggregates; none of them is a field.
    pub(super) aliases: Vec<String>,
    seen: usize,
}

impl<'a> Inspection<'a> {
    pub(super) fn new(rules: &'a Rules, caller: &'a Caller<'a>, schemas: &'a dyn SchemaSource) -> Self {
        Self { rules, caller, schemas, reasons: Vec::new(), needs: Needs::default(), aliases: Vec::new(), seen: 0 }
    }

    /// Notes a reason.
    pub(super) fn refuse(&mut self, reason: Reason) {
        if self.reasons.len() < MOST_REASONS && !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Counts one more value; false where the call is too deep or too large to be judged.
    pub(super) fn enter(&mut self, place: &Place<'_>) -> bool {
        self.seen += 1;
        if place.depth() > DEEPEST {
            let reason = Reason::new(Step::Arguments, IssueCode::TooDeep, format!("nested deeper than {DEEPEST} levels"));
            self.refuse(reason.at(place).hint("split it into several calls"));
        } else if self.seen == LARGEST {
            self.refuse(Reason::new(Step::Arguments, IssueCode::TooLarge, format!("more than {LARGEST} values in one call")).at(place));
        }
        place.depth() <= DEEPEST && self.seen < LARGEST
    }

    /// Refuses what is in no form that a rule could judge.
    pub(super) fn unclear(&mut self, place: &Place<'_>, what: &str) {
        self.refuse(
            Reason::new(Step::Arguments, ErrorCode::UnreadableArgument, format!("{what}; what cannot be judged is not sent")).at(place),
        );
    }

    /// Whether the user is in a group; notes the need where that is not known.
    pub(super) fn is_member(&mut self, group: &str) -> bool {
        self.caller.is_member(group).unwrap_or_else(|| {
            self.needs.groups.insert(group.to_owned());
            true
        })
    }

    /// Whether a model may be reached so: scope and tier.
    pub(super) fn model(&mut self, model: &str, operation: Operation, place: &Place<'_>) -> bool {
        self.scope(model, operation, place) & self.tier(model, operation, place)
    }

    fn scope(&mut self, model: &str, operation: Operation, place: &Place<'_>) -> bool {
        let outside = |scope: &&super::Scope| !scope.allows(model, operation);
        let by_server = self.rules.scope.as_ref().filter(outside).map(|scope| (scope, "scope"));
        let by_session = || self.caller.scope.filter(outside).map(|scope| (scope, OF_SESSION));
        let Some((scope, rule)) = by_server.or_else(by_session) else { return true };
        let message = format!("the scope `{scope}` does not let this session {} `{model}`", operation.name());
        self.refuse(Reason::new(Step::Scope, ErrorCode::OutOfScope, message).at(place).rule(rule));
        false
    }

    pub(super) fn tier(&mut self, model: &str, operation: Operation, place: &Place<'_>) -> bool {
        let rules = self.rules;
        let (answer, tier, rule) = rules.tier(model, operation);
        let allowed = match answer {
            Answer::Yes if operation == Operation::Delete && built_in::NEVER_DELETED.contains(&model) => false,
            Answer::Yes => true,
            Answer::IfAdministrator => self.is_member(ADMINISTRATORS),
            Answer::No => false,
        };
        if !allowed {
            self.refuse(tier_reason(model, operation, tier).at(place).rule(rule));
        }
        allowed
    }

    /// A new record makes those that it delegates to.
    pub(super) fn delegated(&mut self, schema: &ModelSchema, place: &Place<'_>) {
        for parent in schema.inherits.keys().filter(|parent| built_in::is_always_blocked(parent)) {
            let message = format!("a new `{}` makes a `{parent}`, which is blocked by a rule of this server", schema.model);
            self.refuse(Reason::new(Step::Tier, ErrorCode::ModelBlocked, message).at(place));
        }
    }

    /// What a record is called tells the field that it is called by, and a search by names tells the fields that it looks into.
    pub(super) fn names(&mut self, schema: &ModelSchema, looks_for: bool, place: &Place<'_>) {
        let named = schema.rec_name.as_deref().into_iter();
        let searched = built_in::searched_by_name(&schema.model).iter().copied().filter(|_| looks_for);
        for field in named.chain(searched) {
            if self.is_hidden(&schema.model, field) {
                let message =
                    format!("records of `{}` are told or found by `{field}`, which is hidden by a rule of this server", schema.model);
                let rule = self.hiding_rule(&schema.model, field);
                self.refuse(Reason::new(Step::Arguments, ErrorCode::FieldHidden, message).at(place).rule(rule));
            }
        }
    }

    /// The schema of a model; a model that is not known is noted as a need, or refused where there is none.
    pub(super) fn schema(&mut self, model: &str, place: &Place<'_>) -> Option<Arc<ModelSchema>> {
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

    /// Whether a field may be used so. Fields that the model does not have are refused: nothing is known of them.
    pub(super) fn field(&mut self, model: &ModelSchema, name: &str, how: Use, place: &Place<'_>) -> bool {
        let field = model.fields.get(name);
        if self.is_hidden(&model.model, name) {
            let message = format!("`{}` of `{}` is hidden by a rule of this server", shown(name), model.model);
            let rule = self.hiding_rule(&model.model, name);
            let reason = Reason::new(Step::Arguments, ErrorCode::FieldHidden, message).hint("leave it out, in every part of the call");
            self.refuse(reason.at(place).rule(rule));
            return false;
        }
        if name == "display_name" {
            self.names(model, false, place);
        }
        let Some(field) = field else {
            // Abstract models have an id too.
            return name == "id" || self.unknown_field(model, name, place);
        };
        if how == Use::Write && !self.may_write(model, name, field, place) {
            return false;
        }
        field.related.as_deref().is_none_or(|chain| self.related(model, name, chain, how, place))
    }

    fn unknown_field(&mut self, model: &ModelSchema, name: &str, place: &Place<'_>) -> bool {
        let message = format!("`{}` has no field `{}`", model.model, shown(name));
        self.refuse(Reason::new(Step::Arguments, IssueCode::UnknownField, message).at(place));
        false
    }

    /// Whether a field is hidden from this caller.
    pub(super) fn is_hidden(&mut self, model: &str, name: &str) -> bool {
        match self.hiding(model, name) {
            None => false,
            Some(Hidden::Always(_)) => true,
            Some(Hidden::Unless(group, _)) => !self.is_member(group),
        }
    }

    /// The rule that hides a field: of its model, or of a model whose records have it by delegation, for it is the same value.
    fn hiding(&mut self, model: &str, name: &str) -> Option<Hidden<'a>> {
        let rules = self.rules;
        rules.hidden(model, name).or_else(|| {
            let heirs: Vec<&str> = rules.hidden.get(name)?.iter().filter_map(|rule| rule.models.name()).collect();
            let heir = heirs.into_iter().find(|heir| self.delegates(heir, model))?;
            rules.hidden(heir, name)
        })
    }

    /// The schema of a model, where a rule hides anything by which its records are named or found; loaded where that is not known.
    pub(super) fn known(&mut self, model: &str) -> Option<Arc<ModelSchema>> {
        let hides = |rules: &[super::HiddenField]| rules.iter().any(|rule| rule.models.matches(model));
        if !self.rules.hidden.values().any(|rules| hides(rules)) {
            return None;
        }
        match self.schemas.lookup(model) {
            Lookup::Found(schema) => Some(schema),
            Lookup::Unloaded => {
                self.needs.models.insert(model.to_owned());
                None
            }
            Lookup::Absent => None,
        }
    }

    fn delegates(&mut self, heir: &str, parent: &str) -> bool {
        match self.schemas.lookup(heir) {
            Lookup::Found(schema) => schema.inherits.contains_key(parent),
            Lookup::Unloaded => {
                self.needs.models.insert(heir.to_owned());
                false
            }
            Lookup::Absent => false,
        }
    }

    fn hiding_rule(&mut self, model: &str, name: &str) -> String {
        match self.hiding(model, name) {
            Some(Hidden::Always(rule) | Hidden::Unless(_, rule)) => rule.to_owned(),
            None => String::new(),
        }
    }

    fn may_write(&mut self, model: &ModelSchema, name: &str, field: &FieldSchema, place: &Place<'_>) -> bool {
        let rules = self.rules;
        let Some(rule) = rules.never_written(&model.model, name, Some(field)) else { return true };
        let message = format!("`{name}` of `{}` is never written through this server", model.model);
        let hint = match built_in::is_membership(&model.model, name, Some(field)) {
            true => "an administrator changes rights in Odoo itself",
            false => "leave it out",
        };
        self.refuse(Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message).at(place).rule(rule).hint(hint));
        false
    }

    /// What a `related` field stands for, to its end. Only names and the like of a blocked model are shown through one.
    fn related(&mut self, model: &ModelSchema, name: &str, chain: &str, how: Use, place: &Place<'_>) -> bool {
        let mut at: Option<Arc<ModelSchema>> = None;
        for (step, segment) in chain.split('.').take(LONGEST_CHAIN).enumerate() {
            let here = at.as_deref().unwrap_or(model);
            if self.is_hidden(&here.model, segment) {
                let message = format!("`{name}` of `{}` is `{chain}`, which is hidden by a rule of this server", model.model);
                let rule = self.hiding_rule(&here.model, segment);
                self.refuse(Reason::new(Step::Arguments, ErrorCode::FieldHidden, message).at(place).rule(rule));
                return false;
            }
            let is_last = chain.split('.').count() == step + 1;
            let Some(field) = here.fields.get(segment) else { return true };
            if is_last {
                return how == Use::Read || safe_write(self, here, segment, field, step > 0, place);
            }
            let Some(relation) = field.relation.as_deref() else { return true };
            let next = chain.split('.').nth(step + 1).unwrap_or_default();
            let (answer, _, _) = self.rules.tier(relation, Operation::Read);
            let is_shown = answer == Answer::No && how == Use::Read && is_safe(relation, next);
            if !is_shown && !self.tier(relation, Operation::Read, place) {
                return false;
            }
            let Some(schema) = self.schema(relation, place) else { return false };
            at = Some(schema);
        }
        true
    }
}

/// Setting a related field sets the field it stands for.
fn safe_write(
    inspection: &mut Inspection<'_>,
    model: &ModelSchema,
    name: &str,
    field: &FieldSchema,
    elsewhere: bool,
    place: &Place<'_>,
) -> bool {
    !elsewhere || (inspection.model(&model.model, Operation::Write, place) & inspection.may_write(model, name, field, place))
}

fn is_safe(model: &str, field: &str) -> bool {
    built_in::SAFE_THROUGH_RELATED.iter().any(|(known, fields)| *known == model && fields.contains(&field))
}

fn tier_reason(model: &str, operation: Operation, tier: Tier) -> Reason {
    let model = shown(model);
    match tier {
        Tier::Open if operation == Operation::Delete => {
            Reason::new(Step::Tier, ErrorCode::ModelReadOnly, format!("records of `{model}` are not deleted through this server"))
        }
        Tier::Blocked => Reason::new(Step::Tier, ErrorCode::ModelBlocked, format!("`{model}` is blocked by a rule of this server"))
            .hint("nothing of it is reached, by no path; a domain may compare a field that links to it with a name"),
        Tier::ReadOnly => {
            let reason =
                Reason::new(Step::Tier, ErrorCode::ModelReadOnly, format!("`{model}` is read-only: no {} on it", operation.name()));
            match built_in::instead(&model) {
                Some(method) => reason.hint(format!("`execute_method` calls `{method}` on the record that it is about")),
                None => reason,
            }
        }
        Tier::AdminOnly => Reason::new(Step::Tier, ErrorCode::AdminOnly, format!("`{model}` is for administrators only")),
        Tier::AdminWriteOnly | Tier::Open => {
            Reason::new(Step::Tier, ErrorCode::AdminWriteOnly, format!("`{model}` is changed by administrators only"))
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
