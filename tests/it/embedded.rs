//! The conversation with the embedded Odoo of every series, and what only it can show: how often Odoo was called, and a model and a
//! field that no snapshot has.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema, Snapshot};
use odoo_sim::{RunningSim, Sim, SimBuilder};
use serde_json::json;

use super::client::{CORE, Gateway, TODAY, command};
use super::{by_series, conversation, tools};

/// Runs a check against the embedded Odoo of each series.
pub(crate) fn on_every_series(check: impl Fn(&RunningSim)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for series in Series::ALL {
        let odoo = runtime.block_on(builder(series).start()).unwrap();
        assert_eq!(odoo.series(), series);
        check(&odoo);
    }
}

/// What the embedded Odoo of each series answers.
pub(crate) fn of_every_series<T>(answer: impl Fn(&RunningSim) -> T) -> BTreeMap<Series, T> {
    let answers = RefCell::new(BTreeMap::new());
    on_every_series(|odoo| drop(answers.borrow_mut().insert(odoo.series(), answer(odoo))));
    answers.into_inner()
}

/// An embedded Odoo with a field of Odoo Studio's and a model of its own, on a day that stands still.
pub(crate) fn builder(series: Series) -> SimBuilder {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(series.name());
    let snapshot = Arc::new(Snapshot::read(&folder).unwrap());
    let field = |label: &str| FieldSchema { label: label.to_owned(), ..FieldSchema::new(FieldType::Char) };
    let mut trip = ModelSchema { model: "x_trip".to_owned(), label: "Trip".to_owned(), ..ModelSchema::default() };
    trip.fields.insert("x_name".to_owned(), FieldSchema { required: true, ..field("Name") });
    let builder = Sim::builder(snapshot).extra_model(trip).extra_field("res.partner", "x_studio_field_AbC12", field("Studio"));
    builder.today(TODAY.parse().unwrap())
}

/// The environment of the administrator with a key.
pub(crate) fn key_of(odoo: &RunningSim) -> [(&str, &str); 4] {
    let key = odoo.api_key("admin").unwrap();
    [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "admin"), ("ODOO_API_KEY", key)]
}

fn by_key(odoo: &RunningSim) -> Gateway {
    Gateway::start(&[&key_of(odoo)[..], &[CORE]].concat())
}

