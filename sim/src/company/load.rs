//! Loading a company: names become ids, days become dates, and every record is created by the rules of the schemas.

use std::collections::HashMap;

use jiff::ToSpan;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::{Company, CompanyError, NamedRecord, base};
use crate::accounts::ADMIN;
use crate::clock::{date_text, datetime_text};
use crate::database::Database;
use crate::orm::Env;

/// Records by model and name.
type Names = HashMap<(String, String), i64>;

impl Company {
    /// Loads the base records and the company into an empty database.
    pub(crate) fn load(&self, db: &mut Database) -> Result<(), CompanyError> {
        base::load(db);
        let env = Env { db, account: ADMIN, context: Map::new(), sudo: true };
        let mut loader = Loader { env, names: account_names(), lenient: self.lenient };
        for (model, records) in self.models.iter() {
            loader.model(model, records)?;
        }
        loader.env.db.commit();
        Ok(())
    }
}

/// The accounts and what belongs to them may be linked to by name.
fn account_names() -> Names {
    let mut names = Names::new();
    for account in crate::accounts::ACCOUNTS {
        names.insert(("res.users".to_owned(), account.login.to_owned()), account.user_id);
        names.insert(("res.partner".to_owned(), account.login.to_owned()), account.partner_id);
    }
    names.insert(("res.company".to_owned(), "company".to_owned()), 1);
    names.insert(("res.partner".to_owned(), "company".to_owned()), 1);
    names.insert(("res.currency".to_owned(), "usd".to_owned()), 1);
    names
}

struct Loader<'a> {
    env: Env<'a>,
    names: Names,
    lenient: bool,
}

impl Loader<'_> {
    fn model(&mut self, model: &str, records: &[NamedRecord]) -> Result<(), CompanyError> {
        let name = model.trim_end_matches('?');
        match self.env.find_schema(name) {
            Some(schema) => records.iter().try_for_each(|(name, values)| self.record(&schema, name, values)),
            None if self.lenient || model.ends_with('?') => Ok(()),
            None => Err(CompanyError::UnknownModel(name.to_owned())),
        }
    }

    fn record(&mut self, schema: &ModelSchema, name: &str, values: &Map<String, Value>) -> Result<(), CompanyError> {
        let label = format!("{}/{name}", schema.model);
        let values = self.values(schema, &label, values)?;
        let id = self.env.create(schema, &values);
        match id {
            Ok(id) => drop(self.names.insert((schema.model.clone(), name.to_owned()), id)),
            Err(error) if self.lenient => tracing::debug!(record = label, error = error.message, "a sample record is left out"),
            Err(error) => return Err(CompanyError::Refused { record: label, message: error.message }),
        }
        Ok(())
    }

    fn values(&self, schema: &ModelSchema, label: &str, values: &Map<String, Value>) -> Result<Map<String, Value>, CompanyError> {
        let mut ready = Map::new();
        for (written, value) in values {
            let mut names = written.trim_end_matches('?').split('|');
            let known = names.find_map(|name| schema.fields.get(name).map(|field| (name, field)));
            match known {
                Some((name, field)) => drop(ready.insert(name.to_owned(), self.value(field, label, value)?)),
                None if self.lenient || written.ends_with('?') => {}
                None => drop(ready.insert(written.clone(), value.clone())),
            }
        }
        Ok(ready)
    }

    fn value(&self, field: &FieldSchema, label: &str, value: &Value) -> Result<Value, CompanyError> {
        let relation = field.relation.as_deref().unwrap_or_default();
        match (field.field_type, value) {
            (FieldType::Many2one, Value::String(name)) => self.link(relation, name, label),
            (FieldType::One2many, Value::Array(lines)) => lines.iter().map(|line| self.line(relation, label, line)).collect(),
            (FieldType::Many2many, Value::Array(names)) => {
                let ids = names.iter().map(|name| match name {
                    Value::String(name) => self.link(relation, name, label),
                    id => Ok(id.clone()),
                });
                let ids: Vec<Value> = ids.collect::<Result<Vec<_>, _>>()?.into_iter().filter(|id| !id.is_boolean()).collect();
                Ok(json!([[6, 0, ids]]))
            }
            (FieldType::Date | FieldType::Datetime, Value::String(text)) => Ok(self.moment(field.field_type, text)),
            _ => Ok(value.clone()),
        }
    }

    /// A line of a one2many: its values.
    fn line(&self, relation: &str, label: &str, line: &Value) -> Result<Value, CompanyError> {
        match (line.as_object(), self.env.find_schema(relation)) {
            (Some(values), Some(schema)) => Ok(json!([0, 0, self.values(&schema, label, values)?])),
            _ => Ok(json!([9])),
        }
    }

    fn link(&self, relation: &str, name: &str, label: &str) -> Result<Value, CompanyError> {
        match self.names.get(&(relation.to_owned(), name.to_owned())) {
            Some(id) => Ok(json!(id)),
            None if self.lenient => Ok(Value::Bool(false)),
            None => Err(CompanyError::UnknownRecord { model: relation.to_owned(), name: name.to_owned(), user: label.to_owned() }),
        }
    }

    /// `-12d`, `+3d 09:30`, `0d`; anything else is taken as it is.
    fn moment(&self, field_type: FieldType, text: &str) -> Value {
        let (day, time) = text.split_once(' ').unwrap_or((text, "08:00"));
        let days = day.strip_suffix('d').and_then(|days| days.parse::<i64>().ok());
        let date = days.and_then(|days| self.env.db.clock.today().checked_add(days.days()).ok());
        let time = time.split_once(':').and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
        match (date, time) {
            (Some(date), _) if field_type == FieldType::Date => json!(date_text(date)),
            (Some(date), Some((hour, minute))) => json!(datetime_text(date.at(hour, minute, 0, 0))),
            _ => json!(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use odoo_sdk::Series;
    use odoo_sdk::schema::Snapshot;

    use super::*;
    use crate::clock::Clock;
    use crate::schemas::{Extras, Schemas};

    #[test]
    fn the_sample_company_fits_every_series() {
        for series in Series::ALL {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(series.name());
            let schemas = Schemas::new(Snapshot::read(&folder).unwrap().into(), Extras::default(), None).unwrap();
            let mut db = Database::new(Arc::new(schemas), Clock::Stopped(jiff::civil::datetime(2026, 11, 20, 12, 0, 0, 0)), "sim");
            let company = Company { lenient: false, ..Company::sample() };
            company.load(&mut db).unwrap_or_else(|error| panic!("{series}: {error}"));
            assert_eq!(db.rows("sale.order").count(), 40, "{series}");
        }
    }
}
