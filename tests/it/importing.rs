//! `import_records`: many rows, good and bad, again, and killed in the middle, on the embedded 17, 18 and 19; a small one on a real 19.

use odoo_sim::accounts;
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::live::environment_of_key;

/// Rows of the large import, of which one in a hundred is bad.
const ROWS: usize = 5_000;

/// The environment of the administrator with all tools, and no question before a large write.
fn environment(odoo: &odoo_sim::RunningSim) -> Vec<(&str, &str)> {
    key_of(odoo).into_iter().chain([("MCP_TOOLSETS", "all"), ("MCP_CONFIRM", "off"), ("RECORDS_PER_CALL", "10000")]).collect()
}

fn rows() -> Vec<Value> {
    let good = |number: usize| json!({"ref": format!("I-{number}"), "name": format!("Imported {number}"), "color": number % 10});
    let bad = |number: usize| json!({"ref": format!("I-{number}"), "name": "Bad", "type": "headquarters"});
    (1..=ROWS).map(|number| if number % 100 == 0 { bad(number) } else { good(number) }).collect()
}

fn import(rows: &[Value]) -> Value {
    json!({"model": "res.partner", "rows": rows, "match": ["ref"]})
}

fn imported(gateway: &mut Gateway) -> Value {
    gateway.good("search_count", json!({"model": "res.partner", "domain": [["ref", "=like", "I-%"]]}))["count"].clone()
}

#[test]
fn five_thousand_rows_with_fifty_bad_ones_and_again() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&environment(odoo));
        let rows = rows();
        let mut tried = import(&rows);
        tried["dry_run"] = json!(true);
        let tried = gateway.good("import_records", tried);
        assert_eq!((&tried["created"], &tried["refused"], imported(&mut gateway)), (&json!(4950), &json!(50), json!(0)));
        let (progress, first) = gateway.call_with_progress("import_records", import(&rows));
        let first = &first["structuredContent"];
        assert!(progress.len() >= 49, "{}", progress.len());
        assert_eq!((&first["created"], &first["refused"], imported(&mut gateway)), (&json!(4950), &json!(50), json!(4950)));
        let reasons = first["reasons"].as_array().unwrap();
        let named: Vec<u64> = reasons.iter().map(|reason| reason["row"].as_u64().unwrap()).collect();
        assert_eq!(named, (1..=50).map(|number| number * 100).collect::<Vec<u64>>());
        assert!(reasons.iter().all(|reason| reason["code"] == "bad_selection" && reason["path"] == "type"), "{}", reasons[0]);
        let again = gateway.good("import_records", import(&rows));
        let counts = ["created", "updated", "unchanged", "refused"].map(|name| again[name].as_u64().unwrap());
        assert_eq!((counts, imported(&mut gateway)), ([0, 0, 4950, 50], json!(4950)));
    });
}

#[test]
fn an_import_killed_in_the_middle_is_resumed_with_nothing_twice() {
    on_every_series(|odoo| {
        let rows = rows();
        let mut killed = Gateway::start(&environment(odoo));
        odoo.clear_requests();
        killed.begin("import_records", import(&rows));
        while odoo.calls("res.partner", "create") < 5 {
            std::thread::yield_now();
        }
        let status = std::process::Command::new("kill").args(["-KILL", &killed.id().to_string()]).status().unwrap();
        assert!(status.success());
        drop(killed);
        let mut gateway = Gateway::start(&environment(odoo));
        let before = imported(&mut gateway).as_u64().unwrap();
        let resumed = gateway.good("import_records", import(&rows));
        let counts = ["created", "unchanged", "refused"].map(|name| resumed[name].as_u64().unwrap());
        assert!(before >= 400 && counts[0] + counts[1] == 4950 && counts[2] == 50, "{before} {counts:?}");
        assert_eq!(imported(&mut gateway), 4950);
        let read =
            json!({"model": "res.partner", "domain": [["ref", "=like", "I-%"]], "groupby": ["ref"], "having": [["__count", ">", 1]]});
        assert_eq!(gateway.good("read_group", read)["groups"], json!([]));
    });
}

