//! The recorded exchanges: 552 of real 17.0, 18.0 and 19.0, successes and errors of every kind.

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use odoo_sdk::transport::{Asked, HttpReply, json2, jsonrpc, web, xmlrpc};
use odoo_sdk::{Call, Error, Series};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The recorded files, and how many exchanges each holds.
pub(crate) const FILES: [(Series, &str, usize); 10] = [
    (Series::V17, "jsonrpc", 48),
    (Series::V17, "web", 62),
    (Series::V17, "xmlrpc", 53),
    (Series::V18, "jsonrpc", 48),
    (Series::V18, "web", 62),
    (Series::V18, "xmlrpc", 53),
    (Series::V19, "json2", 60),
    (Series::V19, "jsonrpc", 49),
    (Series::V19, "web", 63),
    (Series::V19, "xmlrpc", 54),
];

/// One recorded exchange.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Exchange {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) request: Value,
    pub(crate) request_headers: Map<String, Value>,
    pub(crate) response: Value,
    pub(crate) response_headers: Map<String, Value>,
    pub(crate) status: u16,
    #[serde(skip)]
    pub(crate) api: String,
}

/// Every exchange of one file.
pub(crate) fn read(series: Series, api: &str) -> Vec<Exchange> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/wire/{series}/{api}.jsonl.gz"));
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let exchanges = text.lines().map(|line| Exchange { api: api.to_owned(), ..serde_json::from_str(line).unwrap() });
    exchanges.collect()
}

/// Every exchange of every file.
pub(crate) fn all() -> Vec<(Series, Exchange)> {
    FILES.into_iter().flat_map(|(series, api, _)| read(series, api).into_iter().map(move |exchange| (series, exchange))).collect()
}

impl Exchange {
    /// The answer as it came over the network.
    pub(crate) fn reply(&self) -> HttpReply {
        let json = self.header("content-type").contains("json");
        let body = match &self.response {
            Value::String(text) if !json => text.clone(),
            other => other.to_string(),
        };
        HttpReply::new(self.status, self.header("content-type"), body)
    }

    fn header(&self, name: &str) -> String {
        self.response_headers.get(name).and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase()
    }

    /// What the transport makes of the answer.
    pub(crate) fn decode(&self) -> Result<Value, Error> {
        let call = self.call();
        let asked = Asked { authority: "odoo.test:8069", call: call.as_ref() };
        let decode = match self.api.as_str() {
            _ if self.method == "GET" => json2::decode,
            "json2" => json2::decode,
            "jsonrpc" => jsonrpc::decode,
            "web" => web::decode,
            "xmlrpc" => xmlrpc::decode,
            other => panic!("{other}"),
        };
        decode(&self.reply(), asked)
    }

    /// The kind of the error, or `ok`.
    pub(crate) fn outcome(&self) -> &'static str {
        self.decode().map_or_else(|error| error.kind().name(), |_| "ok")
    }

    /// The parameters of the recorded request: of `call_kw`, of a service, or of an XML-RPC method.
    pub(crate) fn params(&self) -> Value {
        match self.api.as_str() {
            "xmlrpc" => xmlrpc::read_call(self.request.as_str().unwrap().as_bytes()).map_or(Value::Null, |call| call.params.into()),
            "jsonrpc" => self.request["params"]["args"].clone(),
            "web" => self.request["params"].clone(),
            _ => self.request.clone(),
        }
    }

    /// The call that was recorded, where it was one. Over the RPC APIs the ids cannot be distinguished from other arguments.
    pub(crate) fn call(&self) -> Option<Call> {
        let params = self.params();
        match self.api.as_str() {
            "web" if self.path == "/web/dataset/call_kw" && params.is_object() => {
                Some(rpc(&params["model"], &params["method"], &params["args"], &params["kwargs"]))
            }
            "jsonrpc" | "xmlrpc" => match params.as_array().map(Vec::as_slice) {
                Some([_, _, _, model, method, args, kwargs]) => Some(rpc(model, method, args, kwargs)),
                _ => None,
            },
            "json2" if self.method == "POST" => {
                let mut parts = self.path.trim_start_matches("/json/2/").split('/');
                let mut call = Call::new(parts.next().unwrap(), parts.next().unwrap());
                let mut body = self.request.as_object().cloned().unwrap_or_default();
                let ids: Option<Vec<i64>> = body.remove("ids").map(|ids| serde_json::from_value(ids).unwrap());
                call.ids = ids;
                call.context = body.remove("context").and_then(|context| context.as_object().cloned());
                call.named = body;
                Some(call)
            }
            _ => None,
        }
    }
}

fn rpc(model: &Value, method: &Value, args: &Value, kwargs: &Value) -> Call {
    let mut call = Call::new(model.as_str().unwrap(), method.as_str().unwrap());
    call.positional = args.as_array().unwrap().iter().map(|value| (String::new(), value.clone())).collect();
    call.named = kwargs.as_object().unwrap().clone();
    call.context = call.named.remove("context").and_then(|context| context.as_object().cloned());
    call
}

#[test]
fn every_recording_is_there() {
    for (series, api, count) in FILES {
        assert_eq!(read(series, api).len(), count, "{series} {api}");
    }
    assert_eq!(all().len(), 552);
}
