//! The JSON Schemas inside the binary: the same bytes as those checked in, on every series.

use odoo_sdk::Series;

use super::client::command;

#[test]
fn the_binary_prints_the_checked_in_json_schemas() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/json");
    for series in Series::ALL {
        for model in ["sale.order", "res.partner", "ir.attachment"] {
            let output = command(&[]).args(["schema", "--series", series.name(), model]).output().unwrap();
            let file = std::fs::read(folder.join(format!("{series}/{model}.json"))).unwrap();
            assert!(output.status.success() && output.stdout == file, "{series} {model}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn a_model_of_another_series_is_refused_with_its_name() {
    let output = command(&[]).args(["schema", "--series", "19.0", "mail.shortcode"]).output().unwrap();
    let error = "error: a standard Odoo 19.0 has no model `mail.shortcode` with records; it is called `mail.canned.response` in 19.0\n";
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(2), error));
}
