//! Every recorded answer is decoded: to the very value where Odoo gave one, to the kind in the snapshot where it did not.

use std::collections::BTreeMap;

use odoo_sdk::transport::xmlrpc::{MethodResponse, read_response};
use odoo_sdk::{ErrorKind, Series};
use serde_json::Value;

use crate::by_series;
use crate::recordings::{self, Exchange, FILES};

/// The value a success holds, found without our decoders where the API is JSON; `None` for a failure.
fn recorded_value(exchange: &Exchange) -> Option<Value> {
    match exchange.api.as_str() {
        _ if exchange.method == "GET" => (exchange.status == 200).then(|| exchange.response.clone()),
        "json2" => (exchange.status == 200).then(|| exchange.response.clone()),
        "xmlrpc" => match read_response(&exchange.reply().body).unwrap() {
            MethodResponse::Value(value) => Some(value),
            MethodResponse::Fault { .. } => None,
        },
        _ => {
            let envelope = exchange.response.as_object().filter(|envelope| !envelope.contains_key("error"))?;
            Some(envelope.get("result").cloned().unwrap_or(Value::Null))
        }
    }
}

#[test]
fn every_answer_is_the_value_or_the_error_it_was() {
    let (mut values, mut errors) = (0, 0);
    for (series, exchange) in recordings::all() {
        let at = format!("{series} {} {}", exchange.api, exchange.name);
        match (recorded_value(&exchange), exchange.decode()) {
            (Some(expected), Ok(found)) => {
                assert_eq!(found, expected, "{at}");
                values += 1;
            }
            (None, Err(_)) => errors += 1,
            (expected, found) => panic!("{at}: expected {expected:?}, found {found:?}"),
        }
    }
    assert_eq!((values, errors, values + errors), (301, 251, 552));
}

#[test]
fn every_outcome_is_as_reviewed() {
    let mut outcomes: BTreeMap<&str, BTreeMap<Series, String>> = BTreeMap::new();
    for (series, api, _) in FILES {
        let read = recordings::read(series, api);
        let lines: Vec<String> = read.iter().map(|exchange| format!("{} → {}", exchange.name, exchange.outcome())).collect();
        outcomes.entry(api).or_default().insert(series, lines.join("\n"));
    }
    for (api, outcomes) in outcomes {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(api, by_series::one_text(outcomes));
        });
    }
}

#[test]
fn no_message_reports_more_than_it_should() {
    for (series, exchange) in recordings::all() {
        let Err(error) = exchange.decode() else { continue };
        let at = format!("{series} {} {}: {error}", exchange.api, exchange.name);
        for unfit in ["Traceback", "File \"", "127.0.0.1", "FATAL", "SELECT", "API_KEY", "<", "://"] {
            assert!(!error.message().contains(unfit), "{at}");
        }
        assert!(!error.message().is_empty() && !error.message().ends_with('\n'), "{at}");
        assert!(!error.odoo_message().unwrap_or_default().contains("Traceback"), "{at}");
    }
}

#[test]
fn the_exceptions_class_is_kept() {
    for (series, exchange) in recordings::all() {
        let Err(error) = exchange.decode() else { continue };
        let at = format!("{series} {} {}", exchange.api, exchange.name);
        match error.kind() {
            ErrorKind::Server => assert!(error.odoo_name().unwrap().contains('.') && error.odoo_message().is_some(), "{at}"),
            ErrorKind::Protocol => {}
            ErrorKind::User if exchange.api == "xmlrpc" => assert_eq!(error.odoo_name(), None, "{at}"),
            _ if matches!(exchange.name.as_str(), "wrong_db_header" | "web_version") => assert_eq!(error.odoo_name(), None, "{at}"),
            _ => assert!(error.odoo_name().is_some(), "{at}"),
        }
    }
}

#[test]
fn only_what_cannot_have_run_is_called_so() {
    for (series, exchange) in recordings::all() {
        let Err(error) = exchange.decode() else { continue };
        let expected = matches!(error.kind(), ErrorKind::SessionExpired | ErrorKind::Version)
            || (error.kind() == ErrorKind::Auth && exchange.api == "json2");
        assert_eq!(error.did_not_run(), expected, "{series} {} {}", exchange.api, exchange.name);
        assert!(!error.retryable());
    }
}
