//! `request_leave`: time off for oneself, in days, half a day or hours, in the fields of each series.

use jiff::civil::Date;
use odoo_sdk::{Call, Series};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attendance::EMPLOYEE;
use super::leave;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
use crate::tools::outcome::ids_of;
use crate::tools::settings::Toolset;
use crate::tools::stage::begins_a_word;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, shape};

/// The tool.
pub(crate) struct RequestLeave;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Kind of time off, as `get_my_leaves` names it; not needed where there is only one.
    kind: Option<String>,
    /// First day, for example `2026-12-24`.
    from: String,
    /// Last day; default the first.
    to: Option<String>,
    /// Only half of that day.
    half: Option<Half>,
    /// For hours of that day: when it begins, 9.5 is 09:30.
    hour_from: Option<f64>,
    /// When it ends.
    hour_to: Option<f64>,
    /// Why.
    reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Half {
    Morning,
    Afternoon,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Span {
    Days(Date, Date),
    Half(Date, Half),
    Hours(Date, f64, f64),
}

impl TypedTool for RequestLeave {
    const NAME: &'static str = "request_leave";
    const TITLE: &'static str = "Request time off";
    const DESCRIPTION: &'static str = "Ask for time off for yourself: days, half a day or hours; says what is left before and after.";
    const RETURNS: Returns =
        &[("leave", "object", false), ("before", "object", false), ("after", "object", false), ("values", "object", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::Hr).with([Use::Records]).needing_models(&[leave::MODEL, EMPLOYEE])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let odoo = &context.odoo;
        let span = span(&arguments)?;
        let employee = own::id_of(&odoo.own_employee().await?);
        let kinds = leave::kinds(odoo).await?;
        let kind = chosen(&kinds, arguments.kind.as_deref())?;
        fits(kind, span)?;
        let mut call = json!({"values": values(odoo.series().await?, employee, kind, span, arguments.reason)});
        let remarks = odoo.check(Operation::Create, leave::MODEL, &mut call).await?;
        let Some(Value::Object(values)) = call.get_mut("values").map(Value::take) else { return Ok(ToolOutput::new(call, "nothing")) };
        let mut answer = json!({});
        let balance = |name: &str, kind: &Value, answer: &mut Value| {
            if let Some(left) = leave::balance(kind) {
                shape::set(answer, name, left);
            }
        };
        balance("before", kind, &mut answer);
        if context.call.dry_run() {
            shape::set(&mut answer, "dry_run", json!(true));
            shape::set(&mut answer, "values", Value::Object(values));
            return Ok(ToolOutput::new(answer, "would ask for time off"));
        }
        let made = ids_of(&odoo.send(Call::create(leave::MODEL, [values])).await?, Vec::new());
        let leave = leave::requests(odoo, vec![json!(["id", "in", made])]).await?.into_iter().next();
        shape::set(&mut answer, "leave", leave.unwrap_or_else(|| json!({"id": made.first()})));
        let id = own::id_of(kind);
        if let Some(kind) = leave::kinds(odoo).await?.iter().find(|kind| own::id_of(kind) == id) {
            balance("after", kind, &mut answer);
        }
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, "asked for time off"))
    }
}

/// What the arguments ask for, said in one way only.
fn span(arguments: &Arguments) -> Result<Span, Failure> {
    let from = own::day("from", &arguments.from)?;
    let to = arguments.to.as_deref().map_or(Ok(from), |text| own::day("to", text))?;
    if to < from {
        return Err(own::wrong("to", format!("`to` is {to}, before `from`, which is {from}")));
    }
    let one_day = |path: &str| match to == from {
        true => Ok(from),
        false => Err(own::wrong(path, format!("`{path}` is of one day, and this asks for several"))),
    };
    match (arguments.half, arguments.hour_from, arguments.hour_to) {
        (None, None, None) => Ok(Span::Days(from, to)),
        (Some(half), None, None) => Ok(Span::Half(one_day("half")?, half)),
        (None, Some(begin), Some(end)) if 0.0 <= begin && begin < end && end <= 24.0 => Ok(Span::Hours(one_day("hour_from")?, begin, end)),
        (None, _, _) => Err(own::wrong("hour_to", "expected `hour_from` and a later `hour_to`, from 0 to 24".to_owned())),
        (Some(_), _, _) => Err(own::wrong("half", "expected `half` or hours, not both".to_owned())),
    }
}

/// The kind that was named; a part of the name that one kind alone has is enough.
fn chosen<'a>(kinds: &'a [Value], named: Option<&str>) -> Result<&'a Value, Failure> {
    let name = |kind: &Value| kind.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let names = || kinds.iter().map(|kind| format!("`{}`", name(kind))).collect::<Vec<_>>().join(", ");
    let Some(named) = named else {
        return match kinds {
            [only] => Ok(only),
            _ => Err(own::wrong("kind", format!("expected one of {} in `kind`", names()))),
        };
    };
    let lower = named.trim().to_lowercase();
    let exact = kinds.iter().find(|kind| name(kind).to_lowercase() == lower);
    let parts: Vec<&Value> = kinds.iter().filter(|kind| begins_a_word(&name(kind).to_lowercase(), &lower)).collect();
    let only = parts.first().filter(|_| parts.len() == 1).copied();
    exact.or(only).ok_or_else(|| own::wrong("kind", format!("`kind` is `{named}`, expected one of {}", names())))
}

