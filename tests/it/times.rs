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
    let told = json!({
        "days": grouped("date_order:day", "Europe/Brussels"),
        "weeks": grouped("date_order:week", "Europe/Brussels"),
        "months": grouped("date_order:month", "Europe/Brussels"),
        "days in UTC": grouped("date_order:day", "UTC"),
    });
    let empty = json!({"model": "res.partner", "domain": [["id", "=", partner]], "groupby": ["country_id"]});
    let empty = gateway.good("read_group", empty)["groups"].clone();
    gateway.confirmed("delete_record", json!({"model": "sale.order", "record_ids": created}));
    gateway.confirmed("delete_record", json!({"model": "res.partner", "record_ids": [partner]}));
    insta::assert_json_snapshot!("groups_of_times", told);
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
