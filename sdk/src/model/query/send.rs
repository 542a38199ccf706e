//! Sends a call of a typed builder: translated to the server's series first, and with a missing app found out afterwards.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Context, ModelError};
use crate::adapter::Adapter;
use crate::model::{FieldUse, Model, ModelMeta};
use crate::{Call, Client, Error, ErrorKind};

/// A request on its way.
pub(super) struct Request {
    pub(super) client: Client,
    pub(super) meta: ModelMeta,
    pub(super) adapter: Option<Adapter>,
    pub(super) call: Call,
    pub(super) uses: Vec<FieldUse>,
    /// The names that the answer's rows have in the server's series, with those of the model's; only where they differ.
    pub(super) renamed: BTreeMap<String, String>,
}

impl Request {
    /// Of a call in the words of `M`'s own series.
    pub(super) fn new<M: Model>(client: &Client, call: Call, context: Context, uses: Vec<FieldUse>) -> Result<Self, ModelError> {
        let call = Call { context: context.into_map(), ..call };
        let adapter = M::CHANGES.and_then(|changes| Adapter::new(changes, M::META.series, client.series()));
        let mut request = Self { client: client.clone(), meta: M::META, adapter, call, uses, renamed: BTreeMap::new() };
        request.translate()?;
        Ok(request)
    }

    fn translate(&mut self) -> Result<(), ModelError> {
        let Some(adapter) = self.adapter else { return Ok(()) };
        let leads =
            |model: &str, field: &str| self.uses.iter().find(|used| used.model == model && used.field == field && used.to.is_some())?.to;
        let translated = adapter.call(&self.call, &|model, field| leads(model, field).map(str::to_owned));
        if !translated.losses.is_empty() {
            return Err(ModelError::Untranslatable { series: adapter.to(), losses: translated.losses });
        }
        self.renamed = self.uses.iter().filter(|used| used.model == self.meta.name).filter_map(|used| renamed(adapter, used)).collect();
        self.renamed.extend(renamed_specs(&self.call, &translated.call));
        self.call = translated.call;
        Ok(())
    }

    /// Sends it once.
    pub(super) async fn send(self) -> Result<Value, ModelError> {
        match self.client.send(self.call.clone()).await {
            Ok(answer) => Ok(self.in_own_words(answer)),
            Err(error) => Err(self.explained(error).await),
        }
    }

    /// Gives the rows of an answer the names of the model's own series.
    fn in_own_words(&self, mut answer: Value) -> Value {
        for row in answer.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            for (theirs, ours) in &self.renamed {
                if let Some(value) = row.remove(theirs) {
                    row.insert(ours.clone(), value);
                }
            }
            for name in ["__domain", "__extra_domain"] {
                row.get_mut(name).into_iter().for_each(|domain| self.domain_in_own_words(domain));
            }
        }
        answer
    }

    /// A group's domain, so that it can be used with the model's own tokens.
    fn domain_in_own_words(&self, domain: &mut Value) {
        let Some(there) = self.adapter else { return };
        let leads = |model: &str, field: &str| {
            let is_it = |used: &&FieldUse| there.model_name(used.model) == model && there.field_name(used.model, used.field) == field;
            Some(there.model_name(self.uses.iter().filter(|used| used.to.is_some()).find(is_it)?.to?))
        };
        there.back().domain(&self.call.model, domain, &leads);
    }

    /// A refusal that a missing app may be behind is looked into; any other is reported as it came.
    async fn explained(self, error: Error) -> ModelError {
        if !self.may_name_what_is_not_there(&error) {
            return error.into();
        }
        let models: BTreeSet<&'static str> = self.uses.iter().map(|used| used.model).chain([self.meta.name]).collect();
        for model in models {
            match self.absent_in(model).await {
                Absent::Model => return self.model_absent(model, error),
                Absent::Field(used) => return self.field_absent(used, error),
                Absent::Nothing => (),
            }
        }
        error.into()
    }

    /// Whether the exception is one that Odoo raises for a missing model or field too. What it raises for a broken rule of its
    /// business is not: a batch with many bad records would ask for the fields with each.
    fn may_name_what_is_not_there(&self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::Server | ErrorKind::Version => true,
            ErrorKind::Validation => error.odoo_name() != Some("odoo.exceptions.ValidationError"),
            // `/jsonrpc` names a missing model in the language of the user.
            ErrorKind::User => error.odoo_message().unwrap_or(error.message()).contains(&self.call.model),
            _ => false,
        }
    }

    async fn absent_in(&self, model: &'static str) -> Absent {
        let named = |name: &str| self.adapter.map_or_else(|| name.to_owned(), |adapter| adapter.model_name(name));
        let known = match self.client.send(Call::fields_get(named(model), ["type"])).await {
            Ok(known) => known,
            Err(error) if matches!(error.kind(), ErrorKind::Version | ErrorKind::Missing) => return Absent::Model,
            Err(error) if error.odoo_name().is_some_and(|name| name.ends_with("KeyError")) => return Absent::Model,
            Err(_) => return Absent::Nothing,
        };
        let field =
            |used: &FieldUse| self.adapter.map_or_else(|| used.field.to_owned(), |adapter| adapter.field_name(used.model, used.field));
        let missing = self.uses.iter().find(|used| used.model == model && known.get(field(used)).is_none());
        missing.map_or(Absent::Nothing, |used| Absent::Field(*used))
    }

    /// The error for tokens of another series that nothing translates.
    fn other_series(&self, model: &'static str, field: Option<&'static str>, source: Error) -> ModelError {
        let (tokens, server) = (self.meta.series, self.client.series());
        ModelError::OtherSeries { model, field, tokens, server, database: self.client.database().to_owned(), source }
    }

    fn is_untranslated(&self) -> bool {
        self.adapter.is_none() && self.meta.series != self.client.series()
    }

    fn field_absent(&self, used: FieldUse, source: Error) -> ModelError {
        if self.is_untranslated() {
            return self.other_series(used.model, Some(used.field), source);
        }
        ModelError::FieldAbsent {
            model: used.model,
            field: used.field,
            module: used.module,
            database: self.client.database().to_owned(),
            source,
        }
    }

    fn model_absent(&self, model: &'static str, source: Error) -> ModelError {
        if self.is_untranslated() {
            return self.other_series(model, None, source);
        }
        let through = self.uses.iter().find(|used| used.model == model).map(|used| used.module);
        let module = if model == self.meta.name { self.meta.module } else { through.unwrap_or(self.meta.module) };
        ModelError::ModelAbsent { model, module, database: self.client.database().to_owned(), source }
    }
}

/// What a database lacks of a model.
enum Absent {
    Model,
    Field(FieldUse),
    Nothing,
}

/// Keys and totals of groups, whose names in the answer are their specs: `date_order:month`, `order_line.product_uom`.
fn renamed_specs(own: &Call, there: &Call) -> Vec<(String, String)> {
    let specs = |call: &Call| -> Vec<String> {
        let lists = call.positional.iter().filter(|(name, _)| matches!(name.as_str(), "groupby" | "aggregates"));
        lists.flat_map(|(_, list)| list.as_array().into_iter().flatten()).filter_map(|spec| spec.as_str().map(str::to_owned)).collect()
    };
    specs(there).into_iter().zip(specs(own)).filter(|(theirs, ours)| theirs != ours).collect()
}

fn renamed(adapter: Adapter, used: &FieldUse) -> Option<(String, String)> {
    let theirs = adapter.field_name(used.model, used.field);
    (theirs != used.field).then(|| (theirs, used.field.to_owned()))
}
