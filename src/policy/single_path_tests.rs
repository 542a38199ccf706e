//! No way to Odoo but through the policy: where calls are sent, where permits are made, and what the door of discovery lets through.

use std::path::Path;

use crate::source_files::without_tests;

/// The files in which a text stands, as paths below `src`.
fn with(text: &str) -> Vec<String> {
    let name = |path: &Path| path.strip_prefix("src").unwrap().display().to_string();
    let mut found: Vec<_> = without_tests().iter().filter(|(_, code)| code.contains(text)).map(|(path, _)| name(path)).collect();
    found.retain(|name| name != "policy/single_path_tests.rs" && name != "policy/attack_tests.rs");
    found.sort();
    found
}

#[test]
fn only_the_policy_makes_a_permit_and_only_its_permits_are_sent() {
    assert_eq!(with("Permitted::new("), ["policy.rs"]);
    let policy = without_tests().into_iter().find(|(path, _)| path.ends_with("src/policy.rs")).unwrap().1;
    assert_eq!(policy.matches("Permitted::new(").count(), 1);
    // The demo talks MCP to the gateway, as any client does.
    assert_eq!(with("client.send("), ["demo/client.rs", "odoo/discovery.rs"]);
    assert_eq!(with("Client::connect("), ["demo.rs", "odoo/discovery.rs"]);
    assert_eq!(with("odoo_sdk::pull::"), ["odoo/discovery.rs"]);
    assert_eq!(with(".discovery.send("), ["session/connected.rs"]);
    assert_eq!(with("connected.call("), ["tools/context/odoo.rs"]);
}

/// The door's reads are those of its table, and the table is all there is.
#[test]
fn the_door_of_discovery_is_narrow() {
    let code = without_tests().into_iter().find(|(path, _)| path.ends_with("odoo/discovery.rs")).unwrap().1;
    let sent = code.matches("self.client.send(").count() + code.matches("odoo_sdk::pull::default_get(").count();
    // One for each line of the table, and the one for permitted calls.
    assert_eq!(sent, crate::odoo::DOOR.len() + 1);
    assert!(crate::odoo::DOOR.iter().all(|(_, method, _)| {
        ["context_get", "default_get", "fields_get", "get_views", "search_read", "has_group", "read"].contains(method)
    }));
}
