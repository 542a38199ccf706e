//! Time zones: Odoo keeps moments in UTC and looks at them in the zone of the call's context, or of the user.

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use odoo_sdk::schema::{FieldSchema, FieldType};
use serde_json::Value;

use super::{Env, dates};
use crate::clock::datetime_text;

/// The zone of every account.
const OWN_ZONE: &str = "Europe/Brussels";

/// A zone; one that the machine does not know counts as UTC.
#[derive(Debug, Clone)]
pub(super) struct Zone(TimeZone);

impl Zone {
    fn named(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap_or(TimeZone::UTC))
    }

    /// A moment of UTC as the zone's clocks show it.
    pub(super) fn to_local(&self, moment: DateTime) -> DateTime {
        TimeZone::UTC.to_timestamp(moment).map_or(moment, |timestamp| self.0.to_datetime(timestamp))
    }

    /// A moment of UTC in this zone.
    pub(super) fn at(&self, moment: DateTime) -> Option<Zoned> {
        Some(moment.to_zoned(TimeZone::UTC).ok()?.with_time_zone(self.0.clone()))
    }

    /// A moment on the zone's clocks in UTC.
    pub(super) fn to_utc(&self, moment: DateTime) -> DateTime {
        self.0.to_timestamp(moment).map_or(moment, |timestamp| TimeZone::UTC.to_datetime(timestamp))
    }
}

impl Env<'_> {
    /// The zone of the context; UTC where it names none.
    pub(super) fn zone(&self) -> Zone {
        Zone::named(self.context.get("tz").and_then(Value::as_str).unwrap_or("UTC"))
    }

    /// The zone of the context, else the user's.
    pub(super) fn zone_or_own(&self) -> Zone {
        Zone::named(self.context.get("tz").and_then(Value::as_str).unwrap_or(OWN_ZONE))
    }

    /// A stored value as the context's clocks show it; only moments change.
    pub(super) fn local(&self, field: &FieldSchema, value: &Value) -> Option<Value> {
        match field.field_type {
            FieldType::Datetime => Some(Value::from(datetime_text(self.zone().to_local(dates::stored(value.as_str()?)?)))),
            _ => Some(value.clone()),
        }
    }
}
