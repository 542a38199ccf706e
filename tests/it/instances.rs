//! Several Odoos in one process: a call names one, and what belongs to one is never seen from another.

use odoo_sdk::Series;
use odoo_sim::RunningSim;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::client::{Gateway, command};
use super::embedded::builder;

/// Two Odoos and the folder that names them.
struct Two {
    old: RunningSim,
    new: RunningSim,
    folder: TempDir,
    _runtime: Runtime,
}

impl Two {
    /// An Odoo 17 that is called `old` and an Odoo 19 that is called `new` and is the default, with more keys for each.
    fn start(more_of_old: &str, more_of_new: &str) -> Self {
        let runtime = Runtime::new().unwrap();
        let [old, new] = [Series::V17, Series::V19].map(|series| runtime.block_on(builder(series).start()).unwrap());
        let entry = |name: &str, odoo: &RunningSim, more: &str| {
            let (url, database) = (odoo.url(), odoo.database());
            let variable = name.to_uppercase();
            format!("  {name}:\n    url: {url}\n    database: {database}\n    username: admin\n    api_key: ${{KEY_OF_{variable}}}\n{more}")
        };
        let text = format!("instances:\n{}{}    default: true\n", entry("old", &old, more_of_old), entry("new", &new, more_of_new));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("gateway.yaml"), text).unwrap();
        Self { old, new, folder, _runtime: runtime }
    }

    fn environment(&self) -> Vec<(&str, &str)> {
        let keys = [("KEY_OF_OLD", self.old.api_key("admin").unwrap()), ("KEY_OF_NEW", self.new.api_key("admin").unwrap())];
        keys.into_iter().chain([("CONFIG_DIR", self.folder.path().to_str().unwrap())]).collect()
    }

    fn gateway(&self, more: &[(&str, &str)]) -> Gateway {
        Gateway::start_with(&["serve", "--no-confirm"], &[&self.environment(), more].concat())
    }
}

/// A call for one of the Odoos.
fn on(instance: &str, mut call: Value) -> Value {
    call["instance"] = instance.into();
    call
}

fn count(gateway: &mut Gateway, instance: &str, name: &str) -> Value {
    let call = json!({"model": "res.partner", "domain": [["name", "=like", name]]});
    gateway.good("search_count", on(instance, call))["count"].clone()
}

#[test]
fn calls_on_two_odoos_never_see_each_others_data() {
    let two = Two::start("", "");
    let mut gateway = two.gateway(&[]);
    for round in 0..25 {
        for name in ["old", "new"] {
            let created = json!({"model": "res.partner", "values": {"name": format!("of {name} {round}")}});
            let id = gateway.good("create_record", on(name, created))["id"].clone();
            let read = json!({"model": "res.partner", "record_id": id, "fields": ["name"]});
            assert_eq!(gateway.good("get_record", on(name, read))["record"]["name"], format!("of {name} {round}"));
        }
    }
    for (name, other) in [("old", "new"), ("new", "old")] {
        assert_eq!(count(&mut gateway, name, &format!("of {name} %")), 25);
        assert_eq!(count(&mut gateway, name, &format!("of {other} %")), 0);
    }
    gateway.stop();
}

#[test]
fn each_odoo_has_its_own_series_schema_and_default() {
    let two = Two::start("", "");
    let mut gateway = two.gateway(&[]);
    let series = |answer: Value| answer["odoo"]["series"].clone();
    assert_eq!(series(gateway.good("whoami", json!({}))), "19.0");
    assert_eq!(series(gateway.good("whoami", json!({"instance": null}))), "19.0");
    assert_eq!(series(gateway.good("whoami", on("old", json!({})))), "17.0");
    let line = |unit: &str| json!({"model": "sale.order.line", "fields": [unit], "limit": 1});
    gateway.good("search_read", on("old", line("product_uom")));
    gateway.good("search_read", on("new", line("product_uom_id")));
    assert_eq!(gateway.bad("search_read", on("old", line("product_uom_id")))["code"], "unknown_field");
    assert_eq!(gateway.bad("search_read", on("new", line("product_uom")))["code"], "unknown_field");
    gateway.stop();
}

