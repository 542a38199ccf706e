//! One's own attendance, leaves and profile.

use serde_json::{Value, json};

use super::super::client::Gateway;
use super::super::embedded::on_every_series;
use super::{everywhere, key_of, live, refused};

fn attends(gateway: &mut Gateway) {
    let month = gateway.good("get_my_attendance", json!({}));
    assert_eq!(month["checked_in"], false, "{month}");
    refused(gateway, "check_out", json!({}), "wrong_value");
    assert_eq!(gateway.good("check_in", json!({"dry_run": true}))["dry_run"], true);
    let came = gateway.good("check_in", json!({}));
    assert!(came["attendance_id"].is_u64() && came["time_zone"].is_string(), "{came}");
    let again = refused(gateway, "check_in", json!({}), "wrong_value");
    assert!(again["message"].as_str().unwrap().starts_with("you are checked in since"), "{again}");
    let month = gateway.good("get_my_attendance", json!({}));
    let listed = month["attendances"].as_array().unwrap();
    assert!(month["checked_in"] == true && listed.iter().any(|attendance| attendance["id"] == came["attendance_id"]), "{month}");
    let went = gateway.good("check_out", json!({}));
    assert_eq!((&went["attendance"]["id"], went["attendance"]["check_out"].is_string()), (&came["attendance_id"], true), "{went}");
}

#[test]
fn attendance_begins_and_ends_once() {
    everywhere(attends);
}

#[test]
fn who_may_not_write_attendances_hears_what_may_be_done() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo, "clerk"));
        let refused = refused(&mut gateway, "check_in", json!({}), "access_denied");
        assert!(refused["hint"].as_str().unwrap().contains("on the screen"), "{refused}");
        assert!(gateway.good("get_my_attendance", json!({}))["attendances"].is_array(), "their own they read");
    });
}

#[test]
fn a_profile_is_ones_own() {
    everywhere(|gateway| {
        let name = gateway.good("whoami", json!({}))["user"]["name"].clone();
        let profile = gateway.good("get_my_profile", json!({}));
        assert_eq!(profile["employee"]["name"], name, "{profile}");
        assert!(profile["employee"]["work_email"].is_string(), "{profile}");
    });
}

#[test]
fn a_customer_has_no_attendance_and_no_leaves() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo, "portal"));
        for tool in ["get_my_profile", "get_my_leaves", "check_in"] {
            refused(&mut gateway, tool, json!({}), "access_denied");
        }
    });
}

fn kind(gateway: &mut Gateway, unit: &str) -> Option<Value> {
    let kinds = json!({"model": "hr.leave.type", "domain": [["request_unit", "=", unit]], "fields": ["name"], "limit": 1});
    gateway.good("search_read", kinds)["records"].get(0).map(|kind| kind["name"].clone())
}

#[test]
fn time_off_is_asked_for_in_days() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo, "demo"));
        let ask = json!({"kind": "sick", "from": "2027-03-01", "to": "2027-03-02", "reason": "Teeth"});
        let mut shown = ask.clone();
        shown["dry_run"] = json!(true);
        assert_eq!(gateway.good("request_leave", shown)["values"]["request_date_to"], "2027-03-02");
        let asked = gateway.good("request_leave", ask);
        assert_eq!((&asked["leave"]["state"], &asked["leave"]["request_date_from"]), (&json!("confirm"), &json!("2027-03-01")), "{asked}");
        let leaves = gateway.good("get_my_leaves", json!({"state": "waiting"}));
        assert!(leaves["leaves"].as_array().unwrap().iter().any(|leave| leave["id"] == asked["leave"]["id"]), "{leaves}");
        let of_another = json!({"model": "hr.leave", "record_id": asked["leave"]["id"], "fields": ["employee_id"]});
        assert_eq!(gateway.good("get_record", of_another)["record"]["employee_id"]["name"], "Marc Demo");
    });
}

#[test]
fn what_a_kind_does_not_allow_is_said_before_anything_is_sent() {
    everywhere(|gateway| {
        let kind = kind(gateway, "day").unwrap();
        let half = json!({"kind": kind, "from": "2027-03-01", "half": "morning"});
        assert_eq!(refused(gateway, "request_leave", half, "wrong_value")["path"], "half");
        for (wrong, path) in [
            (json!({"kind": kind, "from": "soon"}), "from"),
            (json!({"kind": kind, "from": "2027-03-02", "to": "2027-03-01"}), "to"),
            (json!({"kind": "no such kind", "from": "2027-03-02"}), "kind"),
            (json!({"kind": kind, "from": "2027-03-02", "hour_from": 9.0}), "hour_to"),
        ] {
            assert_eq!(refused(gateway, "request_leave", wrong, "wrong_value")["path"], path);
        }
    });
}

/// Half days and hours in the fields of the series of a real Odoo, as far as it has kinds that are taken so.
#[test]
fn half_a_day_and_hours_fit_a_real_odoo() {
    live(|gateway| {
        if let Some(kind) = kind(gateway, "half_day") {
            gateway.good("request_leave", json!({"kind": kind, "from": "2027-03-01", "half": "afternoon", "dry_run": true}));
        }
        if let Some(kind) = kind(gateway, "hour") {
            let hours = json!({"kind": kind, "from": "2027-03-01", "hour_from": 9.5, "hour_to": 11.0, "dry_run": true});
            assert_eq!(gateway.good("request_leave", hours)["values"]["request_hour_from"], 9.5);
        }
        let leaves = gateway.good("get_my_leaves", json!({}));
        assert!(leaves["left"].as_array().unwrap().iter().all(|left| left["left"].is_number() && left["kind"].is_string()), "{leaves}");
    });
}