fn by_password(odoo: &RunningSim) -> Gateway {
    let account = [("ODOO_USERNAME", "admin"), ("ODOO_PASSWORD", "admin")];
    Gateway::start(&[&[("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), CORE][..], &account].concat())
}

#[test]
fn the_conversation_with_a_key_and_with_a_password() {
    on_every_series(|odoo| {
        for mut gateway in [by_key(odoo), by_password(odoo)] {
            conversation::run(&mut gateway);
            gateway.stop();
        }
    });
}

#[test]
fn every_tool_answers_as_reviewed() {
    let answers = of_every_series(|odoo| {
        let mut gateway = by_key(odoo);
        let answers = tools::run(&mut gateway);
        gateway.stop();
        json!(answers)
    });
    insta::assert_snapshot!("every_tool", by_series::one_text(answers));
}

#[test]
fn a_studio_field_and_a_custom_model_need_no_setup() {
    on_every_series(|odoo| {
        let mut gateway = by_key(odoo);
        let values = json!({"name": "Studio", "x_studio_field_AbC12": "kept"});
        let id = gateway.good("create_record", json!({"model": "res.partner", "values": values}))["id"].clone();
        let fields = json!(["x_studio_field_AbC12"]);
        let read = gateway.good("get_record", json!({"model": "res.partner", "record_id": id, "fields": fields}));
        assert_eq!(read["record"]["x_studio_field_AbC12"], "kept");
        let typo = gateway.bad("create_record", json!({"model": "x_trip", "values": {"x_nam": "x"}}));
        assert!(typo.to_string().contains("`x_name`"), "{typo}");
        gateway.good("create_record", json!({"model": "x_trip", "values": {"x_name": "Coast"}}));
    });
}

#[test]
fn one_call_a_search_and_one_a_write_and_none_for_what_is_refused() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start_with(&["serve", "--no-confirm"], &key_of(odoo));
        let search = json!({"model": "res.partner", "domain": [["name", "ilike", "a"]], "limit": 5});
        let values = json!({"model": "res.partner", "values": {"name": "Once"}});
        gateway.good("search_read", search.clone());
        odoo.clear_requests();
        gateway.good("search_read", search);
        assert_eq!(odoo.requests().len(), 1, "{:?}", odoo.requests());
        let id = gateway.good("create_record", values)["id"].clone();
        gateway.good("update_record", json!({"model": "res.partner", "record_ids": [id], "values": {"phone": "+32 2 290 34 90"}}));
        gateway.good("delete_record", json!({"model": "res.partner", "record_ids": [id]}));
        assert_eq!(odoo.requests().len(), 4, "{:?}", odoo.requests());
        let refused = json!({"model": "res.partner", "domain": [["no_such_field", "=", 1]]});
        gateway.bad("search_read", refused.clone());
        odoo.clear_requests();
        gateway.bad("search_read", refused);
        assert_eq!(odoo.requests().len(), 0, "{:?}", odoo.requests());
    });
}

/// A key decides who acts: one of another user than the configured one is not used.
#[test]
fn a_key_of_another_user_is_4_and_nothing_is_done_with_it() {
    on_every_series(|odoo| {
        let key = odoo.api_key("admin").unwrap();
        let environment = [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "demo"), ("ODOO_API_KEY", key)];
        let output = command(&environment).arg("check").output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{stderr}");
        assert!(!stderr.contains(key), "{stderr}");
        // On 19 `serve` stops by itself, see `connecting`.
        if odoo.series() != Series::V19 {
            let error = Gateway::start(&environment).bad("search_count", json!({"model": "res.partner"}));
            assert_eq!(error["code"], "login_refused", "{error}");
        }
        assert_eq!(odoo.calls("res.partner", "search_count"), 0);
    });
}

#[test]
fn a_wrong_password_and_a_wrong_database_are_4_and_say_nothing_of_the_user() {
    on_every_series(|odoo| {
        for (login, password) in [("admin", "wr0ng-s3cret"), ("nobody", "wr0ng-s3cret")] {
            let environment =
                [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", login), ("ODOO_PASSWORD", password)];
            let output = command(&environment).arg("check").output().unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(4), "{stderr}");
            assert!(stderr.lines().count() == 1 && !stderr.contains(password), "{stderr}");
            let error = Gateway::start(&environment).bad("search_count", json!({"model": "res.partner"}));
            assert_eq!(error["code"], "login_refused", "{error}");
            assert!(!error.to_string().contains(password) && !error.to_string().contains("nobody"), "{error}");
        }
        let environment = [("ODOO_URL", odoo.url()), ("ODOO_DB", "nowhere"), ("ODOO_USERNAME", "admin"), ("ODOO_PASSWORD", "admin")];
        let output = command(&environment).arg("check").output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.lines().count()), (Some(4), 1), "{stderr}");
    });
}

#[test]
fn the_day_of_the_sample_company_is_the_one_that_the_environment_names() {
    for (day, start_of_year) in [("2028-02-29", "2028-01-01"), ("2031-07-01", "2031-01-01")] {
        let mut gateway = Gateway::start_with(&["serve", "--demo"], &[("ODOO_SIM_TODAY", day)]);
        let orders = json!({"model": "sale.order", "domain": [["date_order", ">=", start_of_year]], "fields": ["create_date"], "limit": 1});
        let order = gateway.good("search_read", orders)["records"][0].clone();
        assert_eq!(order["create_date"], format!("{day}T12:00:00Z"), "the sample company moves with the day: {order}");
    }
    let output = command(&[("ODOO_SIM_TODAY", "tomorrow")]).args(["serve", "--demo"]).output().unwrap();
    let expected = "error: ODOO_SIM_TODAY: `tomorrow` is not a day, expected `YYYY-MM-DD`\n";
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(2), expected));
}
