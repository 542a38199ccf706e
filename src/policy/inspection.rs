//! One look at one call: what it touches, what refuses it, and what must be known first.
//!
//! It observes the one reading of the call, so that what is judged is what was understood. Everything that a call names is brought to
//! two questions: may this model be reached so ([`Inspection::model`]), and may this field be used so ([`Inspection::field`]).

use std::sync::Arc;

use odoo_sdk::schema::{FieldSchema, FieldType, Lookup, ModelSchema, SchemaSource};
use odoo_sdk::validate::{Access, CallPath, IssueCode, Observer, Touch, Usage};

use super::built_in;
use super::caller::Caller;
use super::decision::{BUILT_IN, Needs, OF_SESSION, Reason, Step};
use super::permission::{self, Fact};
use super::permitted::Beside;
use super::profile::Profile;
use super::rules::{Hidden, Rules};
use super::tier::{Answer, Tier};
use super::{argument, compared, context, method, stored, values};
use crate::error_code::ErrorCode;

/// The group of administrators.
pub(crate) const ADMINISTRATORS: &str = "base.group_system";

/// Reasons that are told.
const MOST_REASONS: usize = 20;

/// Relations that a `related` field is followed through.
const LONGEST_CHAIN: usize = 8;

/// One look at one call.
pub(super) struct Inspection<'a> {
    pub(super) rules: &'a Rules,
    pub(super) caller: &'a Caller<'a>,
    schemas: &'a dyn SchemaSource,
    pub(super) reasons: Vec<Reason>,
    pub(super) needs: Needs,
    /// Records that are made or deleted by commands.
    pub(super) beside: Beside,
    /// How often something was refused, noted or not.
    refusals: usize,
}

