//! What a naive and a hostile reader try, once against every embedded series: whole answers in snapshots, and after a refusal the call
//! as its own fix corrects it.

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::Series;
use odoo_sdk::validate::{PatchOp, apply_patch};
use serde_json::{Value, json};

use super::by_series;
use super::client::{Gateway, problems};

/// Calls that are wrong in one obvious place: each is refused with a fix, and goes through as the fix leaves it.
fn fixable() -> Vec<(&'static str, Value)> {
    let search = |rest: Value| ("search_read", with(json!({"model": "res.partner", "fields": ["name"], "limit": 1}), rest));
    let group = |rest: Value| ("read_group", with(json!({"model": "sale.order", "groupby": ["state"], "limit": 1}), rest));
    vec![
        search(json!({"order": "-name"})),
        search(json!({"order": "display_name desc"})),
        search(json!({"order": ["name desc", "id"]})),
        search(json!({"fields": ["name", "country_id.name"]})),
        search(json!({"limit": 1.0})),
        search(json!({"domain": [{"field": "name", "operator": "ilike", "value": "a"}]})),
        search(json!({"domain": {"field": "name", "operator": "ilike", "value": "a"}})),
        search(json!({"domain": [[["name", "ilike", "a"]]]})),
        search(json!({"context": {"tz": "europe/brussels"}})),
        search(json!({"model": "Contacts"})),
        search(json!({"model": "res_partner"})),
        group(json!({"order": "count desc"})),
        group(json!({"having": [["count", ">", 0]]})),
        group(json!({"aggregates": ["amount_total:average"]})),
        group(json!({"aggregates": ["amount_total:SUM"]})),
        ("read_group", json!({"model": "res.partner", "groupby": ["display_name"], "limit": 1})),
        ("get_record", json!({"model": "res.partner", "id": 1})),
        ("get_record", json!({"model": "res.partner", "record_id": [1]})),
        ("name_search", json!({"model": "res.partner", "query": "a"})),
    ]
}

/// Calls that no fix can correct; what they say is all that a caller has.
fn hopeless() -> Vec<(&'static str, Value)> {
    vec![
        ("get_record", json!({"model": "res.partner", "record_id": 0})),
        ("search_read", json!({"model": "res.partner", "limit": 0})),
        ("search_read", json!({"model": "res.partner", "fields": ["*"]})),
        ("search_read", json!({"model": "res.partner", "context": {"tz": "Mars/Phobos"}})),
        ("search_read", json!({"model": "sale.order", "domain": [["is_expired", "=", true]]})),
        ("search_read", json!({"model": "sale.order", "domain": [["date_order", "between", ["2026-01-01", "2026-12-31"]]]})),
        ("search_read", json!({"model": "sale.order", "domain": [[["state", "=", "sale"], ["state", "=", "done"]]]})),
        ("search_count", json!({"model": "partner"})),
        ("search_count", json!({"model": "nothing.like.it"})),
        ("name_search", json!({"model": "res.partner", "name": "a\u{0}b"})),
        ("read_group", json!({"model": "sale.order", "groupby": ["order_line"]})),
        ("read_group", json!({"model": "sale.order", "groupby": ["date_order:month"], "order": "date_order:year"})),
        ("read_group", json!({"model": "sale.order", "groupby": ["state"], "aggregates": ["amount_total:middle"]})),
        ("describe_method", json!({"model": "sale.order", "method": "confirm"})),
        ("compare_versions", json!({"model": "x.theirs", "from": "17", "to": "19"})),
    ]
}

fn with(mut call: Value, rest: Value) -> Value {
    let (Some(members), Value::Object(rest)) = (call.as_object_mut(), rest) else { panic!("objects") };
    members.extend(rest);
    call
}

/// A call refused once, corrected by its own fixes until it passes.
fn fixed(gateway: &mut Gateway, tool: &str, mut call: Value) -> Value {
    let mut reported = Vec::new();
    for _ in 0..3 {
        let result = gateway.call(tool, call.clone());
        if result["isError"] != true {
            return json!({"call": {tool: call}, "refused": reported});
        }
        let error = result["structuredContent"]["error"].clone();
        let fixes: Vec<&Value> = problems(&error).into_iter().filter_map(|each| each.get("fix")).collect();
        assert!(!fixes.is_empty(), "{tool} {call}: {error}");
        reported.push(json!({"message": error["message"], "hint": error["hint"]}));
        for fix in fixes {
            let steps: Vec<PatchOp> = serde_json::from_value(fix.clone()).unwrap();
            apply_patch(&mut call, &steps).unwrap();
        }
    }
    panic!("{tool} {call} is not fixed: {reported:?}");
}

/// The ids of all countries, page by page.
fn paged(gateway: &mut Gateway, order: &str) -> Vec<u64> {
    let (mut ids, mut offset) = (Vec::new(), json!(0));
    loop {
        let call = json!({"model": "res.country", "fields": ["id"], "order": order, "limit": 7, "offset": offset});
        let page = gateway.good("search_read", call);
        ids.extend(page["records"].as_array().unwrap().iter().map(|record| record["id"].as_u64().unwrap()));
        if page["has_more"] == false {
            return ids;
        }
        offset = page["next_offset"].clone();
    }
}

/// Pages show every record once, also where an order leaves most of them even: a real database orders those anew for each page.
pub(crate) fn pages(gateway: &mut Gateway) {
    let total = gateway.good("search_count", json!({"model": "res.country"}))["count"].as_u64().unwrap();
    for order in ["state_required", "currency_id desc", "zip_required, name_position"] {
        let ids = paged(gateway, order);
        let distinct: BTreeSet<u64> = ids.iter().copied().collect();
        assert_eq!((ids.len() as u64, distinct.len() as u64), (total, total), "{order}");
    }
}

/// The calls that can be corrected, and the others, with their errors.
fn on(series: Series) -> (Value, Value) {
    let mut gateway = Gateway::start_with(&["serve", "--demo", "--series", series.name()], &[]);
    pages(&mut gateway);
    let corrected = fixable().into_iter().map(|(tool, call)| fixed(&mut gateway, tool, call)).collect();
    let refused = |(tool, call): (&str, Value)| json!({"call": {tool: call}, "error": gateway.bad(tool, call)});
    (corrected, hopeless().into_iter().map(refused).collect())
}

#[test]
fn every_refusal_says_what_to_do() {
    let (mut corrected, mut refused) = (BTreeMap::new(), BTreeMap::new());
    for series in Series::ALL {
        let (first, second) = on(series);
        corrected.insert(series, first);
        refused.insert(series, second);
    }
    insta::assert_snapshot!("corrected", by_series::one_text(corrected));
    insta::assert_snapshot!("refused", by_series::one_text(refused));
}

/// Only 19 groups by a path; a period, a link and a flag at its end look like the model's own.
#[test]
fn groups_by_a_path_look_like_groups_of_the_model() {
    let mut gateway = Gateway::start_with(&["serve", "--demo", "--series", "19.0"], &[]);
    let paths = ["order_id.date_order:month", "order_id.partner_id.country_id", "order_id.locked"];
    let lines = |by: &str| json!({"model": "sale.order.line", "groupby": [by], "limit": 2});
    let groups: Vec<Value> = paths.iter().map(|by| gateway.good("read_group", lines(by))["groups"].clone()).collect();
    insta::assert_json_snapshot!(groups);
}
