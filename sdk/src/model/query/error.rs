//! Why a typed call gave no typed answer.

use thiserror::Error;

use crate::adapter::Loss;
use crate::call::AnswerError;
use crate::model::DecodeError;
use crate::{Error, ErrorKind, Series};

/// Why a typed call failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Odoo refused, or no answer came.
    #[error(transparent)]
    Odoo(#[from] Error),
    /// The answer is not what the model says.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// What a method returned is not what the caller's type says.
    #[error("`{method}` of `{model}` returned something else than was expected")]
    Answer {
        /// The model.
        model: String,
        /// The method.
        method: String,
        /// What does not fit.
        source: AnswerError,
    },
    /// Not exactly one record matches.
    #[error("expected one record of `{model}`, got {}", if *.several { "several" } else { "none" })]
    NotOne {
        /// The model.
        model: &'static str,
        /// Whether there were several; otherwise none.
        several: bool,
    },
    /// The connected database lacks a field: the app that brings it is not installed, or a custom field is not there.
    #[error("the database `{database}` has no field `{field}` on `{model}`: the app `{module}` brings it and is not installed there")]
    FieldAbsent {
        /// The model.
        model: &'static str,
        /// The field.
        field: &'static str,
        /// The module that brings it.
        module: &'static str,
        /// The database.
        database: String,
        /// What Odoo said.
        source: Error,
    },
    /// The connected database lacks a model.
    #[error("the database `{database}` has no model `{model}`: the app `{module}` brings it and is not installed there")]
    ModelAbsent {
        /// The model.
        model: &'static str,
        /// The module that brings it.
        module: &'static str,
        /// The database.
        database: String,
        /// What Odoo said.
        source: Error,
    },
    /// The connected database lacks a model or a field, and its series is not that of the tokens.
    #[error(
        "Odoo {server} in the database `{database}` has no {}: the tokens are those of {tokens}, and the feature `adapter` of \
         their crate, which translates them, is off", what(.model, .field)
    )]
    OtherSeries {
        /// The model.
        model: &'static str,
        /// The field; `None` where the model itself is not there.
        field: Option<&'static str>,
        /// The series of the tokens.
        tokens: Series,
        /// The server's.
        server: Series,
        /// The database.
        database: String,
        /// What Odoo said.
        source: Error,
    },
    /// A value that JSON cannot carry: a float that is not a number.
    #[error("`{field}` of `{model}` was given a float that is not a number")]
    Unwritable {
        /// The model.
        model: &'static str,
        /// The field.
        field: &'static str,
    },
    /// The request has no like in the server's series. Nothing was sent.
    #[error("the call cannot be made on Odoo {series}: {}", .losses.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Untranslatable {
        /// The server's series.
        series: Series,
        /// Everything that could not be translated.
        losses: Vec<Loss>,
    },
}

fn what(model: &str, field: &Option<&'static str>) -> String {
    field.map_or_else(|| format!("model `{model}`"), |field| format!("field `{field}` on `{model}`"))
}

impl ModelError {
    /// The error of the call behind it, where one was made.
    #[must_use]
    pub fn odoo(&self) -> Option<&Error> {
        match self {
            Self::Odoo(error) => Some(error),
            Self::FieldAbsent { source, .. } | Self::ModelAbsent { source, .. } | Self::OtherSeries { source, .. } => Some(source),
            _ => None,
        }
    }

    /// What to do about it; a request that cannot be made is [`ErrorKind::Validation`].
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Odoo(error) => error.kind(),
            Self::Decode(_) | Self::Answer { .. } | Self::NotOne { .. } => ErrorKind::Protocol,
            Self::FieldAbsent { .. } | Self::ModelAbsent { .. } | Self::OtherSeries { .. } | Self::Untranslatable { .. } => {
                ErrorKind::Version
            }
            Self::Unwritable { .. } => ErrorKind::Validation,
        }
    }

    /// Whether the same request may succeed a little later. A write should only be sent again if Odoo certainly did not run it.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.odoo().is_some_and(Error::retryable)
    }
}

/// For functions that return the client's own error: the kind and the message stay, this one is its source.
impl From<ModelError> for Error {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Odoo(error) => error,
            other => Self::new(other.kind(), other.to_string()).caused_by(other),
        }
    }
}
