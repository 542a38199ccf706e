//! The recordings: one exchange a line, read in the order they were made.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use odoo_sdk::Series;
use serde_json::Value;

/// One request and what a real server answered.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) api: &'static str,
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) request: Value,
    pub(crate) request_headers: BTreeMap<String, String>,
    pub(crate) status: u16,
    pub(crate) response_headers: BTreeMap<String, String>,
    pub(crate) response: Value,
}

const APIS: [&str; 4] = ["web", "jsonrpc", "xmlrpc", "json2"];

impl Exchange {
    /// `web/search_ids`.
    pub(crate) fn label(&self) -> String {
        format!("{}/{}", self.api, self.name)
    }

    pub(crate) fn body(&self) -> String {
        match &self.request {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// Every exchange of a series: each call over all APIs before the next call, as they were recorded.
pub(crate) fn read(series: Series) -> Vec<Exchange> {
    let mut all: Vec<Exchange> = APIS.iter().flat_map(|api| read_api(series, api)).collect();
    let web: Vec<String> = all.iter().filter(|exchange| exchange.api == "web").map(|exchange| exchange.name.clone()).collect();
    all.sort_by_key(|exchange| web.iter().position(|name| *name == exchange.name).unwrap_or_default());
    all
}

fn read_api(series: Series, api: &'static str) -> Vec<Exchange> {
    let file = format!("../sdk/tests/fixtures/wire/{}/{api}.jsonl.gz", series.name());
    let Ok(file) = File::open(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)) else { return Vec::new() };
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text.lines().map(|line| parse(api, serde_json::from_str(line).unwrap())).collect()
}

fn parse(api: &'static str, line: Value) -> Exchange {
    let text = |key: &str| line[key].as_str().unwrap().to_owned();
    let headers = |key: &str| serde_json::from_value(line[key].clone()).unwrap();
    Exchange {
        api,
        name: text("name"),
        method: text("method"),
        path: text("path"),
        request: line["request"].clone(),
        request_headers: headers("request_headers"),
        status: u16::try_from(line["status"].as_u64().unwrap()).unwrap(),
        response_headers: headers("response_headers"),
        response: line["response"].clone(),
    }
}
