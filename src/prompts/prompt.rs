//! What a prompt is, without its words.

use crate::completions::Completion;

/// A prompt.
#[derive(Debug)]
pub(crate) struct Prompt {
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static [Argument],
    /// Models it cannot do without: it is offered only where the connected Odoo has them all and the caller may see them.
    pub(crate) models: &'static [&'static str],
    /// Its text, as it is compiled in.
    pub(super) compiled: &'static str,
}

/// An argument of a prompt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Argument {
    pub(crate) name: &'static str,
    pub(crate) completion: Completion,
    pub(crate) is_required: bool,
    /// The model whose records, fields or stages complete it, where no other argument names one.
    pub(crate) model: &'static str,
}

impl Argument {
    pub(super) const fn required(name: &'static str, completion: Completion) -> Self {
        Self { name, completion, is_required: true, model: "" }
    }

    pub(super) const fn optional(name: &'static str, completion: Completion) -> Self {
        Self { name, completion, is_required: false, model: "" }
    }

    /// A record of this model, or a new one.
    pub(super) const fn record_of(name: &'static str, model: &'static str) -> Self {
        Self { name, completion: Completion::Record, is_required: false, model }
    }
}
