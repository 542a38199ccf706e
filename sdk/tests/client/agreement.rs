//! The same exchange says the same over every API and in every series, but for the exceptions listed here.

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::Series;
use serde_json::Value;

use crate::recordings::{self, Exchange};

/// Where an API does not distinguish a kind of failure that the others do, or the recording differs: name, APIs, series (all if empty), what it says.
const EXCEPTIONS: [(&str, &[&str], &[Series], &str); 12] = [
    // XML-RPC has one fault code for a user error and all its subclasses.
    ("err_missing_required", &["xmlrpc"], &[], "user"),
    ("err_sql_constraint", &["xmlrpc"], &[], "user"),
    ("err_unlink_referenced", &["xmlrpc"], &[], "user"),
    ("err_validation_recursion", &["xmlrpc"], &[], "user"),
    ("err_bad_many2one", &["xmlrpc"], &[], "user"),
    ("err_missing_record_write", &["xmlrpc"], &[], "user"),
    // The web recording came first and did the deed; the later ones found it done.
    ("call_action_confirm", &["web"], &[], "ok"),
    ("err_user_error_unlink_confirmed", &["web"], &[], "ok"),
    ("err_user_error_unlink_confirmed", &["xmlrpc"], &[], "user"),
    // 17 answers a body that is no JSON with a page, and has no `/web/version`.
    ("not_json", &["web"], &[Series::V17], "protocol"),
    ("web_version", &["web"], &[Series::V17], "version"),
    ("web_version", &["web"], &[Series::V18], "version"),
];

fn exception(series: Series, exchange: &Exchange) -> Option<usize> {
    EXCEPTIONS.iter().position(|(name, apis, of, _)| {
        *name == exchange.name && apis.contains(&exchange.api.as_str()) && (of.is_empty() || of.contains(&series))
    })
}

/// What all exchanges of a name say that are no exception.
fn agreed() -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut agreed: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (series, exchange) in recordings::all() {
        if exception(series, &exchange).is_none() {
            agreed.entry(exchange.name.clone()).or_default().insert(exchange.outcome());
        }
    }
    agreed
}

#[test]
fn every_api_and_series_reports_the_same_kind() {
    for (name, outcomes) in agreed() {
        assert_eq!(outcomes.len(), 1, "{name}: {outcomes:?}");
    }
}

#[test]
fn every_exception_is_still_one() {
    let agreed = agreed();
    let mut used = BTreeSet::new();
    for (series, exchange) in recordings::all() {
        let Some(index) = exception(series, &exchange) else { continue };
        let at = format!("{series} {} {}", exchange.api, exchange.name);
        assert_eq!(exchange.outcome(), EXCEPTIONS[index].3, "{at}");
        assert!(!agreed[&exchange.name].contains(exchange.outcome()), "{at} agrees after all");
        used.insert(index);
    }
    assert_eq!(used.len(), EXCEPTIONS.len());
}

/// Answers that hold ids of records made by the exchange itself.
const NEW_IDS: [&str; 3] = ["call_method_none", "create_partner", "create_partners_batch"];

#[test]
fn every_api_gives_the_same_data() {
    let mut compared = 0;
    for series in Series::ALL {
        let mut known: BTreeMap<String, Value> = BTreeMap::new();
        for (_, exchange) in recordings::all().into_iter().filter(|(of, _)| *of == series) {
            let Ok(value) = exchange.decode() else { continue };
            if NEW_IDS.contains(&exchange.name.as_str()) {
                continue;
            }
            match known.get(&exchange.name) {
                Some(first) => {
                    assert!(value == *first, "{series} {} over {}", exchange.name, exchange.api);
                    compared += 1;
                }
                None => _ = known.insert(exchange.name.clone(), value),
            }
        }
    }
    assert_eq!(compared, 167);
}
