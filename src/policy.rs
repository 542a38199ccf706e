//! What may be done. Nothing reaches Odoo but as a [`Permitted`] value, and only this module makes one.
//!
//! A call passes the steps in this order: rate limit, authentication, role, mode, scope, tier, method, arguments; then it is sent, its
//! answer redacted, and both written to the audit. An error while judging is a refusal.

mod about;
mod accounts;
mod argument;
#[cfg(test)]
pub(crate) mod attack_tests;
mod built_in;
mod caller;
mod compared;
mod context;
mod decision;
mod files;
mod inspection;
mod json;
mod markup;
mod method;
mod mode;
mod pattern;
mod permission;
mod permitted;
mod profile;
mod question;
mod rate;
mod redaction;
mod rules;
mod sanitising;
mod scope;
mod stored;
mod templates;
mod through;
mod tier;
mod tokens;
mod unredacted;
mod values;

use crate::error_code::ErrorCode;
use std::sync::{Arc, PoisonError, RwLock};

use odoo_sdk::client::Part;
use odoo_sdk::schema::{Lookup, ModelSchema, SchemaSource};
use odoo_sdk::validate::{Access, CallPath, Observer, Outcome};
use odoo_sdk::{Call, Effect, Series};

#[cfg(test)]
pub(crate) use built_in::instead::METHODS as METHODS_WITH_TOOLS;
pub(crate) use built_in::instead::{of_common_method as tool_in_place_of, of_method as tool_that_does};
pub(crate) use built_in::{ALWAYS_BLOCKED, ALWAYS_READ_ONLY, is_always_blocked, is_never_called, is_never_writable, is_open};
pub(crate) use caller::{Caller, Dialog};
pub(crate) use decision::{Denial, Needs, OF_SESSION, Reason, Step};
pub(crate) use files::{ATTACHMENTS, FilesOf};
pub(crate) use inspection::ADMINISTRATORS;
pub(crate) use mode::Mode;
pub(crate) use pattern::Pattern;
pub(crate) use permission::groups_that_may;
pub(crate) use permitted::{Beside, Permitted};
#[cfg(test)]
pub(crate) use profile::Profile;
pub(crate) use question::Question;
pub(crate) use rate::{Buckets, Budget};
pub(crate) use rules::{HiddenField, Limits, Rules};
pub(crate) use sanitising::clean;
pub(crate) use scope::Scope;
#[cfg(test)]
pub(crate) use tier::Answer as TierAnswer;
pub(crate) use tier::Tier;
pub(crate) use unredacted::Unredacted;

use inspection::Inspection;

/// The rules of this server, the same for every call; replaced as a whole when their files change.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policy {
    rules: Arc<RwLock<Arc<Rules>>>,
}

/// What became of a call that was judged.
#[derive(Debug)]
pub(crate) enum Ruling {
    /// It may be sent.
    Permitted(Permitted<Call>),
    /// More must be known; the call comes back.
    Needs(Box<Call>, Needs),
}

impl Policy {
    /// A policy with these rules.
    pub(crate) fn new(rules: Rules) -> Self {
        Self { rules: Arc::new(RwLock::new(Arc::new(rules))) }
    }

    /// The rules as they are now.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes new rules for every call from now on.
    pub(crate) fn replace(&self, rules: Rules) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }

    /// Its mode.
    pub(crate) fn mode(&self) -> Mode {
        self.rules().mode
    }

    /// Whether a tool may be used at all: it is not switched off, and the user is in one of the groups it asks for.
    pub(crate) fn admit(&self, caller: &Caller<'_>) -> Result<Needs, Denial> {
        role(&self.rules(), caller)
    }

    /// Whether one call may write so many records.
    pub(crate) fn check_records(&self, records: usize) -> Result<(), Denial> {
        let most = self.rules().limits.records_per_call;
        if records <= most {
            return Ok(());
        }
        let message = format!("{records} records in one call, more than {most}");
        Err(Reason::new(Step::Arguments, ErrorCode::TooManyRecords, message).hint("split it into several calls").rule("limits").into())
    }

    /// The answer to a call without what is hidden from the caller.
    pub(crate) fn redact(
        &self,
        model: &str,
        method: &str,
        names_fields: bool,
        answer: Unredacted,
        is_member: &dyn Fn(&str) -> bool,
    ) -> Part {
        let mut answer = answer.open();
        let dropped = redaction::redact(&self.rules(), model, method, names_fields, &mut answer.value, is_member);
        if dropped > 0 {
            tracing::debug!(model, method, dropped, "hidden members were dropped");
        }
        answer
    }

    /// Whether a model's schema may be shown, and which of its fields are left out.
    pub(crate) fn visible(&self, schema: &ModelSchema, caller: &Caller<'_>) -> Result<(Needs, Vec<String>), Denial> {
        let rules = self.rules();
        let mut inspection = Inspection::new(&rules, caller, &NoSchemas);
        inspection.model(&schema.model, Access::Read, &CallPath::root("model"));
        let hidden = schema.fields.keys().filter(|name| inspection.is_hidden(&schema.model, name)).cloned().collect();
        if inspection.reasons.is_empty() {
            return Ok((inspection.needs, hidden));
        }
        Err(Denial { reasons: inspection.reasons, retry_after: None })
    }

    /// Whether documents of a model may be printed: nobody can take a hidden field out of a PDF.
    pub(crate) fn check_printed(&self, schema: &ModelSchema) -> Result<(), Denial> {
        let rules = self.rules();
        let Some((field, rule)) = rules.hidden_in_print(schema) else { return Ok(()) };
        let message = format!("a document of `{}` may show `{field}`, which is hidden by a rule of this server", schema.model);
        Err(Reason::new(Step::Arguments, ErrorCode::FieldHidden, message).rule(rule).into())
    }

    /// Judges a call as it is to be sent; the only way to a [`Permitted`] one. What was not understood is not sent.
    pub(crate) fn permit(&self, call: Call, caller: &Caller<'_>, series: Series, schemas: &dyn SchemaSource) -> Result<Ruling, Denial> {
        permitted::permit(&self.rules(), call, caller, series, schemas)
    }

    /// Judges what a reading touches, before anything else is said of it.
    pub(crate) fn observe(
        &self,
        caller: &Caller<'_>,
        schemas: &dyn SchemaSource,
        read: impl FnOnce(&mut dyn Observer) -> Outcome,
    ) -> Result<(Outcome, Needs, Beside), Denial> {
        judge(&self.rules(), caller, schemas, |inspection| {
            inspection.is_checked = true;
            read(inspection)
        })
    }
}

