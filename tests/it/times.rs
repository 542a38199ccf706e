//! Days, weeks and months of a user's time zone, around midnight and where the clocks change, in one shape on every series and on a
//! real Odoo.

use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::live;

/// Half an hour before and after midnight in Brussels: around the day its clocks go forward and the day they go back, both Sundays.
const MOMENTS: [&str; 8] = [
    "2026-03-28T22:30:00Z",
    "2026-03-28T23:30:00Z",
    "2026-03-29T21:30:00Z",
    "2026-03-29T22:30:00Z",
    "2026-10-24T21:30:00Z",
    "2026-10-24T22:30:00Z",
    "2026-10-25T22:30:00Z",
    "2026-10-25T23:30:00Z",
];

fn run(gateway: &mut Gateway) {
    let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Zone"}}))["id"].clone();
    let order = |moment: &str| json!({"partner_id": partner, "date_order": moment});
    let orders: Vec<Value> = MOMENTS.into_iter().map(order).collect();
    let created = gateway.good("bulk_create", json!({"model": "sale.order", "records": orders}))["created"].clone();
    let domain = json!([["id", "in", created]]);
    let mut grouped = |spec: &str, zone: &str| {
        let context = json!({"tz": zone, "lang": "en_US"});
        let call = json!({"model": "sale.order", "domain": domain, "groupby": [spec], "context": context});
        let answer = gateway.good("read_group", call);
        let group = |group: &Value| json!([group[spec]["from"], group[spec]["to"], group[spec]["label"], group["count"]]);
        answer["groups"].as_array().unwrap().iter().map(group).collect::<Vec<_>>()
    };
    let reported = json!({
        "days": grouped("date_order:day", "Europe/Brussels"),
        "weeks": grouped("date_order:week", "Europe/Brussels"),
        "months": grouped("date_order:month", "Europe/Brussels"),
        "days in UTC": grouped("date_order:day", "UTC"),
    });
    let empty = json!({"model": "res.partner", "domain": [["id", "=", partner]], "groupby": ["country_id"]});
    let empty = gateway.good("read_group", empty)["groups"].clone();
    gateway.confirmed("delete_record", json!({"model": "sale.order", "record_ids": created}));
    gateway.confirmed("delete_record", json!({"model": "res.partner", "record_ids": [partner]}));
    insta::assert_json_snapshot!("groups_of_times", reported);
    assert_eq!(empty, json!([{"country_id": null, "count": 1}]));
}

#[test]
fn groups_are_days_and_weeks_of_the_users_zone() {
    on_every_series(|odoo| run(&mut Gateway::start(&key_of(odoo))));
}

#[test]
fn live_groups_are_days_and_weeks_of_the_users_zone() {
    let Some(environment) = live::environment_of_key() else {
        eprintln!("live: skipped (ODOO_LIVE_URL is not set)");
        return;
    };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    run(&mut Gateway::start(&environment));
}

fn is_19(gateway: &mut Gateway) -> bool {
    gateway.good("whoami", json!({}))["odoo"]["series"] == "19.0"
}

/// Words relative to now mean the same on every series: resolved in the user's zone where Odoo does not read them.
fn relative(gateway: &mut Gateway) {
    let reads_them = is_19(gateway);
    let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Relative"}}))["id"].clone();
    let mut made = |model: &str, domain: Value| {
        let all = json!([["id", "=", partner], domain]);
        gateway.good("search_count", json!({"model": model, "domain": all, "context": {"tz": "Europe/Brussels"}}))
    };
    // Made a moment ago by a clock that may stand still or be another's.
    for (domain, found) in [
        (json!(["create_date", "<=", "now +10y"]), 1),
        (json!(["create_date", ">", "today +10y"]), 0),
        (json!(["create_date", ">=", "today -10y =1d"]), 1),
        (json!(["create_date", "<", "-10y"]), 0),
        (json!(["create_date", "<", "today +9y =monday +2H"]), 1),
        (json!(["child_ids.create_date", ">", "today"]), 0),
    ] {
        let answer = made("res.partner", domain.clone());
        assert_eq!(answer["count"], found, "{domain}: {answer}");
        assert_eq!(answer["normalised"][0]["path"] == "domain[1][2]", !reads_them, "{answer}");
    }
    let wrong = gateway.bad("search_count", json!({"model": "res.partner", "domain": [["create_date", ">", "today +2x"]]}));
    assert_eq!((&wrong["code"], &wrong["path"]), (&json!("bad_date"), &json!("domain[0][2]")), "{wrong}");
    gateway.confirmed("delete_record", json!({"model": "res.partner", "record_ids": [partner]}));
}

/// A time without a zone is UTC, and the answer says so.
fn without_zone(gateway: &mut Gateway) {
    let context = json!({"tz": "Europe/Brussels"});
    let values = json!({"name": "Review", "start": "2026-12-03 15:00:00", "stop": "2026-12-03T17:00:00+01:00"});
    let made = gateway.good("create_record", json!({"model": "calendar.event", "values": values, "dry_run": true, "context": context}));
    let notes = made["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 1, "the zone of the other is given: {made}");
    assert_eq!(notes[0]["path"], "values.start");
    assert_eq!(notes[0]["message"], "`2026-12-03 15:00:00` is UTC: 2026-12-03 16:00 in Europe/Brussels");
    let day = |gateway: &mut Gateway, operator: &str| {
        let call = json!({"model": "sale.order", "domain": [["date_order", operator, "2026-11-26"]], "context": context});
        gateway.good("search_count", call)["notes"].clone()
    };
    let equal = day(gateway, "=");
    assert!(equal[0]["message"].as_str().unwrap().contains("first moment alone"), "{equal}");
    assert!(equal[0]["hint"].as_str().unwrap().contains("from `2026-11-25 23:00:00` to before `2026-11-26 23:00:00`"), "{equal}");
    assert_eq!(day(gateway, ">=").is_null(), is_19(gateway), "19 takes the user's own day");
}

#[test]
fn words_relative_to_now_and_times_without_a_zone() {
    super::texts::everywhere(|gateway| {
        relative(gateway);
        without_zone(gateway);
    });
}
