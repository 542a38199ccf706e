//! What records are called and found by: names say the fields that they are made of.

use std::sync::Arc;

use odoo_sdk::schema::ModelSchema;
use odoo_sdk::validate::{Access, CallPath};

use super::{ADMINISTRATORS, Inspection};
use crate::error_code::ErrorCode;
use crate::policy::decision::{Reason, Step};
use crate::policy::tier::Answer;
use crate::policy::{HiddenField, built_in};

impl<'a> Inspection<'a> {
    /// A text is compared with the names of a model's records. Users are found by name everywhere; nothing else that is blocked is.
    pub(super) fn named(&mut self, model: &str, place: &CallPath<'_>) {
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
    pub(super) fn shown(&mut self, model: &str, place: &CallPath<'_>) {
        if model != "res.users" {
            self.model(model, Access::Read, place);
        }
        if let Some(schema) = self.known(model) {
            self.names(&schema, false, place);
        }
    }

    /// What a record is called shows the field that it is called by, and a search by names reads the fields that it looks into.
    pub(in crate::policy) fn names(&mut self, schema: &ModelSchema, looks_for: bool, place: &CallPath<'_>) {
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

    /// The schema of a model, where a rule hides anything by which its records are named or found; loaded where that is not known.
    pub(in crate::policy) fn known(&mut self, model: &str) -> Option<Arc<ModelSchema>> {
        let hides = |rules: &[HiddenField]| rules.iter().any(|rule| rule.models.matches(model));
        if self.rules.hidden.values().any(|rules| hides(rules)) { self.schema_at_hand(model) } else { None }
    }
}
