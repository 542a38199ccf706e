//! The data an embedded Odoo starts with, as readable YAML (or JSON, which is YAML): records by name, links by name, dates by days from
//! today. The built-in sample is the same on every series.
//!
//! ```yaml
//! res.partner:
//!   azure: { name: Azure Interior, is_company: true, country_id: us }
//!   brandon: { name: Brandon Freeman, parent_id: azure, category_id: [vip] }
//! sale.order:
//!   first: { partner_id: azure, date_order: -12d 09:30, order_line: [{ product_id: desk, product_uom_qty: 2 }] }
//! ```
//!
//! `tax_id|tax_ids` names the field that the series has, `uom_type?` a field (or model) that not every series has.

mod base;
mod load;

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};
use thiserror::Error;

/// A record with the name that links use.
pub(crate) type NamedRecord = (String, Map<String, Value>);

/// The data of a company.
#[derive(Debug, Clone)]
pub struct Company {
    /// Models in order, each with its records in order.
    pub(crate) models: Arc<Vec<(String, Vec<NamedRecord>)>>,
    /// Models and fields that the schemas do not have are passed over instead of refused.
    pub(crate) lenient: bool,
}

/// Why a company could not be read or loaded.
#[derive(Debug, Error)]
pub enum CompanyError {
    /// The text is no YAML of the right form.
    #[error("the company is not valid")]
    Parse(#[from] serde_yaml::Error),
    /// A record names a model that the schemas do not have.
    #[error("the schemas have no model `{0}`")]
    UnknownModel(String),
    /// A link names a record that is not above it.
    #[error("`{model}` has no record `{name}` above `{user}`")]
    UnknownRecord {
        /// The model that is linked to.
        model: String,
        /// The name that was not found.
        name: String,
        /// The record that names it.
        user: String,
    },
    /// Odoo's own rules refuse a record.
    #[error("record `{record}` is refused: {message}")]
    Refused {
        /// The record.
        record: String,
        /// What Odoo would say.
        message: String,
    },
}

impl Default for Company {
    /// The built-in sample company.
    fn default() -> Self {
        Self::sample()
    }
}

impl Company {
    /// The built-in sample company, without what the schemas do not have.
    #[must_use]
    pub fn sample() -> Self {
        static SAMPLE: OnceLock<Company> = OnceLock::new();
        let read = || match Self::from_yaml(include_str!("company/sample.yaml")) {
            Ok(company) => Self { lenient: true, ..company },
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the sample company cannot be read");
                Self::none()
            }
        };
        SAMPLE.get_or_init(read).clone()
    }

    /// Only what a server cannot do without: the accounts, their company, a currency.
    #[must_use]
    pub fn none() -> Self {
        Self { models: Arc::default(), lenient: true }
    }

    /// Reads a company. JSON is YAML.
    ///
    /// # Errors
    /// [`CompanyError::Parse`] with line and column.
    pub fn from_yaml(text: &str) -> Result<Self, CompanyError> {
        let models: serde_yaml::Mapping = serde_yaml::from_str(text)?;
        let models = models.into_iter().map(|(model, records)| {
            let records: serde_yaml::Mapping = serde_yaml::from_value(records)?;
            let record = |(name, values)| Ok((serde_yaml::from_value(name)?, serde_yaml::from_value(values)?));
            Ok((serde_yaml::from_value(model)?, records.into_iter().map(record).collect::<Result<_, serde_yaml::Error>>()?))
        });
        Ok(Self { models: Arc::new(models.collect::<Result<_, serde_yaml::Error>>()?), lenient: false })
    }
}
