//! A method call on a model, as every API of Odoo can carry it: what is asked, not how it is sent.

mod answer;
mod orm;

use serde_json::{Map, Value};

pub use answer::{AnswerError, answer};

/// Whether a call changes anything in Odoo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing: it may be sent again after a failure.
    Read,
    /// May change something: it is sent again only if Odoo certainly did not run it.
    Write,
}

/// A call of `method` on `model`.
///
/// The RPC APIs take arguments by position and by name, JSON-2 by name only, so that positional ones need their names too.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The model's technical name: `res.partner`.
    pub model: String,
    /// The public method's name.
    pub method: String,
    /// The records it is called on. `None` for a method that Odoo marks `model`: it takes no ids at all.
    pub ids: Option<Vec<i64>>,
    /// Arguments after the ids in the method's own order, with the names its signature gives them.
    pub positional: Vec<(String, Value)>,
    /// Arguments that are sent by name on every API.
    pub named: Map<String, Value>,
    /// The context; `None` leaves it to Odoo.
    pub context: Option<Map<String, Value>>,
    /// Whether it may change anything.
    pub effect: Effect,
}

impl Call {
    /// A call without ids, arguments and context, taken for a write until [`Self::read`] says otherwise.
    #[must_use]
    pub fn new(model: impl Into<String>, method: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            method: method.into(),
            ids: None,
            positional: Vec::new(),
            named: Map::new(),
            context: None,
            effect: Effect::Write,
        }
    }

    /// Sets the records it is called on; an empty list is the empty recordset, which is not the same as no ids.
    #[must_use]
    pub fn ids(mut self, ids: impl IntoIterator<Item = i64>) -> Self {
        self.ids = Some(ids.into_iter().collect());
        self
    }

    /// Adds the next positional argument under the name that the method's signature gives it.
    #[must_use]
    pub fn positional(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.positional.push((name.into(), value.into()));
        self
    }

    /// Adds an argument by name; a second one of that name replaces the first.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.named.insert(name.into(), value.into());
        self
    }

    /// Sets the context.
    #[must_use]
    pub fn context(mut self, context: Map<String, Value>) -> Self {
        self.context = Some(context);
        self
    }

    /// Marks that the call changes nothing, so that it may be retried.
    #[must_use]
    pub fn read(mut self) -> Self {
        self.effect = Effect::Read;
        self
    }
}
