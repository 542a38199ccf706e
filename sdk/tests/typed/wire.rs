//! Every record shape of the recorded exchanges, decoded by the typed models of their series.
//!
//! The recordings read a handful of models with many sets of fields; each field that a recording has is decoded alone by
//! the model's own decoder, so that no shape is passed over.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use odoo_models::{v17, v18, v19};
use odoo_sdk::Series;
use odoo_sdk::model::{DecodeError, Model, Record, Row};
use serde_json::{Map, Value};

/// What a decoder makes of a record of which only some fields are there: the fields it refused, reported by the error.
type Decoder = fn(&Map<String, Value>) -> Result<(), DecodeError>;

/// Decodes with every field of the model there: those of the record, and for the rest what a read gives for an empty one.
fn decode<R: Record>(record: &Map<String, Value>) -> Result<(), DecodeError> {
    for (field, value) in record {
        let mut row = Row::of::<R::Model>(Map::from_iter([(field.clone(), value.clone())]));
        let decoded = R::decode(&mut row);
        match row.finish(decoded) {
            Ok(_) | Err(DecodeError::Missing { .. }) => (),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

macro_rules! decoders {
    ($series:ident: $($module:ident),+) => {
        vec![$((<$series::$module::Record as Record>::Model::META.name, decode::<$series::$module::Record> as Decoder)),+]
    };
}

fn decoders(series: Series) -> BTreeMap<&'static str, Decoder> {
    let all = match series {
        Series::V17 => {
            decoders!(v17: res_partner, res_users, sale_order, sale_order_line, product_template, product_product, res_country, res_currency, ir_attachment, ir_model)
        }
        Series::V18 => {
            decoders!(v18: res_partner, res_users, sale_order, sale_order_line, product_template, product_product, res_country, res_currency, ir_attachment, ir_model)
        }
        Series::V19 => {
            decoders!(v19: res_partner, res_users, sale_order, sale_order_line, product_template, product_product, res_country, res_currency, ir_attachment, ir_model)
        }
    };
    all.into_iter().collect()
}

/// The exchanges of one file.
pub(crate) fn exchanges(series: Series, api: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/wire/{series}/{api}.jsonl.gz"));
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The model, the method and the answer of an exchange, where it is a call that was answered.
pub(crate) fn call(exchange: &Value) -> Option<(String, String, Value)> {
    let path = exchange["path"].as_str()?;
    let params = &exchange["request"]["params"];
    let (model, method) = match path.strip_prefix("/json/2/") {
        Some(rest) => rest.split_once('/').map(|(model, method)| (model.to_owned(), method.to_owned()))?,
        None if path == "/jsonrpc" => (params["args"][3].as_str()?.to_owned(), params["args"][4].as_str()?.to_owned()),
        None => (params["model"].as_str()?.to_owned(), params["method"].as_str()?.to_owned()),
    };
    let answer = if path.starts_with("/json/2/") { &exchange["response"] } else { exchange["response"].get("result")? };
    Some((model, method, answer.clone()))
}

/// The records that an exchange read.
fn read(exchange: &Value) -> Option<(String, Vec<Value>)> {
    let (model, method, answer) = call(exchange)?;
    matches!(method.as_str(), "read" | "search_read").then(|| Some((model, answer.as_array()?.clone())))?
}

#[test]
fn every_recorded_record_decodes() {
    for (series, apis) in
        [(Series::V17, ["jsonrpc", "web"].as_slice()), (Series::V18, &["jsonrpc", "web"]), (Series::V19, &["jsonrpc", "web", "json2"])]
    {
        let decoders = decoders(series);
        let (mut records, mut fields, mut unknown) = (0, 0, Vec::new());
        for (model, rows) in apis.iter().flat_map(|api| exchanges(series, api)).filter_map(|exchange| read(&exchange)) {
            let Some(decode) = decoders.get(model.as_str()) else {
                // Of a custom add-on: no typed model is generated for it.
                unknown.extend(Some(model).filter(|model| model != "delivery.route.custom"));
                continue;
            };
            for row in rows {
                let row = row.as_object().unwrap();
                decode(row).unwrap_or_else(|error| panic!("{series}: {error}"));
                (records, fields) = (records + 1, fields + row.len());
            }
        }
        eprintln!("{series}: {records} records, {fields} values decoded; models without a decoder here: {unknown:?}");
        assert!(records > 10 && unknown.is_empty(), "{series}: {records}, {unknown:?}");
    }
}
