//! Whether a model may be reached so: scope, tier, and the facts of its access rights.

use odoo_sdk::schema::{ModelKind, ModelSchema};
use odoo_sdk::validate::{Access, CallPath};

use super::{ADMINISTRATORS, Inspection, shown};
use crate::error_code::ErrorCode;
use crate::policy::built_in;
use crate::policy::decision::{BUILT_IN, OF_SESSION, Reason, Step};
use crate::policy::files::ATTACHMENTS;
use crate::policy::permission::{self, Fact};
use crate::policy::profile::Profile;
use crate::policy::tier::{Answer, Tier};

impl Inspection<'_> {
    /// Whether a model may be reached so: scope and tier.
    pub(in crate::policy) fn model(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        if !is_model_name(model) {
            self.refuse_unreadable(place, &format!("`{}` is not a model name", shown(model)));
            return false;
        }
        self.beside.made += usize::from(operation == Access::Create);
        self.beside.deleted += usize::from(operation == Access::Delete);
        let own = self.own.take().filter(|own| own == model && operation == Access::Write);
        if own.is_some() {
            return self.scope(model, operation, place) & self.beyond_built_in(model, operation, place);
        }
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

    fn scope(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        // Files are within the scope of the record that they hang on.
        let files = self.caller.files.filter(|_| model == ATTACHMENTS);
        let (model, operation) =
            files.map_or((model, operation), |files| (files.model.as_str(), if operation.is_read() { operation } else { Access::Write }));
        let outside = |scope: &&crate::policy::Scope| !scope.allows(model, operation);
        let by_server = self.rules.scope.as_ref().filter(outside).map(|scope| (scope, "scope"));
        let by_session = || self.caller.scope.filter(outside).map(|scope| (scope, OF_SESSION));
        let Some((scope, rule)) = by_server.or_else(by_session) else { return true };
        let message = format!("the scope `{scope}` does not let this session {} `{model}`", operation.name());
        self.refuse(Reason::new(Step::Scope, ErrorCode::OutOfScope, message).at(place).rule(rule));
        false
    }

    pub(in crate::policy) fn tier(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        let rules = self.rules;
        let (answer, tier, rule) = rules.tier(model, operation);
        let allowed = match answer {
            Answer::Yes if operation == Access::Delete && built_in::NEVER_DELETED.contains(&model) => false,
            Answer::Yes => true,
            Answer::IfAdministrator => self.is_member(ADMINISTRATORS),
            // A colleague is found by name wherever a form asks for one; an opened dialog may be filled in.
            Answer::No => {
                let by_name = operation == Access::Name && model == "res.users";
                let is_kept = tier == Tier::ReadOnly && rule == BUILT_IN;
                let of_record = model == ATTACHMENTS && rule == BUILT_IN && self.caller.files.is_some_and(|files| files.allow(operation));
                by_name || of_record || is_kept && (self.is_opened(model, operation, place) || self.is_reviewed(model, operation, place))
            }
        };
        if !allowed {
            self.refuse(tier_reason(model, operation, tier).at(place).rule(rule));
        }
        allowed
    }

    /// Whether a model that is read-only by itself is the dialog that Odoo opened. What an operator says of it holds.
    fn is_opened(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        let is_dialog = self.caller.is_in_dialog(model) && operation != Access::Delete;
        let kind = if is_dialog { self.schema_at_hand(model).map(|schema| schema.kind) } else { None };
        kind == Some(ModelKind::Transient) && self.beyond_built_in(model, operation, place)
    }

    /// Whether a method was reviewed for a model that is read-only by itself, and for no other. What an operator says of it holds.
    fn is_reviewed(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        operation == Access::Call && self.reviewed.as_deref() == Some(model) && self.beyond_built_in(model, operation, place)
    }

    /// Whether the files permit it, whatever the built-in tables say.
    fn beyond_built_in(&mut self, model: &str, operation: Access, place: &CallPath<'_>) -> bool {
        let rules = self.rules;
        let (answer, tier, rule) = rules.tier_of_files(model, operation);
        let allowed = answer == Answer::Yes || answer == Answer::IfAdministrator && self.is_member(ADMINISTRATORS);
        if !allowed {
            self.refuse(tier_reason(model, operation, tier).at(place).rule(rule));
        }
        allowed
    }

    /// A new record makes those that it delegates to.
    pub(super) fn delegated(&mut self, model: &ModelSchema, parent: &str, place: &CallPath<'_>) {
        if built_in::is_always_blocked(parent) {
            let message = format!("a new `{}` makes a `{parent}`, which is blocked by a rule of this server", model.model);
            self.refuse(Reason::new(Step::Tier, ErrorCode::ModelBlocked, message).at(place));
        }
    }
}

fn closed(model: &str, operation: Access) -> Reason {
    let model = shown(model);
    let message =
        format!("no group of a business app may {} records of `{model}`: that is for administrators, in Odoo itself", operation.name());
    let permits = format!("an operator of this server may permit it: `full_crud: [{model}]` under `custom_models` in `model_access.yaml`");
    Reason::new(Step::Tier, ErrorCode::ModelReadOnly, message).hint(permits)
}

fn tier_reason(model: &str, operation: Access, tier: Tier) -> Reason {
    let model = shown(model);
    match tier {
        Tier::Open if operation == Access::Delete => {
            Reason::new(Step::Tier, ErrorCode::ModelReadOnly, format!("records of `{model}` are not deleted through this server"))
        }
        Tier::Blocked => Reason::new(Step::Tier, ErrorCode::ModelBlocked, format!("`{model}` is blocked by a rule of this server"))
            .hint(built_in::instead::of_blocked(&model)),
        Tier::ReadOnly => {
            let reason =
                Reason::new(Step::Tier, ErrorCode::ModelReadOnly, format!("`{model}` is read-only: no {} on it", operation.name()));
            match built_in::instead::of_read_only(&model, operation) {
                Some(advice) => reason.hint(advice),
                None => reason,
            }
        }
        Tier::AdminOnly => Reason::new(Step::Tier, ErrorCode::AdminOnly, format!("`{model}` is for administrators only")),
        Tier::AdminWriteOnly | Tier::Open => {
            Reason::new(Step::Tier, ErrorCode::AdminWriteOnly, format!("`{model}` is changed by administrators only"))
        }
    }
}

fn is_model_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    !text.is_empty() && text.len() <= 128 && text.bytes().all(is_part)
}
