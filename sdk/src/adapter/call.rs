//! Puts a whole call to another series, and says what changed and what could not.

use serde_json::Value;

use super::loss::{Loss, LossKind};
use super::names::Change;
use super::{Adapter, domain, values};
use crate::Call;

/// Answers to which model a relational field of the series translated from points.
pub type CoModel<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// A call in the words of the other series.
#[derive(Debug, Clone, PartialEq)]
pub struct Translated {
    /// The call. What was lost stands in it as it was.
    pub call: Call,
    /// What was put in other words, for people: `groups_id` became `group_ids`.
    pub changed: Vec<String>,
    /// What has no like there. Empty: the call means the same.
    pub losses: Vec<Loss>,
}

/// A translation at work.
pub(super) struct Work<'a> {
    pub(super) adapter: Adapter,
    pub(super) co_model: CoModel<'a>,
    pub(super) changed: Vec<String>,
    pub(super) losses: Vec<Loss>,
}

impl Adapter {
    /// Translates a call: the model, the method, and in its arguments fields, domains, orders, groups, values of selections
    /// and the values of nested records. Arguments of other names are left as they are.
    #[must_use]
    pub fn call(self, call: &Call, co_model: CoModel<'_>) -> Translated {
        let mut work = Work { adapter: self, co_model, changed: Vec::new(), losses: Vec::new() };
        let mut call = call.clone();
        let model = call.model.clone();
        call.model = work.model(&model);
        call.method = work.method(&model, &call.method);
        for (name, value) in &mut call.positional {
            work.argument(&model, name, value);
        }
        for (name, value) in &mut call.named {
            work.argument(&model, name, value);
        }
        work.changed.dedup();
        work.losses.dedup();
        Translated { call, changed: work.changed, losses: work.losses }
    }

    /// Translates a domain on `model` in place. A name without a like stays as it is, which Odoo refuses.
    #[cfg(feature = "client")]
    pub(crate) fn domain(self, model: &str, domain: &mut Value, co_model: CoModel<'_>) {
        let mut work = Work { adapter: self, co_model, changed: Vec::new(), losses: Vec::new() };
        domain::translate(&mut work, model, domain);
    }
}

impl Work<'_> {
    fn model(&mut self, model: &str) -> String {
        let fate = self.adapter.model(model);
        self.settle(model, model, &fate, LossKind::Model)
    }

    fn method(&mut self, model: &str, method: &str) -> String {
        let fate = self.adapter.method(model, method);
        self.settle(model, method, &fate, LossKind::Method(method.to_owned()))
    }

    /// A field's name there. `for_value` where a change of type matters.
    pub(super) fn field(&mut self, model: &str, field: &str, for_value: bool) -> String {
        let fate = self.adapter.field(model, field);
        if let Change::Retyped { from, to, .. } = &fate
            && for_value
            && !values::alike(*from, *to)
        {
            self.lose(model, LossKind::Type { field: field.to_owned(), from: *from, to: *to });
        }
        self.settle(model, field, &fate, LossKind::Field(field.to_owned()))
    }

    /// A selection's value there.
    pub(super) fn selection(&mut self, model: &str, field: &str, value: &str) -> String {
        let fate = self.adapter.value(model, field, value);
        self.settle(model, value, &fate, LossKind::Value { field: field.to_owned(), value: value.to_owned() })
    }

    /// The name there, noting what happened to it.
    fn settle(&mut self, model: &str, name: &str, fate: &Change, loss: LossKind) -> String {
        let Some(there) = fate.name(name) else {
            self.lose(model, loss);
            return name.to_owned();
        };
        if there != name {
            self.changed.push(format!("`{name}` of `{model}` is `{there}` in {}", self.adapter.to));
        }
        there.to_owned()
    }

    pub(super) fn lose(&mut self, model: &str, kind: LossKind) {
        let loss = Loss { model: model.to_owned(), kind, series: self.adapter.to };
        self.losses.push(loss);
    }

    /// Arguments are known by the names that Odoo's own methods give them.
    fn argument(&mut self, model: &str, name: &str, value: &mut Value) {
        match name {
            "domain" | "args" => domain::translate(self, model, value),
            "vals" | "values" | "default" => values::translate(self, model, value),
            "vals_list" => value.as_array_mut().into_iter().flatten().for_each(|vals| values::translate(self, model, vals)),
            "fields" | "field_names" | "fields_list" | "allfields" | "groupby" | "aggregates" => self.specs(model, value),
            "order" | "orderby" => self.order(model, value),
            _ => (),
        }
    }

    /// Names of fields, with what follows a colon: `amount_total:sum`, `date_order:month`.
    fn specs(&mut self, model: &str, value: &mut Value) {
        if let Value::String(spec) = value {
            *spec = self.spec(model, spec);
        }
        for spec in value.as_array_mut().into_iter().flatten() {
            if let Value::String(spec) = spec {
                *spec = self.spec(model, spec);
            }
        }
    }

    fn spec(&mut self, model: &str, spec: &str) -> String {
        if spec.starts_with("__") {
            return spec.to_owned();
        }
        // `alias:sum(field)`: the alias is the caller's own.
        if let Some((head, inner)) = spec.strip_suffix(')').and_then(|spec| spec.split_once('(')) {
            return format!("{head}({})", domain::path(self, model, inner, false).0);
        }
        let (path, rest) = spec.split_once(':').map_or((spec, None), |(path, rest)| (path, Some(rest)));
        let path = domain::path(self, model, path, false).0;
        rest.map_or(path.clone(), |rest| format!("{path}:{rest}"))
    }

    /// `date_order desc, id`.
    fn order(&mut self, model: &str, value: &mut Value) {
        let Value::String(order) = value else { return };
        let term = |term: &str| {
            let (name, rest) = term.trim().split_once(' ').map_or((term.trim(), ""), |(name, rest)| (name, rest));
            let name = self.spec(model, name);
            if rest.is_empty() { name } else { format!("{name} {rest}") }
        };
        *order = order.split(',').map(term).collect::<Vec<_>>().join(", ");
    }
}
