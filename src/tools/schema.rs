//! Toolset `schema`: what there is in this Odoo.

mod get_model_fields;
mod list_models;

pub(super) use get_model_fields::GetModelFields;
pub(super) use list_models::ListModels;
