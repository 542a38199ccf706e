//! Whether a field may be used so: hidden, never written, or another field by way of relations.

use std::sync::Arc;

use odoo_sdk::schema::{FieldSchema, Lookup, ModelSchema};
use odoo_sdk::validate::{Access, CallPath, Usage};

use super::{Inspection, shown};
use crate::error_code::ErrorCode;
use crate::policy::decision::{Reason, Step};
use crate::policy::rules::Hidden;
use crate::policy::templates;
use crate::policy::tier::Answer;
use crate::policy::{built_in, values};

/// Relations that a `related` field is followed through.
const LONGEST_CHAIN: usize = 8;

impl<'a> Inspection<'a> {
    /// Whether a field may be used so; the model may not have it.
    pub(in crate::policy) fn field(&mut self, model: &ModelSchema, name: &str, how: Usage, place: &CallPath<'_>) -> bool {
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
        if how.writes() && !self.is_of_dialog(model, name, place) {
            return false;
        }
        if how.writes() && !(self.may_write(model, name, field, place) && values::may_hold(self, model, name, field, place)) {
            return false;
        }
        let chain = field.and_then(|field| field.related.as_deref());
        chain.is_none_or(|chain| self.related(model, name, chain, how, place))
    }

    /// A dialog that stands for a method of the record it is about is filled in with what that method takes.
    fn is_of_dialog(&mut self, model: &ModelSchema, name: &str, place: &CallPath<'_>) -> bool {
        let stands_for = built_in::stands_for(&model.model).filter(|_| self.caller.is_in_dialog(&model.model));
        let arguments = stands_for.and_then(|method| built_in::reviewed_method("*", method));
        // A template is judged by what it is about.
        let is_template = model.fields.get(name).is_some_and(|field| field.relation.as_deref() == Some(templates::MODEL));
        let is_taken = is_template || arguments.is_none_or(|known| known.iter().any(|(argument, _)| *argument == name));
        if !is_taken {
            let message = format!("`{name}` of `{}` is not filled in through this server", model.model);
            let names = arguments.into_iter().flatten().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let reason = Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message).at(place);
            self.refuse(reason.hint(format!("of {names} those that the dialog shows are")));
        }
        is_taken
    }

    /// Whether a field is hidden from this caller.
    pub(in crate::policy) fn is_hidden(&mut self, model: &str, name: &str) -> bool {
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

    pub(super) fn hiding_rule(&mut self, model: &str, name: &str) -> String {
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

fn is_safe(model: &str, field: &str) -> bool {
    built_in::SAFE_THROUGH_RELATED.iter().any(|(known, fields)| *known == model && fields.contains(&field))
}
