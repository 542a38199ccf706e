//! Why a typed call gave no typed answer.

use thiserror::Error;

use crate::adapter::Loss;
use crate::model::DecodeError;
use crate::{Error, Series};

/// Why a typed call failed.
#[derive(Debug, Error)]
pub enum ModelError {
    /// Odoo refused, or no answer came.
    #[error(transparent)]
    Odoo(#[from] Error),
    /// The answer is not what the model says.
    #[error(transparent)]
    Decode(#[from] DecodeError),
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
    /// A value that JSON cannot carry: a float that is no number.
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
