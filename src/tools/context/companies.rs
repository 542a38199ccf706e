//! The companies that an answer covers: all that the user works in, unless the call names some.

use odoo_sdk::schema::{FieldType, ModelSchema};

use super::Odoo;
use crate::session::Company;
use crate::tools::failure::Failure;

impl Odoo {
    /// The companies whose records a call sees.
    pub(crate) async fn companies(&self) -> Result<Vec<Company>, Failure> {
        let all = self.connected().await?.companies().await?;
        let is_meant = |company: &&Company| self.companies_given().is_none_or(|ids| ids.iter().any(|id| i64::from(*id) == company.id));
        Ok(all.iter().filter(is_meant).cloned().collect())
    }

    /// Default fields of a model, with the company where records of several are seen.
    pub(crate) async fn with_company(&self, schema: &ModelSchema, mut fields: Vec<String>) -> Result<Vec<String>, Failure> {
        let company = schema.fields.get("company_id").filter(|field| field.field_type == FieldType::Many2one);
        if company.is_some() && !fields.iter().any(|name| name == "company_id") && self.companies().await?.len() > 1 {
            fields.push("company_id".to_owned());
        }
        Ok(fields)
    }
}
