//! What a call touches, reported to an [`Observer`] while the call is read.
//!
//! A call is read once: the walk that checks it against the schema names every model, field and value on its way, so that whoever
//! decides what may be done judges the very call that was understood, and needs no reading of its own.

use serde_json::{Map, Value};

use super::path::CallPath;
use crate::schema::{FieldSchema, ModelSchema};

/// What is done to the records of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Ids and names of them are found by a name, and by nothing else.
    Name,
    /// They are searched, counted or read.
    Read,
    /// New ones are made.
    Create,
    /// They are changed.
    Write,
    /// They are deleted.
    Delete,
    /// A business method runs on them, which may do anything.
    Call,
}

impl Access {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "find by name",
            Self::Read => "read",
            Self::Create => "create",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Call => "call",
        }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_read(self) -> bool {
        matches!(self, Self::Read | Self::Name)
    }
}

/// How a field is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Usage {
    /// Its value comes back, or decides what comes back.
    Read,
    /// It has a value in a form, of which nothing is written.
    Form,
    /// It is set on a new record.
    Create,
    /// It is changed.
    Write,
}

impl Usage {
    /// Whether it is set.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Write)
    }
}

/// One thing that a call touches.
#[derive(Debug, Clone, Copy)]
pub enum Touch<'a> {
    /// A method is called on a model.
    Method {
        /// The model.
        model: &'a str,
        /// The method.
        method: &'a str,
    },
    /// Records of a model are reached.
    Records {
        /// The model.
        model: &'a str,
        /// What is done to them.
        access: Access,
    },
    /// Values are written to records, before anything is said of the model or of a field.
    Written {
        /// The model.
        model: &'a str,
        /// The records; none for a new one.
        ids: &'a [i64],
        /// The values.
        values: &'a Map<String, Value>,
    },
    /// A new record makes one of a model that it delegates to.
    Delegated {
        /// The model of the new record.
        model: &'a ModelSchema,
        /// The model that it delegates to.
        parent: &'a str,
    },
    /// Records of a model are found by a text that is compared with their names.
    Named {
        /// The model.
        model: &'a str,
    },
    /// The names of a model's records are shown.
    Shown {
        /// The model.
        model: &'a str,
    },
    /// Every field that a model has would come back.
    EveryField {
        /// The model.
        model: &'a ModelSchema,
    },
    /// A field, which the model may not have.
    Field {
        /// The model.
        model: &'a ModelSchema,
        /// The field's name.
        name: &'a str,
        /// How it is used.
        usage: Usage,
    },
    /// What a field that holds no list of commands is set to.
    Value {
        /// The model.
        model: &'a ModelSchema,
        /// The field's name.
        name: &'a str,
        /// The field.
        field: &'a FieldSchema,
        /// How it is used.
        usage: Usage,
        /// The value, not empty.
        value: &'a Value,
    },
    /// Records are linked to a field that holds a list of them.
    Linked {
        /// The model.
        model: &'a ModelSchema,
        /// The field's name.
        name: &'a str,
        /// The field.
        field: &'a FieldSchema,
    },
    /// A domain in a text that a record keeps, on a model that is not known.
    StoredDomain {
        /// The model that keeps it.
        model: &'a ModelSchema,
        /// The domain.
        text: &'a str,
        /// Whether it is a literal, so that the paths in it are known.
        is_literal: bool,
    },
    /// A path of fields in such a domain.
    StoredPath {
        /// The model that keeps the domain.
        model: &'a ModelSchema,
        /// The path.
        path: &'a str,
        /// Whether the leaf goes on in the records that the path leads to.
        goes_on: bool,
    },
    /// A field is compared with a value.
    Compared {
        /// The model.
        model: &'a ModelSchema,
        /// The field's name.
        name: &'a str,
        /// The operator.
        operator: &'a str,
        /// The value.
        value: &'a Value,
    },
    /// Records are sorted or grouped by a field, or it is aggregated: what it holds decides what comes back, or comes back itself.
    Ranked {
        /// The model.
        model: &'a ModelSchema,
        /// The field's name.
        name: &'a str,
    },
    /// A key of the context that is no default.
    Context {
        /// The key.
        key: &'a str,
        /// Its value.
        value: &'a Value,
    },
    /// An argument of a business method.
    Argument {
        /// The model of the method.
        model: &'a ModelSchema,
        /// The method.
        method: &'a str,
        /// The name of the argument; empty where the signature is not known.
        name: &'a str,
        /// The value.
        value: &'a Value,
    },
    /// A member inside an argument of a business method that is not a field of its model.
    Member {
        /// The model of the method.
        model: &'a ModelSchema,
        /// Its name.
        name: &'a str,
        /// The value.
        value: &'a Value,
    },
    /// Something inside an argument of a business method that looks like a command on records, of which model is not known.
    Command {
        /// The model of the method.
        model: &'a ModelSchema,
    },
    /// A text inside an argument of a business method.
    Text {
        /// The model of the method.
        model: &'a ModelSchema,
        /// The text.
        text: &'a str,
    },
}

/// Who learns what a call touches.
pub trait Observer {
    /// One thing that the call touches, and where. With `false` nothing behind it is read: the call will not be sent.
    fn touch(&mut self, touch: Touch<'_>, at: &CallPath<'_>) -> bool;
}

/// Nobody learns it.
pub(super) struct Unobserved;

impl Observer for Unobserved {
    fn touch(&mut self, _: Touch<'_>, _: &CallPath<'_>) -> bool {
        true
    }
}