/// CSV, links by name and by external id, doubles, and a row that Odoo itself refuses among good ones.
fn small_import(gateway: &mut Gateway, tag: &str) {
    let csv = format!(
        "ref,name,country_id,color\n{tag}-1,One,Belgium,3\n{tag}-2,\"Two, Ltd\",Atlantis,1\n{tag}-1,Twice,,\n{tag}-3,Three,Belgium,red\n,None,,\n"
    );
    let call = json!({"model": "res.partner", "csv": csv, "match": ["ref"]});
    let reported = gateway.good("import_records", call);
    assert_eq!((&reported["created"], &reported["refused"]), (&json!(1), &json!(4)), "{reported}");
    let codes: Vec<&str> = reported["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["bad_reference", "wrong_value", "wrong_type", "wrong_value"], "{reported}");
    let read = json!({"model": "res.partner", "domain": [["ref", "=", format!("{tag}-1")]], "fields": ["name", "country_id", "color"]});
    let record = gateway.good("search_read", read)["records"][0].clone();
    assert_eq!((&record["name"], &record["country_id"]["name"], &record["color"]), (&json!("One"), &json!("Belgium"), &json!(3)));
    let row = json!([{"ref": format!("{tag}-1"), "name": "Uno", "country_id": record["country_id"]["id"]}]);
    let call = json!({"model": "res.partner", "rows": row, "match": ["ref"]});
    assert_eq!(gateway.good("import_records", call)["updated"], 1);
    // Records and links by external id; one that nobody has is refused for its row.
    let csv = "id,name,country_id/id\nbase.main_partner,,base.be\nbase.no_such_partner,X,\n";
    let own = json!({"model": "res.partner", "csv": csv, "match": ["id"], "dry_run": true});
    let reported = gateway.good("import_records", own);
    let done = reported["updated"].as_u64().unwrap() + reported["unchanged"].as_u64().unwrap();
    assert_eq!((done, &reported["created"], &reported["refused"]), (1, &json!(0), &json!(1)), "{reported}");
    assert!(reported["reasons"][0].to_string().contains("base.no_such_partner"), "{reported}");
    let bad = |call: Value| {
        json!({"model": "res.partner", "rows": [{"ref": "x"}], "match": ["ref"]})
            .as_object()
            .unwrap()
            .clone()
            .into_iter()
            .chain(call.as_object().unwrap().clone())
            .collect::<Value>()
    };
    assert_eq!(gateway.bad("import_records", bad(json!({"match": ["rf"]})))["code"], "unknown_field");
    assert_eq!(gateway.bad("import_records", bad(json!({"match": []})))["code"], "wrong_value");
    assert_eq!(gateway.bad("import_records", bad(json!({"csv": "a"})))["code"], "missing_argument");
    assert_eq!(gateway.bad("import_records", bad(json!({"model": "res.users"})))["code"], "model_blocked");
}

#[test]
fn rows_of_csv_with_links_doubles_and_faults() {
    on_every_series(|odoo| small_import(&mut Gateway::start(&environment(odoo)), "T"));
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (*name, value.as_str())).chain([("MCP_TOOLSETS", "all")]).collect();
    small_import(&mut Gateway::start(&environment), &super::more::unique("T"));
}

/// What a clerk may not write is refused as a whole, and a large import asks first.
#[test]
fn an_import_is_bound_by_rights_and_confirmed() {
    on_every_series(|odoo| {
        let account = accounts::CLERK;
        let of_clerk =
            [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", account.login), ("ODOO_API_KEY", account.api_key)];
        let mut clerk = Gateway::start(&of_clerk.into_iter().chain([("MCP_TOOLSETS", "all")]).collect::<Vec<_>>());
        let call = json!({"model": "sale.order", "rows": [{"client_order_ref": "x", "partner_id": "Thistle Hotels"}], "match": ["client_order_ref"]});
        assert_eq!(clerk.bad("import_records", call)["code"], "access_denied");
        let mut admin = Gateway::start(&key_of(odoo).into_iter().chain([("MCP_TOOLSETS", "all")]).collect::<Vec<_>>());
        let asked = admin.bad("import_records", import(&rows()[..99]));
        assert_eq!(asked["code"], "confirmation_needed", "{asked}");
        assert_eq!(admin.confirmed("import_records", import(&rows()[..99]))["created"], 99);
    });
}

/// External ids are Odoo's to show: where the user may not read them, the error names what to use.
#[test]
fn who_may_not_read_external_ids_gets_a_refusal_that_says_so() {
    on_every_series(|odoo| {
        let account = accounts::DEMO;
        let environment = [
            ("ODOO_URL", odoo.url()),
            ("ODOO_DB", odoo.database()),
            ("ODOO_USERNAME", account.login),
            ("ODOO_API_KEY", account.api_key),
            ("MCP_TOOLSETS", "all"),
        ];
        let mut gateway = Gateway::start(&environment);
        for rows in [json!([{"id": "base.main_partner", "name": "X"}]), json!([{"id": 1, "country_id/id": "base.be"}])] {
            let refused = gateway.bad("import_records", json!({"model": "res.partner", "rows": rows, "match": ["id"]}));
            assert_eq!(refused["code"], "access_denied", "{refused}");
            assert!(refused["message"].as_str().unwrap().contains("`ir.model.data`"), "{refused}");
        }
        gateway.stop();
    });
}
