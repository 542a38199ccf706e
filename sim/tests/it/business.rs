//! The little business code there is, on every series.

use odoo_sdk::Series;
use odoo_sim::RunningSim;
use serde_json::{Value, json};

use crate::setup::{fails, ok, start};

async fn one(sim: &RunningSim, model: &str, domain: Value, fields: &[&str]) -> Value {
    ok(sim, model, "search_read", json!([domain, fields]), json!({ "limit": 1 })).await[0].clone()
}

#[tokio::test]
async fn a_lead_is_won_and_lost() {
    for series in Series::ALL {
        let sim = start(series).await;
        let id = ok(&sim, "crm.lead", "create", json!([{ "name": "Desks", "type": "opportunity" }]), json!({})).await;
        let lead = one(&sim, "crm.lead", json!([["id", "=", id]]), &["stage_id", "probability"]).await;
        assert_eq!(lead["stage_id"][1], "New");
        ok(&sim, "crm.lead", "action_set_won", json!([[id]]), json!({})).await;
        let lead = one(&sim, "crm.lead", json!([["id", "=", id]]), &["stage_id", "probability"]).await;
        assert_eq!((&lead["stage_id"][1], &lead["probability"]), (&json!("Won"), &json!(100.0)));
        ok(&sim, "crm.lead", "action_set_lost", json!([[id]]), json!({})).await;
        assert_eq!(ok(&sim, "crm.lead", "search_count", json!([[["id", "=", id]]]), json!({})).await, json!(0));
    }
}

#[tokio::test]
async fn time_off_is_asked_for_approved_and_refused() {
    for series in Series::ALL {
        let sim = start(series).await;
        let values = json!({ "holiday_status_id": 1, "request_date_from": "2026-11-26", "request_date_to": "2026-11-30" });
        let id = ok(&sim, "hr.leave", "create", json!([values]), json!({})).await;
        let leave = one(&sim, "hr.leave", json!([["id", "=", id]]), &["state", "number_of_days", "employee_id", "display_name"]).await;
        assert_eq!((&leave["state"], &leave["number_of_days"]), (&json!("confirm"), &json!(3.0)));
        assert_eq!(
            (&leave["employee_id"][1], &leave["display_name"]),
            (&json!("Mitchell Admin"), &json!("Mitchell Admin on Paid Time Off: 3.00 day(s)"))
        );
        ok(&sim, "hr.leave", "action_approve", json!([[id]]), json!({})).await;
        let (name, _) = fails(&sim, "admin", "hr.leave", "action_approve", json!([[id]]), json!({})).await;
        assert_eq!(name, "odoo.exceptions.UserError");
        ok(&sim, "hr.leave", "action_refuse", json!([[id]]), json!({})).await;
        assert_eq!(one(&sim, "hr.leave", json!([["id", "=", id]]), &["state"]).await["state"], "refuse");
    }
}

#[tokio::test]
async fn nobody_checks_in_twice() {
    for series in Series::ALL {
        let sim = start(series).await;
        let employee = one(&sim, "hr.employee", json!([["user_id", "=", 2]]), &["attendance_state"]).await;
        assert_eq!(employee["attendance_state"], "checked_out");
        let check_in = json!([{ "employee_id": employee["id"], "check_in": "2026-11-20 08:00:00" }]);
        let id = ok(&sim, "hr.attendance", "create", check_in.clone(), json!({})).await;
        let (name, text) = fails(&sim, "admin", "hr.attendance", "create", check_in, json!({})).await;
        assert_eq!(name, "odoo.exceptions.ValidationError");
        assert!(text.starts_with("Mitchell Admin has not checked out since 2026-11-20 08:00:00"), "{text}");
        ok(&sim, "hr.attendance", "write", json!([[id], { "check_out": "2026-11-20 16:30:00" }]), json!({})).await;
        let attendance = one(&sim, "hr.attendance", json!([["id", "=", id]]), &["worked_hours"]).await;
        assert_eq!(attendance["worked_hours"], json!(8.5));
    }
}

#[tokio::test]
async fn an_invoice_counts_and_posts() {
    for series in Series::ALL {
        let sim = start(series).await;
        let line = json!([0, 0, { "name": "Work", "quantity": 2, "price_unit": 50 }]);
        let id = ok(
            &sim,
            "account.move",
            "create",
            json!([{ "move_type": "out_invoice", "partner_id": 10, "invoice_line_ids": [line] }]),
            json!({}),
        )
        .await;
        ok(&sim, "account.move", "action_post", json!([[id]]), json!({})).await;
        let invoice =
            one(&sim, "account.move", json!([["id", "=", id]]), &["name", "state", "amount_total", "amount_residual", "payment_state"])
                .await;
        assert_eq!((&invoice["name"], &invoice["state"]), (&json!("INV/2026/00007"), &json!("posted")));
        assert_eq!((&invoice["amount_total"], &invoice["amount_residual"]), (&json!(100.0), &json!(100.0)));
        let empty = ok(&sim, "account.move", "create", json!([{ "move_type": "out_invoice", "partner_id": 10 }]), json!({})).await;
        let (name, text) = fails(&sim, "admin", "account.move", "action_post", json!([[empty]]), json!({})).await;
        assert_eq!((name.as_str(), text.as_str()), ("odoo.exceptions.UserError", "An invoice without lines cannot be posted."));
    }
}

#[tokio::test]
async fn a_transfer_becomes_ready_and_done() {
    for series in Series::ALL {
        let sim = start(series).await;
        let waiting = one(&sim, "stock.picking", json!([["state", "=", "confirmed"]]), &["name"]).await;
        for (method, state) in [("action_assign", "assigned"), ("button_validate", "done")] {
            ok(&sim, "stock.picking", method, json!([[waiting["id"]]]), json!({})).await;
            let picking = one(&sim, "stock.picking", json!([["id", "=", waiting["id"]]]), &["state"]).await;
            assert_eq!(picking["state"], state, "{series}");
        }
        let (name, _) = fails(&sim, "admin", "stock.picking", "action_cancel", json!([[waiting["id"]]]), json!({})).await;
        assert_eq!(name, "odoo.exceptions.UserError");
    }
}

#[tokio::test]
async fn a_task_begins_in_its_projects_first_stage() {
    for series in Series::ALL {
        let sim = start(series).await;
        let project = one(&sim, "project.project", json!([]), &["name", "task_count"]).await;
        let id = ok(&sim, "project.task", "create", json!([{ "name": "Paint", "project_id": project["id"] }]), json!({})).await;
        let task = one(&sim, "project.task", json!([["id", "=", id]]), &["stage_id", "state"]).await;
        assert_eq!((&task["stage_id"][1], &task["state"]), (&json!("To Do"), &json!("01_in_progress")));
        let after = one(&sim, "project.project", json!([["id", "=", project["id"]]]), &["task_count"]).await;
        assert_eq!(after["task_count"].as_i64(), project["task_count"].as_i64().map(|count| count + 1));
    }
}
