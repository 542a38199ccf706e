//! Snapshots of the user's own (`SCHEMAS_DIR`): believed before anything is asked, given up where Odoo contradicts them, and every
//! fault of them reported at the start.

use std::path::{Path, PathBuf};

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema, Snapshot, folder};
use odoo_sim::RunningSim;
use serde_json::json;

use super::client::{Gateway, command};
use super::embedded::{key_of, on_every_series};

/// Writes a snapshot of the series into `target`: the partner with these fields beside its own, and the model `x_trip`.
fn write(series: Series, target: &Path, partner_fields: &[&str]) {
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(series.name());
    let mut snapshot = Snapshot::read(&built_in).unwrap();
    snapshot.models.retain(|name, _| name == "res.partner");
    let text = || FieldSchema::new(FieldType::Char);
    let partner = snapshot.models.get_mut("res.partner").unwrap();
    partner.fields.extend(partner_fields.iter().map(|name| ((*name).to_owned(), text())));
    let mut trip = ModelSchema { model: "x_trip".to_owned(), ..ModelSchema::default() };
    trip.fields.insert("x_name".to_owned(), FieldSchema { required: true, ..text() });
    snapshot.models.insert(trip.model.clone(), trip);
    folder::replace(target, &snapshot.render()).unwrap();
}

fn environment<'a>(odoo: &'a RunningSim, folder: &'a Path) -> Vec<(&'a str, &'a str)> {
    let folder = ("SCHEMAS_DIR", folder.to_str().unwrap());
    key_of(odoo).into_iter().chain([folder]).collect()
}

/// How the binary ends with these variables: its code, and what it printed.
fn check(environment: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = command(environment).arg("check").output().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(printed).unwrap())
}

#[test]
fn what_it_describes_is_believed_and_nothing_is_asked() {
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        write(odoo.series(), &folder.path().join(odoo.series().name()), &["x_studio_field_AbC12"]);
        let mut gateway = Gateway::start(&environment(odoo, folder.path()));
        gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Told", "x_studio_field_AbC12": "kept"}}));
        gateway.good("create_record", json!({"model": "x_trip", "values": {"x_name": "Coast"}}));
        assert_eq!((odoo.calls("res.partner", "fields_get"), odoo.calls("x_trip", "fields_get")), (0, 0));
        let missing = gateway.bad("create_record", json!({"model": "x_trip", "values": {}}));
        assert!(missing.to_string().contains("x_name"), "{missing}");
        assert_eq!(odoo.calls("x_trip", "fields_get"), 1, "before a refusal Odoo is asked");
        gateway.good("search_read", json!({"model": "res.country", "fields": ["code"], "limit": 1}));
        gateway.stop();
    });
}

#[test]
fn where_it_lies_odoo_is_asked_and_believed() {
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        write(odoo.series(), &folder.path().join(odoo.series().name()), &["x_ghost"]);
        let mut gateway = Gateway::start(&environment(odoo, folder.path()));
        let ghost = json!({"model": "res.partner", "values": {"name": "Lie", "x_ghost": "boo"}});
        let by_odoo = gateway.bad("create_record", ghost.clone());
        assert_eq!((odoo.calls("res.partner", "web_save"), odoo.calls("res.partner", "fields_get")), (1, 0), "{by_odoo}");
        let by_us = gateway.bad("create_record", ghost);
        assert_eq!(by_us["code"], "unknown_field", "{by_us}");
        assert_eq!((odoo.calls("res.partner", "web_save"), odoo.calls("res.partner", "fields_get")), (1, 1));
        gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Truth"}}));
        gateway.stop();
    });
}

#[test]
fn check_reports_what_was_read_from_the_variable_and_from_the_file() {
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        write(odoo.series(), folder.path(), &[]);
        let reported = format!("\nschemas in `{}`: 2 models of {}\n", folder.path().display(), odoo.series());
        let (code, printed) = check(&environment(odoo, folder.path()));
        assert!(code == Some(0) && printed.ends_with(&reported), "{printed}");

        let configuration = tempfile::tempdir().unwrap();
        let text = format!("connection:\n  schemas_dir: {}\n", folder.path().display());
        std::fs::write(configuration.path().join("gateway.yaml"), text).unwrap();
        let from_file = key_of(odoo).into_iter().chain([("CONFIG_DIR", configuration.path().to_str().unwrap())]);
        let (code, printed) = check(&from_file.collect::<Vec<_>>());
        assert!(code == Some(0) && printed.ends_with(&reported), "{printed}");
    });
}

#[test]
fn another_series_is_refused_when_it_is_met() {
    on_every_series(|odoo| {
        let other = Series::ALL.into_iter().find(|series| *series != odoo.series()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (itself, of_series) = (folder.path().join("mine"), folder.path().join("all"));
        write(other, &itself, &[]);
        write(other, &of_series.join(other.name()), &[]);
        let shown = |folder: &PathBuf| folder.display().to_string();
        let (found, expected) = (other, odoo.series());
        let refusals = [
            (&itself, format!("the snapshot in `{}` is of Odoo {found}, expected {expected}", shown(&itself))),
            (
                &of_series,
                format!("there is no snapshot in `{}`, expected `manifest.json` or a folder named `{expected}`", shown(&of_series)),
            ),
        ];
        for (folder, message) in refusals {
            assert_eq!(check(&environment(odoo, folder)), (Some(2), format!("error: {message}\n")));
            let error = Gateway::start(&environment(odoo, folder)).bad("search_count", json!({"model": "res.partner"}));
            assert_eq!((&error["code"], &error["message"]), (&json!("not_configured"), &json!(message)));
        }
    });
}

#[test]
fn every_fault_is_reported_at_the_start_in_a_line_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let refused = || {
        let (code, printed) = check(&[("SCHEMAS_DIR", place)]);
        assert_eq!(code, Some(2), "{printed}");
        printed.replace(place, "DIR")
    };
    let empty = refused();
    write(Series::V17, &folder.path().join("17.0"), &[]);
    std::fs::write(folder.path().join("17.0/models/x_trip.json"), "{}").unwrap();
    write(Series::V17, &folder.path().join("18.0"), &[]);
    std::fs::create_dir(folder.path().join("19.0")).unwrap();
    insta::assert_snapshot!([empty, refused()].concat());
}
