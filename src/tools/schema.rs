//! Toolset `schema`: what there is in this Odoo.

mod compare_versions;
mod describe;
mod describe_method;
mod get_create_requirements;
mod get_model_fields;
mod list_models;
mod telling;

pub(super) use compare_versions::CompareVersions;
pub(super) use describe_method::DescribeMethod;
pub(super) use get_create_requirements::GetCreateRequirements;
pub(crate) use get_create_requirements::required_fields;
pub(super) use get_model_fields::GetModelFields;
pub(super) use list_models::ListModels;
