//! The recording: records to make, calls, and the answers of a real 19, a JSON value a line.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use odoo_sdk::Series;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::same::Same;

/// A record that the calls are about; others name it by `$` and its name.
#[derive(Debug, Deserialize)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) model: String,
    pub(super) values: Value,
    /// The id it had in the recording.
    id: Value,
}

/// One call and its answer.
#[derive(Debug, Deserialize)]
pub(super) struct Case {
    pub(super) model: String,
    pub(super) method: String,
    pub(super) args: Value,
    pub(super) kwargs: Value,
    answer: Value,
}

#[derive(Debug, Default)]
pub(super) struct Recorded {
    pub(super) records: Vec<Record>,
    pub(super) cases: Vec<Case>,
}

impl Case {
    /// Whether an answer is the recorded one; ids of the same record are the same, and those of records made by the calls do not count.
    pub(super) fn fits(&self, recorded: &Recorded, answer: &Value, ids: &Map<String, Value>) -> bool {
        let recorded = recorded.records.iter().map(|record| (record.name.clone(), record.id.clone())).collect();
        Same { recorded, answered: ids, any_id: matches!(self.method.as_str(), "create" | "copy" | "message_post") }
            .fits(&self.answer, answer)
    }

    /// Whether a series has the method at all.
    fn is_in(&self, series: Series) -> bool {
        let new = ["formatted_read_group", "formatted_read_grouping_sets", "web_name_search"].contains(&self.method.as_str());
        let web = self.method == "web_read_group";
        series == Series::V19 || !(new || web)
    }
}

/// The calls that a series can be asked.
pub(super) fn read(series: Series) -> Recorded {
    let file = File::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/agree.jsonl.gz")).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let mut recorded = Recorded::default();
    for line in text.lines() {
        if line.contains("\"method\"") {
            recorded.cases.push(serde_json::from_str(line).unwrap());
        } else {
            recorded.records.push(serde_json::from_str(line).unwrap());
        }
    }
    recorded.cases.retain(|case| case.is_in(series));
    recorded
}