#[test]
fn a_wrong_name_is_refused_with_the_names_and_nothing_is_sent() {
    let two = Two::start("", "");
    let mut gateway = two.gateway(&[]);
    // Both are connected, so that what is sent afterwards belongs to the call.
    for name in ["old", "new"] {
        gateway.good("whoami", on(name, json!({})));
    }
    let sent = || two.old.requests().len() + two.new.requests().len();
    let before = sent();
    let error = gateway.bad("search_count", on("olds", json!({"model": "res.partner"})));
    assert_eq!((&error["code"], &error["path"]), (&json!("wrong_value"), &json!("instance")), "{error}");
    assert_eq!(error["hint"], "did you mean `old`? the Odoos are `new`, `old`");
    assert_eq!(sent(), before);
    gateway.stop();
}

#[test]
fn the_argument_is_listed_on_every_tool_where_there_is_a_choice_and_on_none_where_there_is_not() {
    let two = Two::start("", "");
    let tools = |gateway: &mut Gateway| gateway.request("tools/list", json!({}))["result"]["tools"].as_array().unwrap().clone();
    let mut gateway = two.gateway(&[]);
    for tool in tools(&mut gateway) {
        let argument = &tool["inputSchema"]["properties"]["instance"];
        let own = &tool["inputSchema"]["properties"]["instances"];
        assert!(argument["enum"] == json!(["new", "old"]) || own.is_object(), "{tool}");
    }
    gateway.stop();
    let mut single = Gateway::start(&super::embedded::key_of(&two.new));
    for tool in tools(&mut single) {
        assert!(tool["inputSchema"]["properties"].get("instance").is_none() && tool["name"] != "search_across_instances", "{tool}");
    }
    let error = single.bad("search_count", on("new", json!({"model": "res.partner"})));
    assert_eq!(error["code"], "unknown_argument");
    single.stop();
}

#[test]
fn keys_budgets_and_logins_are_apart() {
    let two = Two::start("", "");
    let mut gateway = two.gateway(&[]);
    let once = json!({"model": "res.partner", "values": {"name": "Once"}, "idempotency_key": "the same"});
    for name in ["old", "new", "old", "new"] {
        gateway.good("create_record", on(name, once.clone()));
    }
    assert_eq!((count(&mut gateway, "old", "Once"), count(&mut gateway, "new", "Once")), (json!(1), json!(1)));
    let clerk = json!({"method": "api_key", "username": "clerk", "credential": odoo_sim::accounts::CLERK.api_key});
    gateway.good("login", on("old", clerk));
    let who = |answer: Value| answer["user"]["login"].clone();
    assert_eq!(who(gateway.good("whoami", on("old", json!({})))), "clerk");
    assert_eq!(who(gateway.good("whoami", json!({}))), "admin");
    gateway.good("logout", on("old", json!({})));
    assert_eq!(gateway.bad("search_count", on("old", json!({"model": "res.partner"})))["code"], "not_logged_in");
    gateway.good("search_count", json!({"model": "res.partner"}));
    gateway.stop();
    let mut hasty = two.gateway(&[("RATE_LIMIT_GLOBAL", "2")]);
    let call = json!({"model": "res.partner"});
    hasty.good("search_count", on("old", call.clone()));
    hasty.good("search_count", on("old", call.clone()));
    assert_eq!(hasty.bad("search_count", on("old", call.clone()))["code"], "rate_limited");
    hasty.good("search_count", on("new", call));
    hasty.stop();
}

