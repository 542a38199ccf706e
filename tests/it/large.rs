//! Answers far larger than anything that goes back to a client: what they cost the gateway in memory, alone and together.

use std::fs;

use odoo_sdk::Series;
use odoo_sim::{Fault, FaultRule, RunningSim};
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};

/// So many are 31 million bytes.
const MANY: u32 = 1_150_000;

/// The answer of an Odoo to every call of a method on partners from now on: so many small records, whatever was asked for.
fn flood(odoo: &RunningSim, method: &str, rows: u32) -> u64 {
    let rows: Vec<String> = (0..rows).map(|id| format!("{{\"id\":{id},\"name\":\"xyz\"}}")).collect();
    let rows = format!("[{}]", rows.join(","));
    let bytes = u64::try_from(rows.len()).unwrap();
    odoo.faults().add(FaultRule::new(Fault::Answer(rows.into())).model("res.partner").method(method));
    bytes
}

/// The largest memory of a process since the last look, in bytes.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    fs::write(format!("/proc/{process}/clear_refs"), "5").unwrap();
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap() * 1024
}

/// A gateway that has met the model, and what its memory was at most.
fn warm(odoo: &RunningSim) -> (Gateway, u64) {
    let mut gateway = Gateway::start(&key_of(odoo));
    gateway.good("search_count", json!({"model": "res.partner"}));
    peak(gateway.id());
    let before = peak(gateway.id());
    (gateway, before)
}

fn search() -> Value {
    json!({"model": "res.partner", "fields": ["name"], "limit": 50})
}

/// The first records are shown, and that there are more.
fn check(answer: &Value) {
    assert_eq!((&answer["count"], &answer["has_more"], &answer["next_offset"]), (&json!(50), &json!(true), &json!(50)), "{answer}");
    assert_eq!(answer["records"][1], json!({"id": 1, "name": "xyz"}));
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_of_small_records_costs_less_than_three_times_its_size() {
    on_every_series(|odoo| {
        let (size, (mut gateway, before)) = (flood(odoo, "search_read", MANY), warm(odoo));
        check(&gateway.good("search_read", search()));
        let cost = peak(gateway.id()) - before;
        eprintln!("{}: an answer of {size} bytes cost {cost}, {:.2} times as much", odoo.series(), cost as f64 / size as f64);
        assert!(cost < 3 * size, "{}: {size} bytes cost {cost}", odoo.series());
        gateway.stop();
    });
}

/// Four of them are in memory at once, and the others wait.
#[cfg(target_os = "linux")]
#[test]
fn large_answers_are_bounded_together() {
    on_every_series(|odoo| {
        if odoo.series() != Series::V19 {
            return;
        }
        let (size, (mut gateway, before)) = (flood(odoo, "search_read", MANY), warm(odoo));
        let calls: Vec<u64> = (0..8).map(|_| gateway.begin("search_read", search())).collect();
        for _ in calls {
            check(&gateway.receive()["result"]["structuredContent"]);
        }
        let cost = peak(gateway.id()) - before;
        eprintln!("8 answers of {size} bytes at once cost {cost}, {:.2} times one", cost as f64 / size as f64);
        assert!(cost < 4 * 3 * size, "8 answers of {size} bytes cost {cost}");
        gateway.stop();
    });
}

/// What a method did is reported, however much it answers.
#[test]
fn a_method_that_answers_too_much_has_run() {
    on_every_series(|odoo| {
        flood(odoo, "action_archive", 300_000);
        let mut gateway = Gateway::start(&key_of(odoo));
        let answer = gateway.good("execute_method", json!({"model": "res.partner", "method": "action_archive", "record_ids": [1]}));
        assert!(answer["left_out"][0]["records"].as_u64() > Some(1_000), "{answer}");
        gateway.stop();
    });
}
