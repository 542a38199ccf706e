//! `config suggest`: what an audit shows refused passes under the lines that are proposed.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::client::{Gateway, command};
use super::embedded::{builder, key_of};

#[test]
fn what_was_refused_passes_under_the_proposed_lines() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let odoo = runtime.block_on(builder(Series::V19).start()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (audit, config) = (folder.path().join("audit.jsonl"), folder.path().join("config"));
    std::fs::create_dir(&config).unwrap();
    let website = json!({"model": "website", "record_ids": [1], "values": {"name": "Shop"}, "dry_run": true});
    let method = json!({"model": "res.partner", "method": "find_or_create", "args": ["x@example.com"], "dry_run": true});
    let both = |gateway: &mut Gateway| {
        let code = |result: Value| result["structuredContent"]["error"]["code"].clone();
        [code(gateway.call("update_record", website.clone())), code(gateway.call("execute_method", method.clone()))]
    };
    let refused =
        |codes: &[Value]| codes.iter().filter(|code| ["model_read_only", "method_not_allowed"].iter().any(|of| *code == of)).count();

    let mut gateway = Gateway::start(&[&key_of(&odoo)[..], &[("MCP_AUDIT", audit.to_str().unwrap())]].concat());
    assert_eq!(refused(&both(&mut gateway)), 2);
    gateway.stop();

    let output = command(&[]).args(["config", "suggest", audit.to_str().unwrap()]).output().unwrap();
    let proposed = String::from_utf8(output.stdout).unwrap();
    assert!(proposed.contains("full_crud: [website]") && proposed.contains("res.partner: [find_or_create]"), "{proposed}");
    std::fs::write(config.join("model_access.yaml"), &proposed).unwrap();
    let mut gateway = Gateway::start(&[&key_of(&odoo)[..], &[("CONFIG_DIR", config.to_str().unwrap())]].concat());
    let codes = both(&mut gateway);
    assert_eq!(refused(&codes), 0, "{codes:?}");
    gateway.stop();
}