/// Each Odoo that is called takes a session; what is configured of sessions bounds them.
#[test]
fn no_more_sessions_are_open_than_configured_and_the_refusal_says_when_one_ends() {
    let two = Two::start("", "");
    let mut gateway = two.gateway(&[("MAX_CONCURRENT_SESSIONS", "1"), ("SESSION_TIMEOUT_SECONDS", "77"), super::client::CORE]);
    let call = json!({"model": "res.partner"});
    gateway.good("search_count", call.clone());
    let error = gateway.bad("search_count", on("old", call.clone()));
    assert_eq!(error["code"], "rate_limited");
    let message = error["message"].as_str().unwrap();
    let seconds = message.split("ends in ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|number| number.parse::<u64>().ok());
    assert!(message.starts_with("1 sessions are open") && seconds.is_some_and(|seconds| (1..=77).contains(&seconds)), "{message}");
    gateway.good("search_count", call);
    gateway.stop();
}

#[test]
fn an_odoo_may_be_read_only_or_narrow_beside_one_that_is_not() {
    let two = Two::start("    mode: readonly\n", "    scope: res.partner:RW\n");
    let mut gateway = two.gateway(&[]);
    let create = json!({"model": "res.partner", "values": {"name": "New"}});
    assert_eq!(gateway.bad("create_record", on("old", create.clone()))["code"], "mode_read_only");
    gateway.good("create_record", on("new", create));
    let orders = json!({"model": "sale.order"});
    gateway.good("search_count", on("old", orders.clone()));
    assert_eq!(gateway.bad("search_count", on("new", orders))["code"], "out_of_scope");
    gateway.stop();
}

#[test]
fn the_audit_names_the_odoo() {
    let two = Two::start("", "");
    let audit = two.folder.path().join("audit.jsonl");
    let mut gateway = two.gateway(&[("MCP_AUDIT", audit.to_str().unwrap())]);
    gateway.good("search_count", on("old", json!({"model": "res.partner"})));
    gateway.good("search_count", json!({"model": "res.country"}));
    gateway.bad("search_count", on("other", json!({"model": "res.lang"})));
    gateway.stop();
    let text = std::fs::read_to_string(&audit).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |model: &str| lines.iter().find(|line| line["model"] == model).unwrap_or_else(|| panic!("{text}"));
    assert_eq!((&of("res.partner")["instance"], &of("res.country")["instance"]), (&json!("old"), &json!("new")));
    assert_eq!((&of("res.lang")["decision"], &of("res.lang")["reason"]), (&json!("deny"), &json!("wrong_value")));
}

#[test]
fn one_search_runs_on_several_and_one_that_fails_does_not_fail_the_rest() {
    let two = Two::start("", "    scope: res.partner:R,sale.order:R\n");
    let mut gateway = two.gateway(&[]);
    let name = |instance: &str| json!({"model": "res.partner", "values": {"name": format!("Same in {instance}")}});
    gateway.good("create_record", on("old", name("old")));
    let search = json!({"model": "res.partner", "domain": [["name", "=like", "Same in %"]], "fields": ["name"]});
    let found = gateway.good("search_across_instances", search.clone());
    let results = found["results"].as_array().unwrap();
    assert_eq!((&results[0]["instance"], &results[1]["instance"]), (&json!("new"), &json!("old")), "{found}");
    assert_eq!((&results[0]["records"], &results[1]["records"][0]["name"]), (&json!([]), &json!("Same in old")));
    assert!(found.get("failed").is_none(), "{found}");
    let mut narrow = search.clone();
    narrow["instances"] = json!(["old"]);
    let found = gateway.good("search_across_instances", narrow.clone());
    assert_eq!(found["results"].as_array().unwrap().len(), 1);
    narrow["instances"] = json!(["old", "elsewhere"]);
    assert_eq!(gateway.bad("search_across_instances", narrow)["path"], "instances");
    // Only 17 names the unit of a line so, and only 19 is narrowed to two models.
    let lines = json!({"model": "sale.order.line", "fields": ["product_uom"], "limit": 1});
    let found = gateway.good("search_across_instances", lines);
    assert_eq!(found["failed"], json!(["new"]));
    assert_eq!(found["results"][0]["error"]["code"], "out_of_scope");
    assert_eq!(found["results"][1]["count"], 1, "{found}");
    let wrong = json!({"model": "res.partner", "fields": ["nmae"]});
    assert_eq!(gateway.bad("search_across_instances", wrong)["code"], "unknown_field");
    gateway.stop();
}

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let output = command(environment).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_command_line_knows_them() {
    let two = Two::start("", "");
    let environment = two.environment();
    let (code, health, _) = run(&["health"], &environment);
    let health: Value = serde_json::from_str(&health).unwrap();
    assert_eq!((code, &health["status"]), (Some(0), &json!("ok")), "{health}");
    assert_eq!(health["instances"]["old"]["odoo"]["series"], "17.0");
    assert_eq!(health["instances"]["new"]["odoo"]["series"], "19.0");
    let (code, checked, _) = run(&["check"], &environment);
    let lines: Vec<&str> = checked.lines().collect();
    assert!(code == Some(0) && lines[0].starts_with("new: Odoo 19.0") && lines[1].starts_with("old: Odoo 17.0"), "{checked}");
    let (code, called, _) = run(&["call", "whoami", "--arg", "instance=old"], &environment);
    assert!(code == Some(0) && called.contains("17.0"), "{called}");
    let (code, valid, _) = run(&["config", "validate"], &environment);
    assert_eq!((code, valid.trim()), (Some(0), "configuration is right: gateway.yaml"));
    let (_, shown, _) = run(&["config", "show"], &environment);
    assert!(shown.contains("# instances: new, the default") && shown.contains(two.old.url()), "{shown}");
    assert!(!shown.contains(two.old.api_key("admin").unwrap()), "{shown}");
}

#[test]
fn one_that_is_away_does_not_stop_the_other() {
    let two = Two::start("", "");
    let file = two.folder.path().join("gateway.yaml");
    let text = std::fs::read_to_string(&file).unwrap().replace(two.old.url(), &nobody());
    std::fs::write(&file, text).unwrap();
    let mut gateway = two.gateway(&[]);
    assert_eq!(gateway.bad("search_count", on("old", json!({"model": "res.partner"})))["code"], "connection_failed");
    gateway.good("search_count", json!({"model": "res.partner"}));
    gateway.stop();
    let (code, health, _) = run(&["health"], &two.environment());
    let health: Value = serde_json::from_str(&health).unwrap();
    assert_eq!((code, &health["status"]), (Some(3), &json!("unreachable")), "{health}");
    assert_eq!((&health["instances"]["old"]["status"], &health["instances"]["new"]["status"]), (&json!("unreachable"), &json!("ok")));
    let (code, _, stderr) = run(&["check"], &two.environment());
    assert!(code == Some(3) && stderr.contains("old"), "{stderr}");
}

/// An address where nobody listens.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn a_folder_with_faults_is_refused_with_the_place_of_each() {
    let folder = tempfile::tempdir().unwrap();
    let text = "connection:\n  url: https://one.example.com\ninstances:\n  a b: {url: https://a.example.com, default: true}\n  c: {url: nonsense, default: true}\n  d: {database: x}\n  e: {url: https://e.example.com, api_kye: k}\n";
    std::fs::write(folder.path().join("gateway.yaml"), text).unwrap();
    let (code, _, stderr) = run(&["config", "validate", "--config-dir", folder.path().to_str().unwrap()], &[]);
    assert_eq!(code, Some(2), "{stderr}");
    for expected in [
        "gateway.yaml:1:1: `connection` and `instances` are both there",
        "gateway.yaml:4:3: `a b` cannot be the name of an Odoo",
        "gateway.yaml:5:22: `c` is the default as well as `a b`",
        "gateway.yaml:6:6: the key `url` is missing",
        "gateway.yaml:7:35: unknown key `api_kye`",
    ] {
        assert!(stderr.contains(expected), "expected {expected} in:\n{stderr}");
    }
    assert!(stderr.contains("gateway.yaml:5:12: the server's address must begin with `http://` or `https://`"), "{stderr}");
}

