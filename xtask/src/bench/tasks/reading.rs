//! Questions.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::desk::{Desk, same};

pub(super) fn who_am_i(desk: &mut Desk<'_>) -> Result<()> {
    let answer = desk.call("whoami", json!({}))?;
    let id = answer.pointer("/user/id").or_else(|| answer.get("user_id")).and_then(Value::as_i64).context("whoami names no user")?;
    let name = desk.find("res.users", &json!([["id", "=", id]]), &["name"])?;
    let name = name.first().and_then(|user| user.get("name")).and_then(Value::as_str).context("Odoo has no such user")?;
    ensure!(answer.to_string().contains(name) && answer.to_string().contains("now"), "{answer}");
    Ok(())
}

pub(super) fn who_owes_us(desk: &mut Desk<'_>) -> Result<()> {
    let domain = json!([["move_type", "=", "out_invoice"], ["state", "=", "posted"], ["amount_residual", ">", 0]]);
    let asked = json!({"model": "account.move", "domain": domain, "groupby": ["partner_id"], "aggregates": ["amount_residual:sum"],
        "order": "amount_residual:sum desc"});
    let answer = desk.call("read_group", asked)?;
    let groups = answer.get("groups").and_then(Value::as_array).context("no groups")?;
    let reported: f64 = groups.iter().filter_map(|group| group.get("amount_residual:sum")?.as_f64()).sum();
    let there = desk.find("account.move", &domain, &["amount_residual"])?;
    let owed: f64 = there.iter().filter_map(|invoice| invoice.get("amount_residual")?.as_f64()).sum();
    same("owed", &json!(owed), &json!(reported))
}

/// As many in all groups together as there are.
fn counted(desk: &mut Desk<'_>, model: &str, domain: Value, groupby: Value) -> Result<()> {
    let asked = json!({"model": model, "domain": domain, "groupby": groupby, "limit": 1000});
    let answer = desk.call("read_group", asked)?;
    let groups = answer.get("groups").and_then(Value::as_array).context("no groups")?;
    let reported: u64 = groups.iter().filter_map(|group| group.get("count").or_else(|| group.get("__count"))?.as_u64()).sum();
    same("records", &json!(desk.find(model, &domain, &["id"])?.len()), &json!(reported))
}

pub(super) fn customers_by_country(desk: &mut Desk<'_>) -> Result<()> {
    counted(desk, "res.partner", json!([["active", "=", true]]), json!(["country_id"]))
}

pub(super) fn pipeline(desk: &mut Desk<'_>) -> Result<()> {
    counted(desk, "crm.lead", json!([["type", "=", "opportunity"]]), json!(["stage_id", "user_id"]))
}

pub(super) fn by_month(desk: &mut Desk<'_>) -> Result<()> {
    counted(desk, "sale.order", json!([["state", "=", "sale"]]), json!(["date_order:month"]))
}

pub(super) fn hours_by_week(desk: &mut Desk<'_>) -> Result<()> {
    counted(desk, "hr.attendance", json!([["check_out", "!=", false]]), json!(["employee_id", "check_in:week"]))
}

pub(super) fn late_deliveries(desk: &mut Desk<'_>) -> Result<()> {
    let domain = json!([
        ["picking_type_code", "=", "outgoing"],
        ["state", "not in", ["done", "cancel"]],
        ["scheduled_date", "<", "2026-12-31 00:00:00"]
    ]);
    let answer = desk.call("search_read", json!({"model": "stock.picking", "domain": domain, "limit": 200}))?;
    let reported = answer.get("records").and_then(Value::as_array).map_or(0, Vec::len);
    same("transfers", &json!(desk.find("stock.picking", &domain, &["id"])?.len()), &json!(reported))
}

pub(super) fn renamed(desk: &mut Desk<'_>) -> Result<()> {
    let answer = desk.call("compare_versions", json!({"from": "17.0", "to": "19.0", "model": "sale.order.line"}))?;
    ensure!(answer.to_string().contains("tax_ids"), "the taxes of a line are not named: {answer}");
    Ok(())
}

pub(super) fn needed(desk: &mut Desk<'_>) -> Result<()> {
    let answer = desk.call("get_create_requirements", json!({"model": "crm.lead"}))?;
    ensure!(answer.to_string().contains("name"), "{answer}");
    desk.make("crm.lead", json!({"name": desk.mark}))?;
    Ok(())
}

pub(super) fn mail_password(desk: &mut Desk<'_>) -> Result<()> {
    let error = desk.refused("search_read", json!({"model": "ir.mail_server", "fields": ["smtp_pass"]}))?;
    ensure!(error.get("origin") == Some(&json!("policy")), "{error}");
    Ok(())
}

pub(super) fn manager(desk: &mut Desk<'_>) -> Result<()> {
    let users = desk.find("res.users", &json!([["login", "=", "demo"]]), &["id"])?;
    let id = users.first().and_then(|user| user.get("id")?.as_i64()).context("no clerk")?;
    let field = if desk.series() == odoo_sdk::Series::V19 { "group_ids" } else { "groups_id" };
    let before = desk.value("res.users", id, field)?;
    desk.refused("update_record", json!({"model": "res.users", "record_ids": [id], "values": {field: [[4, 1]]}}))?;
    same("groups", &desk.value("res.users", id, field)?, &before)
}