/// No schemas: for judgements that need none.
struct NoSchemas;

impl SchemaSource for NoSchemas {
    fn lookup(&self, _: &str) -> Lookup {
        Lookup::Absent
    }
}

/// Methods by which Odoo fills in a form. They save no record, but run what modules wrote: some draw a number or make a sequence.
const FILL_IN: &[&str] = &["default_get", "onchange"];

/// Step: the mode of the server, and that of the session.
fn mode(mode: Mode, whose: &str, rule: &str, call: &Call) -> Result<(), Denial> {
    match (mode, call.effect) {
        (Mode::ReadOnly, Effect::Read) if FILL_IN.contains(&call.method.as_str()) => {
            let message = format!("this {whose} is read-only: what Odoo fills in on `{}` may use up a number of a sequence", call.model);
            let reason = Reason::new(Step::Mode, ErrorCode::ModeReadOnly, message).rule(rule);
            Err(reason.hint("`get_create_requirements` says which fields have a default").into())
        }
        (Mode::ReadOnly, Effect::Write) => {
            let message = format!("this {whose} is read-only: `{}` on `{}` was not sent", call.method, call.model);
            Err(Reason::new(Step::Mode, ErrorCode::ModeReadOnly, message).rule(rule).into())
        }
        (Mode::ReadWrite, _) | (Mode::ReadOnly, Effect::Read) => Ok(()),
    }
}

/// Step: the groups that a tool asks for.
fn role(rules: &Rules, caller: &Caller<'_>) -> Result<Needs, Denial> {
    if let Some(origin) = rules.disabled_tools.get(caller.tool) {
        let message = format!("the tool `{}` is switched off on this server", caller.tool);
        return Err(Reason::new(Step::Role, ErrorCode::ToolDisabled, message).rule(origin).into());
    }
    let Some((groups, origin)) = rules.tool_groups.get(caller.tool) else { return Ok(Needs::default()) };
    let answers: Vec<Option<bool>> = groups.iter().map(|group| caller.is_member(group)).collect();
    if answers.contains(&Some(true)) {
        return Ok(Needs::default());
    }
    let unknown = groups.iter().zip(&answers).filter(|(_, answer)| answer.is_none()).map(|(group, _)| group.clone());
    let needs = Needs { groups: unknown.collect(), ..Needs::default() };
    if !needs.is_empty() {
        return Ok(needs);
    }
    let message = format!("the tool `{}` is for members of {}", caller.tool, groups.join(" or "));
    Err(Reason::new(Step::Role, ErrorCode::ToolNotAllowed, message).rule(origin).into())
}

/// Steps: scope, tier, method, arguments.
fn judge(
    rules: &Rules,
    caller: &Caller<'_>,
    schemas: &dyn SchemaSource,
    read: impl FnOnce(&mut Inspection<'_>) -> Outcome,
) -> Result<(Outcome, Needs, Beside), Denial> {
    let mut inspection = Inspection::new(rules, caller, schemas);
    let outcome = read(&mut inspection);
    match inspection.reasons.is_empty() {
        true => Ok((outcome, inspection.needs, inspection.beside)),
        false => Err(Denial { reasons: inspection.reasons, retry_after: None }),
    }
}