/// What a resource at an address says, or the error.
fn read(gateway: &mut Gateway, uri: &str) -> Result<Value, Value> {
    let answer = gateway.request("resources/read", json!({"uri": uri}));
    let text = answer["result"]["contents"][0]["text"].as_str();
    text.map(|text| serde_json::from_str(text).unwrap_or_else(|_| text.into())).ok_or_else(|| answer["error"].clone())
}

fn addresses(gateway: &mut Gateway, list: &str, member: &str, address: &str) -> Vec<String> {
    let listed = gateway.request(list, json!({}))["result"][member].clone();
    listed.as_array().unwrap().iter().map(|resource| resource[address].as_str().unwrap().to_owned()).collect()
}

#[test]
fn resources_begin_with_the_odoo_they_are_of() {
    let two = Two::start("", "");
    let mut gateway = two.gateway(&[("RESOURCE_POLL_SECONDS", "1")]);
    let single = addresses(&mut gateway, "resources/list", "resources", "uri");
    for uri in ["odoo://new/models", "odoo://old/models", "odoo://old/users", "odoo://new/config"] {
        assert!(single.contains(&uri.to_owned()), "{single:?}");
    }
    let templates = addresses(&mut gateway, "resources/templates/list", "resourceTemplates", "uriTemplate");
    assert!(templates.iter().all(|uri| uri.starts_with("odoo://{instance}/")), "{templates:?}");
    let created = json!({"model": "res.partner", "values": {"name": "Only in the old one"}});
    let id = gateway.good("create_record", on("old", created))["id"].clone();
    let uri = format!("odoo://old/record/res.partner/{id}");
    assert_eq!(read(&mut gateway, &uri).unwrap()["record"]["display_name"], "Only in the old one");
    for elsewhere in [format!("odoo://new/record/res.partner/{id}"), format!("odoo://record/res.partner/{id}")] {
        let other = read(&mut gateway, &elsewhere);
        assert!(!other.is_ok_and(|other| other["record"]["display_name"] == "Only in the old one"), "{elsewhere}");
    }
    // The address without a name is that of the default one, whose series has fields that the other lacks.
    let field = |model: &Value| model["fields"]["group_ids"].is_object() || model.to_string().contains("autopost_bills");
    assert!(field(&read(&mut gateway, "odoo://models/res.partner").unwrap()));
    assert!(!field(&read(&mut gateway, "odoo://old/models/res.partner").unwrap()));
    let wrong = read(&mut gateway, "odoo://olds/models").unwrap_err();
    assert!(wrong["data"]["path"] == "uri" && wrong["data"]["hint"].as_str().unwrap().contains("did you mean `old`?"), "{wrong}");
    assert_eq!(read(&mut gateway, "odoo://old/record/ir.cron/1").unwrap_err()["data"]["code"], "model_blocked");
    assert_eq!(gateway.request("resources/subscribe", json!({"uri": uri}))["result"], json!({}));
    gateway.good("update_record", on("old", json!({"model": "res.partner", "record_ids": [id], "values": {"name": "Renamed"}})));
    assert_eq!(gateway.receive()["params"]["uri"], json!(uri));
    let export = json!({"model": "res.partner", "domain": [["id", "=", id]], "fields": ["name"]});
    let export = gateway.good("export_records", on("old", export));
    let file = export["uri"].as_str().unwrap().to_owned();
    assert!(file.starts_with("odoo://old/export/"), "{export}");
    assert!(read(&mut gateway, &file).unwrap().to_string().contains("Renamed"));
    gateway.stop();
}

