//! Exports, from one body on the embedded 17, 18 and 19 and on a real 19: every record once, in a file that is read once.

use odoo_sim::accounts;
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::live::environment_of_key;
use super::more::unique;

fn everywhere(check: impl Fn(&mut Gateway)) {
    on_every_series(|odoo| check(&mut Gateway::start(&key_of(odoo))));
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    check(&mut Gateway::start(&environment));
}

/// So many contacts of one city; the city.
fn contacts(gateway: &mut Gateway, count: usize) -> String {
    let city = unique("Port");
    for part in (0..count).collect::<Vec<_>>().chunks(500) {
        let records: Vec<Value> = part.iter().map(|number| json!({"name": format!("Contact {number}"), "city": city})).collect();
        let call = json!({"model": "res.partner", "records": records});
        let answer = gateway.call("bulk_create", call.clone());
        if answer["isError"] == true {
            gateway.confirmed("bulk_create", call);
        }
    }
    city
}

fn read(gateway: &mut Gateway, uri: &Value) -> Value {
    gateway.request("resources/read", json!({"uri": uri}))
}

#[test]
fn more_than_a_page_is_exported_and_read_once() {
    everywhere(|gateway| {
        let city = contacts(gateway, 1_203);
        let call = json!({"model": "res.partner", "domain": [["city", "=", city]], "fields": ["name", "country_id", "id"]});
        let (progress, result) = gateway.call_with_progress("export_records", call);
        let made = result["structuredContent"].clone();
        assert!(progress.last() == Some(&json!(1_000)) && made["complete"] == true, "{progress:?} {made}");
        assert_eq!(made["columns"], json!(["id", "name", "country_id", "country_id.name"]), "{made}");
        let file = read(gateway, &made["uri"]);
        let contents = &file["result"]["contents"][0];
        assert_eq!(contents["mimeType"], "text/csv", "{file}");
        let text = contents["text"].as_str().unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), text.len() as u64), (1_204, made["bytes"].as_u64().unwrap()));
        let ids: std::collections::BTreeSet<&str> = lines[1..].iter().map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(ids.len(), 1_203, "every record once");
        let again = read(gateway, &made["uri"]);
        assert_eq!(again["error"]["data"]["code"], "record_not_found", "{again}");
    });
}

#[test]
fn json_lines_have_links_and_times_as_answers_do() {
    everywhere(|gateway| {
        let city = contacts(gateway, 2);
        let fields = json!(["name", "create_uid", "create_date", "active", "ref"]);
        let call = json!({"model": "res.partner", "domain": [["city", "=", city]], "fields": fields, "format": "jsonl"});
        let made = gateway.good("export_records", call);
        let text = read(gateway, &made["uri"])["result"]["contents"][0]["text"].as_str().unwrap().to_owned();
        let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!((&first["name"], &first["active"], &first["ref"]), (&json!("Contact 0"), &json!(true), &Value::Null), "{first}");
        assert!(first["create_uid"]["id"].is_u64() && first["create_date"].as_str().unwrap().ends_with('Z'), "{first}");
    });
}

#[test]
fn a_hidden_or_misspelt_field_and_a_blocked_model_are_refused() {
    everywhere(|gateway| {
        let call = |model: &str, fields: Value| json!({"model": model, "fields": fields});
        assert_eq!(gateway.bad("export_records", call("res.partner", json!(["nmae"])))["code"], "unknown_field");
        assert_eq!(gateway.bad("export_records", call("res.users", json!(["name"])))["code"], "model_blocked");
        assert_eq!(gateway.bad("export_records", call("res.partnr", json!(["name"])))["code"], "unknown_model");
        let nothing = json!({"model": "res.partner", "domain": [["id", "=", 0]]});
        assert_eq!(gateway.good("export_records", nothing)["rows"], 0);
    });
}

/// The operator bounds a file; the answer says how to go on.
#[test]
fn a_file_is_bounded_and_belongs_to_who_made_it() {
    on_every_series(|odoo| {
        let bounded: Vec<(&str, &str)> = key_of(odoo).into_iter().chain([("EXPORT_BYTES", "400")]).collect();
        let gateway = &mut Gateway::start(&bounded);
        let city = contacts(gateway, 100);
        let mut call = json!({"model": "res.partner", "domain": [["city", "=", city]], "fields": ["name"]});
        let made = gateway.good("export_records", call.clone());
        assert!(made["complete"] == false && made["bytes"].as_u64().unwrap() <= 400, "{made}");
        let last = read(gateway, &made["uri"])["result"]["contents"][0]["text"].as_str().unwrap().lines().last().unwrap().to_owned();
        let last: u64 = last.split(',').next().unwrap().parse().unwrap();
        assert!(made["left_out"][0]["get"].as_str().unwrap().contains(&format!("[\"id\", \">\", {last}]")), "{made}");
        call["domain"] = json!([["city", "=", city], ["id", ">", last]]);
        assert!(gateway.good("export_records", call)["first"][1].as_str().unwrap().starts_with(&format!("{},", last + 1)));
    });
}

#[test]
fn a_clerk_exports_what_a_clerk_reads_and_a_customer_their_own() {
    on_every_series(|odoo| {
        let of = |account: &accounts::Account| {
            Gateway::start(&[
                ("ODOO_URL", odoo.url()),
                ("ODOO_DB", odoo.database()),
                ("ODOO_USERNAME", account.login),
                ("ODOO_API_KEY", account.api_key),
            ])
        };
        let call = json!({"model": "res.partner", "fields": ["name"]});
        assert!(of(&accounts::CLERK).good("export_records", call.clone())["rows"].as_u64().unwrap() > 5);
        assert_eq!(of(&accounts::PORTAL).good("export_records", call)["rows"], 1);
    });
}
