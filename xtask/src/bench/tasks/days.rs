//! One's own day: attendance, time off, what is to be done.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::desk::{Desk, first, same};

/// The employee of the user at the desk.
fn employee(desk: &Desk<'_>) -> Result<i64> {
    let own = desk.find("hr.employee", &json!([["user_id", "=", desk.user()]]), &["id"])?;
    own.first().and_then(|employee| employee.get("id")?.as_i64()).context("the user is not an employee")
}

pub(super) fn half_a_day(desk: &mut Desk<'_>) -> Result<()> {
    let employee = employee(desk)?;
    let of_friday = |desk: &Desk<'_>, day: &str| {
        desk.find("hr.leave", &json!([["employee_id", "=", employee], ["request_date_from", "=", day]]), &["id"])
    };
    // A Friday on which nothing is booked yet, for this bench may have run before.
    let day = (0_i64..100).map(friday).collect::<Result<Vec<String>>>()?;
    let mut free = None;
    for day in day {
        if of_friday(desk, &day)?.is_empty() {
            free = Some(day);
            break;
        }
    }
    let day = free.context("every Friday is booked")?;
    let kind = kind_by_halves(desk)?;
    let answer = desk.call("request_leave", json!({"kind": kind, "from": day, "half": "afternoon", "reason": desk.mark}))?;
    let booked = of_friday(desk, &day)?;
    ensure!(booked.len() == 1, "{answer}");
    let id = booked.first().and_then(|leave| leave.get("id")?.as_i64()).context("no leave")?;
    if desk.series() == odoo_sdk::Series::V19 {
        return same("part of the day", &desk.value("hr.leave", id, "request_date_from_period")?, &json!("pm"));
    }
    same("half", &desk.value("hr.leave", id, "request_unit_half")?, &json!(true))
}

/// The Friday so many weeks after one of the next year.
fn friday(weeks: i64) -> Result<String> {
    let first: jiff::civil::Date = "2027-01-08".parse()?;
    Ok(first.checked_add(jiff::Span::new().try_weeks(weeks)?)?.to_string())
}

/// A kind of time off that is taken by halves of days, one that needs no allocation where there is one.
fn kind_by_halves(desk: &Desk<'_>) -> Result<String> {
    let by_halves = json!([["request_unit", "in", ["half_day", "hour"]]]);
    let kinds = desk.find("hr.leave.type", &by_halves, &["name", "requires_allocation"])?;
    let needs_none = |kind: &&Value| kind.get("requires_allocation").is_some_and(|needs| *needs == json!(false) || *needs == json!("no"));
    let kind = kinds.iter().find(needs_none).or_else(|| kinds.first()).context("no kind of time off is taken by halves")?;
    kind.get("name").and_then(Value::as_str).map(str::to_owned).context("a kind without a name")
}

pub(super) fn attendance(desk: &mut Desk<'_>) -> Result<()> {
    let employee = employee(desk)?;
    let open = json!([["employee_id", "=", employee], ["check_out", "=", false]]);
    ensure!(desk.find("hr.attendance", &open, &["id"])?.is_empty(), "the user is checked in already");
    let begun = desk.call("check_in", json!({}))?;
    let id = begun.get("attendance_id").and_then(Value::as_i64).context("no attendance is named")?;
    let hours = desk.call("get_my_attendance", json!({}))?;
    ensure!(hours.get("hours_of_week").is_some_and(Value::is_number) && hours.get("checked_in") == Some(&json!(true)), "{hours}");
    // Odoo keeps no attendance that ends in the second in which it began.
    desk.write("hr.attendance", id, json!({"check_in": an_hour_ago()}))?;
    desk.call("check_out", json!({}))?;
    ensure!(
        desk.value("hr.attendance", id, "check_out")?.is_string() && desk.find("hr.attendance", &open, &["id"])?.is_empty(),
        "still in"
    );
    Ok(())
}

fn an_hour_ago() -> String {
    let moment = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(1);
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

pub(super) fn note_and_call(desk: &mut Desk<'_>) -> Result<()> {
    let lead = desk.make("crm.lead", json!({"name": desk.mark}))?;
    desk.call("post_message", json!({"model": "crm.lead", "record_id": lead, "body": format!("Spoke with {}", desk.mark)}))?;
    let planned = json!({"model": "crm.lead", "record_id": lead, "summary": "Ring", "kind": "call", "due": "2027-01-08"});
    desk.call("schedule_activity", planned)?;
    let of_lead = |model: &str| json!([[model, "=", "crm.lead"], ["res_id", "=", lead]]);
    let messages = desk.find("mail.message", &of_lead("model"), &["body"])?;
    ensure!(messages.iter().any(|message| message.to_string().contains("Spoke with")), "{messages:?}");
    let activities = desk.find("mail.activity", &of_lead("res_model"), &["date_deadline"])?;
    same("due", activities.first().and_then(|activity| activity.get("date_deadline")).unwrap_or(&Value::Null), &json!("2027-01-08"))
}

pub(super) fn my_day(desk: &mut Desk<'_>) -> Result<()> {
    let lead = desk.make("crm.lead", json!({"name": desk.mark}))?;
    desk.sent(
        odoo_sdk::Call::new("crm.lead", "activity_schedule")
            .ids([lead])
            .named("act_type_xmlid", "mail.mail_activity_data_todo")
            .named("summary", desk.mark.clone())
            .named("user_id", desk.user()),
    )?;
    let day = desk.call("get_my_day", json!({}))?;
    ensure!(day.to_string().contains(&desk.mark), "what was planned is not named: {day}");
    Ok(())
}

pub(super) fn on_leave(desk: &mut Desk<'_>) -> Result<()> {
    let next_week =
        json!([["state", "=", "validate"], ["date_from", "<", "2026-11-30 00:00:00"], ["date_to", ">=", "2026-11-23 00:00:00"]]);
    let asked = json!({"model": "hr.leave", "domain": next_week, "fields": ["employee_id", "date_from", "date_to"]});
    let reported = desk.call("search_read", asked)?.get("count").cloned().unwrap_or_default();
    same("on leave", &json!(desk.find("hr.leave", &next_week, &["id"])?.len()), &reported)
}

pub(super) fn task_done(desk: &mut Desk<'_>) -> Result<()> {
    let project = desk.make("project.project", json!({"name": desk.mark}))?;
    desk.make("project.task", json!({"name": desk.mark, "project_id": project}))?;
    let id = first(&desk.call("search_read", json!({"model": "project.task", "domain": [["name", "=", desk.mark]], "limit": 1}))?)?;
    desk.call("update_record", json!({"model": "project.task", "record_ids": [id], "values": {"state": "1_done"}}))?;
    same("state", &desk.value("project.task", id, "state")?, &json!("1_done"))
}

pub(super) fn append_line(desk: &mut Desk<'_>) -> Result<()> {
    let project = desk.make("project.project", json!({"name": desk.mark}))?;
    let html = "<h2>Plan</h2><ul><li>Measure</li></ul>";
    let id = desk.make("project.task", json!({"name": desk.mark, "project_id": project, "description": html}))?;
    desk.call("update_record", json!({"model": "project.task", "record_ids": [id], "append": {"description": "Paint it"}}))?;
    let description = desk.value("project.task", id, "description")?;
    let text = description.as_str().context("no description")?;
    ensure!(text.contains("Plan</h2>") && text.contains("Measure") && text.contains("Paint it"), "{text}");
    Ok(())
}
