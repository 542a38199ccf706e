//! Creates, writes, searches and groupings of models that no rule was fitted on, with the verdicts of a real Odoo 19, and what the reviewed table says.

use odoo_sdk::Series;
use odoo_sdk::validate::agreement::{Expected, Report, Verdict};
use odoo_sdk::validate::{Input, IssueCode, validate};
use serde_json::{Value, json};

use crate::support::{fixture, schemas};

/// Defaults that depend on who asks: the user's own employee, the time off types that he may take.
const MOST_WRONG_REJECTS: usize = 12;

#[test]
fn models_never_seen_are_judged_as_odoo_judges_them() {
    let mut report = Report::default();
    for line in fixture("unseen/19.0.jsonl.gz").lines() {
        let verdict: Verdict = serde_json::from_str(line).unwrap();
        report.add(&verdict, Series::V19, schemas(Series::V19));
    }
    let reported: Vec<String> =
        report.wrong.iter().map(|(verdict, outcome)| format!("{} {}: {:?}", verdict.category, verdict.model, outcome.issues)).collect();
    let reported = reported.join("\n");
    assert_eq!(report.total(Expected::Accept).refused, 0, "{reported}");
    let reject = report.total(Expected::Reject);
    assert!(reject.lines > 1000 && reject.lines - reject.refused <= MOST_WRONG_REJECTS, "{reported}");
}

/// A model without a table of its own, and a field with an SQL of its own: `fields_get` reports neither.
const MOST_WRONG_GROUPS: (usize, usize) = (1, 4);

#[test]
fn groupings_are_judged_as_odoo_judges_them() {
    let mut report = Report::default();
    for line in fixture("groups/19.0.jsonl.gz").lines() {
        let verdict: Verdict = serde_json::from_str(line).unwrap();
        report.add(&verdict, Series::V19, schemas(Series::V19));
    }
    let reported: Vec<String> =
        report.wrong.iter().map(|(verdict, outcome)| format!("{} {}: {:?}", verdict.category, verdict.model, outcome.issues)).collect();
    let (accept, reject) = (report.total(Expected::Accept), report.total(Expected::Reject));
    assert!(accept.lines > 500 && reject.lines > 900, "{report}");
    assert_eq!((accept.refused, reject.lines - reject.refused), MOST_WRONG_GROUPS, "{}", reported.join("\n"));
}

/// The fields that a create is asked for.
fn demanded(series: Series, model: &str, values: &Value) -> Vec<String> {
    let outcome = validate(&Input::Create { model, values }, series, schemas(series));
    let missing = outcome.issues.iter().filter(|issue| issue.code == IssueCode::MissingRequired);
    missing.map(|issue| issue.path.to_string()).collect()
}

#[track_caller]
fn check_demanded(series: Series, model: &str, values: Value, expected: &[&str]) {
    assert_eq!(demanded(series, model, &values), expected, "{series} {model} {values}");
}

#[test]
fn what_only_a_form_computes_is_demanded() {
    for series in Series::ALL {
        check_demanded(series, "crm.lead", json!({"partner_id": 1}), &["values.name"]);
        let skill = json!({"employee_id": 1, "skill_type_id": 1, "skill_id": 1});
        check_demanded(series, "hr.employee.skill", skill, &["values.skill_level_id"]);
        check_demanded(series, "ir.actions.server", json!({"model_id": 1, "state": "object_write"}), &["values.name"]);
        let line = json!({"order_id": 1, "product_qty": 1, "price_unit": 2});
        check_demanded(series, "purchase.order.line", line, &["values.name"]);
        check_demanded(series, "purchase.order.line", json!({"order_id": 1, "product_id": 1}), &[]);
    }
}

#[test]
fn a_create_that_fills_a_field_only_sometimes_is_known() {
    for series in Series::ALL {
        check_demanded(series, "project.task", json!({}), &[]);
        check_demanded(series, "project.task", json!({"project_id": 1}), &["values.name"]);
        check_demanded(series, "resource.calendar", json!({}), &[]);
        check_demanded(series, "resource.calendar", json!({"company_id": 1}), &["values.name"]);
        check_demanded(series, "resource.calendar.leaves", json!({"date_from": "2026-01-02 03:04:05"}), &["values.date_to"]);
        check_demanded(series, "mrp.workcenter", json!({}), &["values.resource_id"]);
        check_demanded(series, "mrp.workcenter", json!({"name": "Oven"}), &[]);
        check_demanded(series, "ir.actions.act_window", json!({"res_model": "res.partner"}), &[]);
        check_demanded(series, "stock.warehouse", json!({"name": "North"}), &["values.code"]);
        check_demanded(series, "payment.method", json!({"name": "Cash", "code": "cash"}), &[]);
    }
}

#[test]
fn a_move_takes_its_locations_from_what_it_belongs_to() {
    let named = json!({"name": "Desk", "product_id": 1});
    for series in Series::ALL {
        let mut order = named.clone();
        order["raw_material_production_id"] = 1.into();
        check_demanded(series, "stock.move", order, &[]);
        let transfer = json!({"picking_type_id": 1, "move_ids": [[0, 0, named]]});
        check_demanded(series, "stock.picking", transfer, &[]);
    }
    let of_transfer = json!({"name": "Desk", "product_id": 1, "picking_id": 1});
    check_demanded(Series::V17, "stock.move", of_transfer.clone(), &["values.location_dest_id", "values.location_id"]);
    check_demanded(Series::V18, "stock.move", of_transfer, &[]);
}