impl Observer for Inspection<'_> {
    fn touch(&mut self, touch: Touch<'_>, at: &CallPath<'_>) -> bool {
        let before = self.refusals;
        match touch {
            Touch::Method { model, method } => method::judge(self, model, method, at),
            Touch::Records { model, access } => drop(self.model(model, access, at)),
            Touch::Delegated { model, parent } => self.delegated(model, parent, at),
            Touch::Named { model } => self.named(model, at),
            Touch::Shown { model } => self.shown(model, at),
            Touch::EveryField { .. } => self.unclear(at, "without names of fields every field would come back"),
            Touch::Field { model, name, usage } => drop(self.field(model, name, usage, at)),
            Touch::Value { model, name, field, usage, value } => values::judge(self, model, name, field, usage, value, at),
            Touch::Linked { field, .. } if field.field_type == FieldType::Many2many => values::link(self, field.relation.as_deref(), at),
            Touch::Linked { .. } => {}
            Touch::StoredDomain { is_literal, .. } => stored::domain(self, is_literal, at),
            Touch::StoredPath { model, path, goes_on } => stored::path(self, model, path, goes_on, at),
            Touch::Compared { model, name, operator, value } => compared::judge(self, model, name, operator, value, at),
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
        Self { rules, caller, schemas, reasons: Vec::new(), needs: Needs::default(), beside: Beside::default(), refusals: 0 }
    }

    /// Notes a reason.
    pub(super) fn refuse(&mut self, reason: Reason) {
        self.refusals += 1;
        if self.reasons.len() < MOST_REASONS && !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Refuses what is in no form that a rule could judge.
    pub(super) fn unclear(&mut self, place: &CallPath<'_>, what: &str) {
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

    /// Whether a model may be reached so: scope and tier.
    pub(super) fn model(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        if !is_model_name(model) {
            self.unclear(place, &format!("`{}` is not a model name", shown(model)));
            return false;
        }
        self.beside.made += usize::from(operation == Access::Create);
        self.beside.deleted += usize::from(operation == Access::Delete);
        self.scope(model, operation, place) & self.tier(model, operation, place) && self.fact(model, operation, place)
    }

    /// Whether somebody who is not an administrator may do this on a screen, or an operator permits it.
    fn fact(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        if self.rules.profile != Profile::Business || operation.is_read() || operation == Access::Call {
            return true;
        }
        if built_in::is_closed(model) && !self.rules.is_named_for(model, operation) {
            self.refuse(closed(model, operation).at(place));
            return false;
        }
        let Some(schema) = self.schema_at_hand(model) else { return true };
        let is_open =
            self.rules.is_named_for(model, operation) || permission::of_records(&schema, self.schemas.groups(), operation) != Fact::Refuses;
        if !is_open {
            self.refuse(closed(model, operation).at(place));
        }
        is_open
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

    fn scope(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        let outside = |scope: &&super::Scope| !scope.allows(model, operation);
        let by_server = self.rules.scope.as_ref().filter(outside).map(|scope| (scope, "scope"));
        let by_session = || self.caller.scope.filter(outside).map(|scope| (scope, OF_SESSION));
        let Some((scope, rule)) = by_server.or_else(by_session) else { return true };
        let message = format!("the scope `{scope}` does not let this session {} `{model}`", operation.name());
        self.refuse(Reason::new(Step::Scope, ErrorCode::OutOfScope, message).at(place).rule(rule));
        false
    }

    pub(super) fn tier(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        let rules = self.rules;
        let (answer, tier, rule) = rules.tier(model, operation);
        let allowed = match answer {
            Answer::Yes if operation == Access::Delete && built_in::NEVER_DELETED.contains(&model) => false,
            Answer::Yes => true,
            Answer::IfAdministrator => self.is_member(ADMINISTRATORS),
            // A colleague is found by name wherever a form asks for one; an opened dialog may be filled in.
            Answer::No => {
                let by_name = operation == Access::Name && model == "res.users";
                let in_dialog =
                    tier == Tier::ReadOnly && rule == BUILT_IN && operation != Access::Delete && self.caller.dialog == Some(model);
                by_name || in_dialog
            }
        };
        if !allowed {
            self.refuse(tier_reason(model, operation, tier).at(place).rule(rule));
        }
        allowed
    }

    /// A new record makes those that it delegates to.
    fn delegated(&mut self, model: &ModelSchema, parent: &str, place: &CallPath<'_>) {
        if built_in::is_always_blocked(parent) {
            let message = format!("a new `{}` makes a `{parent}`, which is blocked by a rule of this server", model.model);
            self.refuse(Reason::new(Step::Tier, ErrorCode::ModelBlocked, message).at(place));
        }
    }

    /// A text is compared with the names of a model's records. Users are found by name everywhere; nothing else that is blocked is.
    fn named(&mut self, model: &str, place: &CallPath<'_>) {
        if let Some(schema) = self.known(model) {
            self.names(&schema, true, place);
        }
        let may_read = match self.rules.tier(model, Access::Read).0 {
            Answer::Yes => true,
            Answer::IfAdministrator => self.is_member(ADMINISTRATORS),
            Answer::No => model == "res.users",
        };
        if !may_read {
            let message = format!("the records of `{model}` are not searched by name: the model is blocked by a rule of this server");
            self.refuse(Reason::new(Step::Tier, ErrorCode::ModelBlocked, message).at(place).hint("compare with an id"));
        }
    }

    /// The names of a model's records are shown. Those of users are everywhere.
    fn shown(&mut self, model: &str, place: &CallPath<'_>) {
        if model != "res.users" {
            self.model(model, Access::Read, place);
        }
        if let Some(schema) = self.known(model) {
            self.names(&schema, false, place);
        }
    }

    /// What a record is called tells the field that it is called by, and a search by names tells the fields that it looks into.
    pub(super) fn names(&mut self, schema: &ModelSchema, looks_for: bool, place: &CallPath<'_>) {
        let named = schema.rec_name.as_deref().into_iter();
        let searched = built_in::searched_by_name(&schema.model).iter().copied().filter(|_| looks_for);
        for field in named.chain(searched) {
            if self.is_hidden(&schema.model, field) {
                let message =
                    format!("records of `{}` are named or found by `{field}`, which is hidden by a rule of this server", schema.model);
                let rule = self.hiding_rule(&schema.model, field);
                self.refuse(Reason::new(Step::Arguments, ErrorCode::FieldHidden, message).at(place).rule(rule));
            }
        }
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

    /// Whether a field may be used so; the model may not have it.
    pub(super) fn field(&mut self, model: &ModelSchema, name: &str, how: Usage, place: &CallPath<'_>) -> bool {
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
        if how.writes() && !(self.may_write(model, name, field, place) && values::may_hold(self, model, name, field, place)) {
            return false;
        }
        let chain = field.and_then(|field| field.related.as_deref());
        chain.is_none_or(|chain| self.related(model, name, chain, how, place))
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
        if self.rules.hidden.values().any(|rules| hides(rules)) { self.schema_at_hand(model) } else { None }
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

    fn may_write(&mut self, model: &ModelSchema, name: &str, field: Option<&FieldSchema>, place: &CallPath<'_>) -> bool {
        let rules = self.rules;
        let Some(rule) = rules.never_written(&model.model, name, field) else { return true };
        let message = format!("`{name}` of `{}` is never written through this server", model.model);
        let hint = match built_in::is_membership(&model.model, name, field) {
            true => "an administrator changes rights in Odoo itself",
            false => "leave it out",
        };
        self.refuse(Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message).at(place).rule(rule).hint(hint));
        false
    }

    /// What a `related` field stands for, to its end. Only names and the like of a blocked model are shown through one.
    fn related(&mut self, model: &ModelSchema, name: &str, chain: &str, how: Usage, place: &CallPath<'_>) -> bool {
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
                return !how.writes() || safe_write(self, here, segment, field, step > 0, place);
            }
            let Some(relation) = field.relation.as_deref() else { return true };
            let next = chain.split('.').nth(step + 1).unwrap_or_default();
            let (answer, _, _) = self.rules.tier(relation, Access::Read);
            let is_shown = answer == Answer::No && !how.writes() && is_safe(relation, next);
            if !is_shown && !self.tier(relation, Access::Read, place) {
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
    place: &CallPath<'_>,
) -> bool {
    !elsewhere || (inspection.model(&model.model, Access::Write, place) & inspection.may_write(model, name, Some(field), place))
}

fn closed(model: &str, operation: Access) -> Reason {
    let model = shown(model);
    let message =
        format!("no group of a business app may {} records of `{model}`: that is for administrators, in Odoo itself", operation.name());
    let permits = format!("an operator of this server may permit it: `full_crud: [{model}]` under `custom_models` in `model_access.yaml`");
    Reason::new(Step::Tier, ErrorCode::ModelReadOnly, message).hint(permits)
}

fn is_safe(model: &str, field: &str) -> bool {
    built_in::SAFE_THROUGH_RELATED.iter().any(|(known, fields)| *known == model && fields.contains(&field))
}

fn tier_reason(model: &str, operation: Access, tier: Tier) -> Reason {
    let model = shown(model);
    match tier {
        Tier::Open if operation == Access::Delete => {
            Reason::new(Step::Tier, ErrorCode::ModelReadOnly, format!("records of `{model}` are not deleted through this server"))
        }
        Tier::Blocked => Reason::new(Step::Tier, ErrorCode::ModelBlocked, format!("`{model}` is blocked by a rule of this server"))
            .hint("it cannot be reached by any path; a domain may compare a field that links to it with a name"),
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

fn is_model_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    !text.is_empty() && text.len() <= 128 && text.bytes().all(is_part)
}
