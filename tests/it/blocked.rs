//! An audit and a state folder that do not answer: the calls that need them wait, and no other call does.

use std::fs::File;
use std::io::{Read, Write};
use std::process::Command;

use serde_json::json;

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};

/// What a pipe holds.
const PIPE: usize = 65_536;

#[test]
fn a_blocked_audit_stops_what_must_be_recorded_and_nothing_else() {
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let mut pipe = File::options().read(true).write(true).open(&path).unwrap();
        let environment = key_of(odoo).into_iter().chain([("MCP_AUDIT", path.to_str().unwrap())]).collect::<Vec<_>>();
        let mut gateway = Gateway::start(&environment);
        gateway.good("search_count", json!({"model": "res.partner"}));
        let mut lines = [0; PIPE];
        let recorded = pipe.read(&mut lines).unwrap();
        assert!(String::from_utf8_lossy(&lines[..recorded]).contains("search_count"));
        pipe.write_all(&[b'x'; PIPE]).unwrap();
        odoo.clear_requests();
        let waiting = gateway.begin("search_count", json!({"model": "res.country"}));
        assert!(gateway.request("ping", json!({}))["result"].is_object());
        gateway.good("compare_versions", json!({"model": "res.users", "from": "18.0", "to": "19.0"}));
        assert_eq!(odoo.calls("res.country", "search_count"), 0, "nothing is sent unrecorded");
        pipe.read_exact(&mut lines).unwrap();
        gateway.end(waiting);
        assert_eq!(odoo.calls("res.country", "search_count"), 1);
    });
}

#[test]
fn a_blocked_state_folder_stops_calls_with_a_key_and_no_other() {
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = Gateway::start_with(&["serve", "--state", folder.path().to_str().unwrap()], &key_of(odoo));
        let create = |name: &str| json!({"model": "res.partner", "values": {"name": name}});
        gateway.good("create_record", create("Before"));
        let journal = File::open(folder.path().join("idempotency.jsonl")).unwrap();
        journal.lock().unwrap();
        let mut with_key = create("Waits");
        with_key["idempotency_key"] = json!("k1");
        let waiting = gateway.begin("create_record", with_key.clone());
        gateway.good("create_record", create("Goes on"));
        assert_eq!(odoo.executed("res.partner", "web_save"), 2);
        journal.unlock().unwrap();
        let first = gateway.end(waiting);
        let again = gateway.good("create_record", with_key);
        assert_eq!((&again["id"], &again["repeated"]), (&first["id"], &json!(true)));
        assert_eq!(odoo.executed("res.partner", "web_save"), 3);
    });
}