/// A kind is taken in days, in half days or in hours, and in anything longer.
fn fits(kind: &Value, span: Span) -> Result<(), Failure> {
    let unit = kind.get("request_unit").and_then(Value::as_str).unwrap_or("day");
    let name = kind.get("name").and_then(Value::as_str).unwrap_or_default();
    match (span, unit) {
        (Span::Days(..), _) | (Span::Half(..), "half_day" | "hour") | (Span::Hours(..), "hour") => Ok(()),
        (Span::Half(..), _) => Err(own::wrong("half", format!("`{name}` is taken in whole days"))),
        (Span::Hours(..), "half_day") => Err(own::wrong("hour_from", format!("`{name}` is taken in days or half days"))),
        (Span::Hours(..), _) => Err(own::wrong("hour_from", format!("`{name}` is taken in whole days"))),
    }
}

/// The values of each series. From 19 on the unit of the kind decides, so there is nothing to switch on.
fn values(series: Series, employee: i64, kind: &Value, span: Span, reason: Option<String>) -> Map<String, Value> {
    let mut values = Map::new();
    let mut set = |name: &str, value: Value| drop(values.insert(name.to_owned(), value));
    let (from, to) = match span {
        Span::Days(from, to) => (from, to),
        Span::Half(day, _) | Span::Hours(day, _, _) => (day, day),
    };
    set("employee_id", json!(employee));
    set("holiday_status_id", json!(own::id_of(kind)));
    set("request_date_from", json!(from.to_string()));
    set("request_date_to", json!(to.to_string()));
    let is_before_19 = series < Series::V19;
    match span {
        Span::Days(..) => {}
        Span::Half(_, half) => {
            let part = if half == Half::Morning { "am" } else { "pm" };
            set("request_date_from_period", json!(part));
            if is_before_19 { set("request_unit_half", json!(true)) } else { set("request_date_to_period", json!(part)) }
        }
        Span::Hours(_, begin, end) => {
            set("request_hour_from", hour(series, begin));
            set("request_hour_to", hour(series, end));
            if is_before_19 {
                set("request_unit_hours", json!(true));
            }
        }
    }
    if let Some(reason) = reason {
        set("name", json!(reason));
    }
    values
}

/// 17 has a list of half hours, as words; later series a number.
fn hour(series: Series, hour: f64) -> Value {
    if series == Series::V17 { json!(format!("{hour}")) } else { json!(hour) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(given: Value) -> Result<Span, String> {
        span(&serde_json::from_value(given).unwrap()).map_err(|failure| failure.to_json()["message"].as_str().unwrap().to_owned())
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_half_a_day_or_hours() {
        let one = day("2026-12-24");
        assert_eq!(asked(json!({"from": "2026-12-24"})), Ok(Span::Days(one, one)));
        assert_eq!(asked(json!({"from": "2026-12-24", "to": "2026-12-25"})), Ok(Span::Days(one, day("2026-12-25"))));
        assert_eq!(asked(json!({"from": "2026-12-24", "half": "afternoon"})), Ok(Span::Half(one, Half::Afternoon)));
        assert_eq!(asked(json!({"from": "2026-12-24", "hour_from": 9.5, "hour_to": 11})), Ok(Span::Hours(one, 9.5, 11.0)));
        for wrong in [
            json!({"from": "tomorrow"}),
            json!({"from": "2026-12-24", "to": "2026-12-23"}),
            json!({"from": "2026-12-24", "to": "2026-12-25", "half": "morning"}),
            json!({"from": "2026-12-24", "hour_from": 9.0}),
            json!({"from": "2026-12-24", "hour_from": 9.0, "hour_to": 8.0}),
            json!({"from": "2026-12-24", "half": "morning", "hour_from": 9.0, "hour_to": 10.0}),
        ] {
            asked(wrong.clone()).expect_err(&wrong.to_string());
        }
    }

    #[test]
    fn every_series_has_its_fields() {
        let kind = json!({"id": 4, "name": "Paid", "request_unit": "hour"});
        let half = Span::Half(day("2026-12-24"), Half::Morning);
        let hours = Span::Hours(day("2026-12-24"), 9.5, 11.0);
        let of = |series, span| Value::Object(values(series, 7, &kind, span, None));
        assert_eq!(of(Series::V17, half)["request_unit_half"], true);
        assert_eq!(of(Series::V19, half).get("request_unit_half"), None);
        assert_eq!(of(Series::V19, half)["request_date_to_period"], "am");
        assert_eq!(
            (&of(Series::V17, hours)["request_hour_from"], &of(Series::V17, hours)["request_hour_to"]),
            (&json!("9.5"), &json!("11"))
        );
        assert_eq!(of(Series::V18, hours)["request_hour_from"], 9.5);
    }

    #[test]
    fn a_kind_is_named_by_a_part_that_is_its_own() {
        let kinds =
            [json!({"id": 1, "name": "Paid Time Off"}), json!({"id": 2, "name": "Sick Time Off"}), json!({"id": 3, "name": "Unpaid"})];
        assert_eq!(chosen(&kinds, Some("paid")).unwrap()["id"], 1);
        assert_eq!(chosen(&kinds, Some("sick")).unwrap()["id"], 2);
        assert_eq!(chosen(&kinds, Some("paid time off")).unwrap()["id"], 1);
        assert!(chosen(&kinds, Some("time off")).is_err() && chosen(&kinds, None).is_err());
        assert!(fits(&kinds[0], Span::Half(day("2026-12-24"), Half::Morning)).is_err(), "in whole days");
    }
}
