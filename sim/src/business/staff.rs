//! Employees' days: attendances in and out, time off. Calendars are left out: a working day is one from Monday to Friday.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use super::{Compute, link, number, text};
use crate::database::Row;
use crate::error::{OdooError, Outcome};
use crate::orm::{Env, dates, rounded};
use crate::python::is_none;

const ATTENDANCE: &str = "hr.attendance";

pub(super) fn compute(model: &str, field: &str) -> Option<Compute> {
    Some(match (model, field) {
        (ATTENDANCE, "worked_hours") => worked_hours,
        ("hr.employee", "attendance_state") => |env, id| json!(if open(env, id).is_some() { "checked_in" } else { "checked_out" }),
        ("hr.employee", "last_attendance_id") => |env, id| last(env, id).map_or(Value::Bool(false), Value::from),
        _ => return None,
    })
}

fn moment(env: &Env<'_>, id: i64, field: &str) -> Option<DateTime> {
    dates::stored(&text(env, ATTENDANCE, id, field))
}

fn worked_hours(env: &Env<'_>, id: i64) -> Value {
    let (Some(from), Some(to)) = (moment(env, id, "check_in"), moment(env, id, "check_out")) else { return json!(0.0) };
    let seconds = from.duration_until(to).as_secs_f64();
    json!(rounded(seconds / 3600.0, 4))
}

fn attendances(env: &Env<'_>, employee: i64) -> impl Iterator<Item = i64> {
    env.db.rows(ATTENDANCE).filter(move |(_, row)| row.get("employee_id").and_then(Value::as_i64) == Some(employee)).map(|(id, _)| id)
}

/// The attendance an employee has not checked out of.
fn open(env: &Env<'_>, employee: i64) -> Option<i64> {
    attendances(env, employee).find(|id| moment(env, *id, "check_out").is_none())
}

fn last(env: &Env<'_>, employee: i64) -> Option<i64> {
    attendances(env, employee).max_by_key(|id| moment(env, *id, "check_in"))
}

/// Refuses a second check-in without a check-out, and one after the other the wrong way round.
pub(super) fn check_attendance(env: &Env<'_>, id: i64) -> Outcome<()> {
    let (from, to) = (moment(env, id, "check_in"), moment(env, id, "check_out"));
    if to.is_some() && to < from {
        return Err(OdooError::validation("The check-out is before the check-in."));
    }
    let Some(employee) = link(env, ATTENDANCE, id, "employee_id") else { return Ok(()) };
    match attendances(env, employee).find(|other| *other != id && moment(env, *other, "check_out").is_none()) {
        Some(other) if to.is_none() => Err(OdooError::validation(format!(
            "{} has not checked out since {} and cannot check in again.",
            text(env, "hr.employee", employee, "name"),
            text(env, ATTENDANCE, other, "check_in")
        ))),
        _ => Ok(()),
    }
}

/// The employee of whoever is logged in.
pub(super) fn own_employee(env: &Env<'_>) -> Option<i64> {
    let own = |id: &i64| link(env, "hr.employee", *id, "user_id") == Some(env.account.user_id);
    env.db.rows("hr.employee").map(|(id, _)| id).find(own)
}

/// Times and length of a time off that gives only its days.
pub(super) fn complete_leave(env: &Env<'_>, row: &mut Row) {
    let day = |row: &Row, field: &str| row.get(field).and_then(Value::as_str).and_then(|text| text.parse::<Date>().ok());
    let Some(from) = day(row, "request_date_from") else { return };
    let to = day(row, "request_date_to").unwrap_or(from);
    let mut set = |field: &str, value: Value| {
        if row.get(field).is_none_or(is_none) {
            row.insert(field.to_owned(), value);
        }
    };
    set("request_date_to", json!(crate::clock::date_text(to)));
    set("date_from", json!(crate::clock::datetime_text(from.at(8, 0, 0, 0))));
    set("date_to", json!(crate::clock::datetime_text(to.at(17, 0, 0, 0))));
    set("number_of_days", json!(working_days(from, to)));
    if let Some(employee) = own_employee(env) {
        set("employee_id", json!(employee));
    }
}

fn working_days(from: Date, to: Date) -> f64 {
    let days = from.series(1.day()).take_while(|day| *day <= to).take(400);
    let working = days.filter(|day| day.weekday().to_monday_zero_offset() < 5).count();
    u32::try_from(working).map_or(0.0, f64::from)
}

/// `Bea Sorensen on Paid Time Off: 5.00 days`.
pub(super) fn leave_name(env: &Env<'_>, id: i64) -> String {
    let named = |field, model| link(env, "hr.leave", id, field).map(|id| text(env, model, id, "name")).unwrap_or_default();
    let days = number(env, "hr.leave", id, "number_of_days");
    format!("{} on {}: {days:.2} day(s)", named("employee_id", "hr.employee"), named("holiday_status_id", "hr.leave.type"))
}

/// A meeting ends after it begins.
pub(super) fn check_event(env: &Env<'_>, id: i64) -> Outcome<()> {
    let (start, stop) = (text(env, "calendar.event", id, "start"), text(env, "calendar.event", id, "stop"));
    if stop.is_empty() || start <= stop {
        return Ok(());
    }
    let name = text(env, "calendar.event", id, "name");
    Err(OdooError::validation(format!("Meeting {name} ends at {stop}, before it starts at {start}.")))
}

/// The server's own user and the administrator stay.
pub(super) fn before_unlink(ids: &[i64]) -> Outcome<()> {
    match ids.iter().any(|id| matches!(id, 1 | 2)) {
        true => Err(OdooError::user("This user cannot be deleted: archive it instead.")),
        false => Ok(()),
    }
}