#[test]
fn what_is_typed_is_completed_on_the_odoo_that_was_chosen() {
    let two = Two::start("", "");
    let mut gateway = two.gateway(&[]);
    let created = json!({"model": "res.partner", "values": {"name": "Zeppelin of the old one"}});
    gateway.good("create_record", on("old", created));
    let mut complete = |argument: &str, typed: &str, chosen: Value| {
        let reference = json!({"type": "ref/resource", "uri": "odoo://{instance}/record/{model}/{id}"});
        let asked = json!({"ref": reference, "argument": {"name": argument, "value": typed}, "context": {"arguments": chosen}});
        gateway.request("completion/complete", asked)["result"]["completion"]["values"].clone()
    };
    assert_eq!(complete("instance", "", json!({})), json!(["new", "old"]));
    assert_eq!(complete("instance", "o", json!({})), json!(["old"]));
    let old = complete("id", "Zepp", json!({"instance": "old", "model": "res.partner"}));
    assert!(old[0].as_str().is_some_and(|value| value.ends_with("Zeppelin of the old one")), "{old}");
    assert_eq!(complete("id", "Zepp", json!({"instance": "new", "model": "res.partner"})), json!([]));
    assert_eq!(complete("id", "Zepp", json!({"instance": "none", "model": "res.partner"})), json!([]));
    gateway.stop();
}

#[test]
fn an_odoo_that_is_down_leaves_the_resources_of_the_other() {
    let two = Two::start("", "");
    let mut gateway = two.gateway(&[]);
    drop(two.old);
    assert!(addresses(&mut gateway, "resources/list", "resources", "uri").contains(&"odoo://old/models".to_owned()));
    let down = read(&mut gateway, "odoo://old/companies").unwrap_err();
    assert_eq!(down["data"]["code"], "connection_failed", "{down}");
    assert!(read(&mut gateway, "odoo://new/companies").unwrap()["records"][0]["name"].is_string());
    gateway.stop();
}

#[test]
fn the_page_about_several_odoos_shows_what_they_answer() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/instances.md");
    super::apps::documented::check(&page, Two::start("", "").gateway(&[]));
}
