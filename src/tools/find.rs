//! Reads that the tools of an app make: records of a model with those of the named fields that it has here, in the shape of an answer,
//! without empty members and with times on the clock of the user.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use odoo_sdk::Call;
use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::{Value, json};

use super::context::Odoo;
use super::failure::{Failure, Origin};
use super::shape::{self, Shaper};
use crate::error_code::ErrorCode;

/// What is looked for.
#[derive(Debug)]
pub(crate) struct Find<'a> {
    pub(crate) model: &'a str,
    /// Fields in the words of every series: those that the model lacks here are left out.
    pub(crate) fields: &'a [&'a str],
    pub(crate) domain: Value,
    pub(crate) order: &'a str,
    pub(crate) limit: u32,
}

impl Odoo {
    /// The records, behind the policy and the user's own rights.
    pub(crate) async fn find(&self, find: &Find<'_>) -> Result<Vec<Value>, Failure> {
        let schema = self.model(find.model).await?;
        let fields: Vec<&str> = find.fields.iter().copied().filter(|name| is_there(&schema, name)).collect();
        let call = Call::new(find.model, "search_read")
            .positional("domain", find.domain.clone())
            .named("fields", json!(fields))
            .named("limit", find.limit)
            .named("order", find.order)
            .context(shape::reading_context())
            .read();
        let records = Shaper::new(&schema, shape::SHORT_TEXT).records(self.send(call).await?);
        let zone = self.zone().await?;
        Ok(records.into_iter().map(|record| reported(&schema, &zone, record)).collect())
    }

    /// The one record of a domain, or a failure that names it in the words of the caller.
    pub(crate) async fn find_one(&self, model: &str, fields: &[&str], domain: Value, named: &str) -> Result<Value, Failure> {
        let found = self.find(&Find { model, fields, domain, order: "id", limit: 1 }).await?;
        found.into_iter().next().ok_or_else(|| missing(named))
    }

    /// The zone of the user; UTC where there is none.
    pub(crate) async fn zone(&self) -> Result<TimeZone, Failure> {
        let name = self.time_zone().await?;
        Ok(name.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC))
    }
}

/// The failure of a record that is not there, or not for this user: which of the two is not said.
pub(crate) fn missing(named: &str) -> Failure {
    Failure::new(ErrorCode::RecordNotFound, Origin::Caller, format!("there is no {named} that this user may see"))
        .hint("search for it again: it may have been deleted, or belong to somebody else")
}

/// How a zone is named in an answer.
pub(crate) fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

/// `2026-11-20T10:00:00Z` as `2026-11-20 11:00` on the clock of a zone.
pub(crate) fn on_the_clock(text: &str, zone: &TimeZone) -> String {
    match text.parse::<Timestamp>() {
        Ok(moment) => moment.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => text.to_owned(),
    }
}

/// A moment as Odoo keeps it.
pub(crate) fn stored(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn is_there(schema: &ModelSchema, name: &str) -> bool {
    schema.fields.contains_key(name)
}

fn reported(schema: &ModelSchema, zone: &TimeZone, record: Value) -> Value {
    let Value::Object(members) = record else { return record };
    let local = |(name, value): (String, Value)| {
        let is_time = schema.fields.get(&name).is_some_and(|field| field.field_type == FieldType::Datetime);
        let value = match value {
            Value::String(text) if is_time => json!(on_the_clock(&text, zone)),
            // A sum of nothing may come as minus zero.
            Value::Number(number) if number.as_f64() == Some(0.0) && number.is_f64() => json!(0.0),
            value => value,
        };
        (name, value)
    };
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    Value::Object(members.into_iter().filter(|(_, value)| !is_empty(value)).map(local).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_on_the_clock_of_the_user() {
        let brussels = TimeZone::get("Europe/Brussels").unwrap();
        assert_eq!(on_the_clock("2026-07-01T22:30:00Z", &brussels), "2026-07-02 00:30");
        assert_eq!(on_the_clock("2026-12-01T22:30:00Z", &TimeZone::UTC), "2026-12-01 22:30");
        assert_eq!(on_the_clock("soon", &brussels), "soon");
    }
}
