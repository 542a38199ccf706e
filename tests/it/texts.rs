//! Texts of the customer's: HTML fields in and out, appending, markup in messages, and what is translated.

use odoo_sdk::{Call, Client};
use odoo_sim::RunningSim;
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::live::environment_of_key;

/// Translations are a toolset that is off unless it is named.
const ALL: (&str, &str) = ("MCP_TOOLSETS", "all");

const RICH: &str = "<h2>Plan</h2><ol><li>Measure</li><li>See <a href=\"https://a.example/plan\">the plan</a></li></ol>";

/// On each embedded series, and on a real Odoo where there is one.
pub(crate) fn everywhere(check: impl Fn(&mut Gateway)) {
    on_every_series(|odoo| check(&mut Gateway::start(&[&key_of(odoo)[..], &[ALL]].concat())));
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).chain([ALL]).collect();
    check(&mut Gateway::start(&environment));
}

/// Sends a call to Odoo itself, beside the gateway.
pub(crate) fn directly(odoo: &RunningSim, call: Call) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = Client::connect(odoo.url()).database(odoo.database()).password("admin", "admin").await.unwrap();
        client.send(call).await.unwrap()
    })
}

fn activate_french(odoo: &RunningSim) {
    let inactive = serde_json::Map::from_iter([("active_test".to_owned(), json!(false))]);
    let search = Call::new("res.lang", "search").named("domain", json!([["code", "=", "fr_FR"]])).context(inactive).read();
    let found = directly(odoo, search);
    let active = serde_json::Map::from_iter([("active".to_owned(), json!(true))]);
    directly(odoo, Call::write("res.lang", found.as_array().unwrap().iter().filter_map(Value::as_i64), active));
}

fn described(gateway: &mut Gateway, description: &str) -> Value {
    let values = json!({"name": "Texts", "description": description});
    gateway.good("create_record", json!({"model": "project.task", "values": values}))["id"].clone()
}

fn read(gateway: &mut Gateway, id: &Value, html: bool) -> Value {
    gateway.good("get_record", json!({"model": "project.task", "record_id": id, "fields": ["description"], "html": html}))
}

#[test]
fn html_is_text_with_its_addresses_and_says_how_to_get_the_markup() {
    everywhere(|gateway| {
        let id = described(gateway, RICH);
        let text = read(gateway, &id, false);
        assert_eq!(text["record"]["description"], "Plan\n1. Measure\n2. See the plan (https://a.example/plan)");
        assert_eq!(text["html_as_text"]["fields"], json!(["description"]));
        let markup = read(gateway, &id, true);
        let shown = markup["record"]["description"].as_str().unwrap();
        assert!(shown.contains("<h2>Plan</h2>") && shown.contains("href=\"https://a.example/plan\""), "{shown}");
        assert!(markup.get("html_as_text").is_none());
        let plain = described(gateway, "<p>One</p><p>Two</p>");
        assert!(read(gateway, &plain, false).get("html_as_text").is_none(), "nothing is lost");
    });
}

#[test]
fn appending_keeps_what_is_there_and_plain_text_over_markup_is_noted() {
    everywhere(|gateway| {
        let id = described(gateway, RICH);
        let append = json!({"model": "project.task", "record_ids": [id], "append": {"description": "Paint < dry"}});
        gateway.good("update_record", append);
        let kept = read(gateway, &id, true)["record"]["description"].as_str().unwrap().to_owned();
        assert!(kept.contains("<h2>Plan</h2>") && kept.ends_with("<p>Paint &lt; dry</p>"), "{kept}");
        let over = json!({"model": "project.task", "record_ids": [id], "values": {"description": "Short"}});
        let mut first = over.clone();
        first["dry_run"] = json!(true);
        for call in [first, over.clone()] {
            let note = gateway.good("update_record", call)["notes"][0].clone();
            assert!(note["message"].as_str().unwrap().contains("holds links, lists, headings"), "{note}");
        }
        assert!(gateway.good("update_record", over).get("notes").is_none(), "there is nothing left to lose");
        for (append, code) in [(json!({"name": "x"}), "wrong_type"), (json!({"descriptoin": "x"}), "unknown_field")] {
            let refused = gateway.bad("update_record", json!({"model": "project.task", "record_ids": [id], "append": append}));
            assert_eq!(refused["code"], code, "{refused}");
            assert!(refused["path"].as_str().unwrap().starts_with("append."), "{refused}");
        }
    });
}

#[test]
fn markup_in_a_message_needs_a_word_on_what_it_is() {
    everywhere(|gateway| {
        let id = described(gateway, "");
        let post = |kwargs: Value| json!({"model": "project.task", "method": "message_post", "record_ids": [id], "kwargs": kwargs});
        let refused = gateway.bad("execute_method", post(json!({"body": "<p>Hello <b>you</b></p>"})));
        assert_eq!(refused["fix"], json!([{"op": "add", "path": "/kwargs/body_is_html", "value": true}]), "{refused}");
        gateway.good("execute_method", post(json!({"body": "<p>Hello <b>you</b></p>", "body_is_html": true})));
        let domain = json!([["model", "=", "project.task"], ["res_id", "=", id], ["body", "ilike", "you"]]);
        let search = json!({"model": "mail.message", "domain": domain, "fields": ["body"]});
        assert_eq!(gateway.good("search_read", search)["records"][0]["body"], "Hello you");
    });
}

#[test]
fn a_language_that_is_not_active_is_refused_before_anything_is_sent() {
    on_every_series(|odoo| {
        activate_french(odoo);
        let mut gateway = Gateway::start(&[&key_of(odoo)[..], &[ALL]].concat());
        let write =
            |lang: &str| json!({"model": "product.template", "record_ids": [1], "values": {"name": "x"}, "context": {"lang": lang}});
        for (given, fix) in [("fr", json!("fr_FR")), ("de_DE", Value::Null)] {
            let refused = gateway.bad("update_record", write(given));
            assert_eq!((&refused["path"], &refused["fix"][0]["value"]), (&json!("context.lang"), &fix), "{refused}");
            assert!(refused["hint"].as_str().unwrap().contains("`fr_FR`"), "{refused}");
            gateway.bad("search_read", json!({"model": "res.partner", "context": {"lang": given}}));
        }
        assert_eq!(odoo.calls("product.template", "web_save") + odoo.calls("product.template", "write"), 0);
        gateway.good("update_record", write("fr_FR"));
    });
}

/// Written in one language, translated HTML loses the words of every other.
#[test]
fn translated_html_is_not_written_in_one_language() {
    on_every_series(|odoo| {
        activate_french(odoo);
        let mut gateway = Gateway::start(&[&key_of(odoo)[..], &[ALL]].concat());
        let field = "description_ecommerce";
        let values = json!({"name": "Oak table", field: "<p>Oak</p>"});
        let id = gateway.good("create_record", json!({"model": "product.template", "values": values}))["id"].clone();
        let french = json!({"lang": "fr_FR"});
        let write = json!({"model": "product.template", "record_ids": [id], "values": {field: "<p>Chêne</p>"}, "context": french});
        let many = json!({"model": "product.template", "updates": [{"id": id, "values": {field: "<p>Chêne</p>"}}], "context": french});
        for refused in [gateway.bad("update_record", write), gateway.bad("bulk_update", many)] {
            assert!(refused["hint"].as_str().unwrap().contains("`set_translations`"), "{refused}");
        }
        let empty = gateway.good("create_record", json!({"model": "product.template", "values": {"name": "Empty"}}))["id"].clone();
        let write = json!({"model": "product.template", "record_ids": [empty], "values": {field: "<p>Chêne</p>"}, "context": french});
        gateway.good("update_record", write);
    });
}

/// What another language says is set by the terms of the text, on the way that the refusal names.
#[test]
fn translations_are_read_and_set_by_language_and_by_term() {
    on_every_series(|odoo| {
        activate_french(odoo);
        let mut gateway = Gateway::start(&[&key_of(odoo)[..], &[ALL]].concat());
        let values = json!({"name": "Oak table", "description_ecommerce": "<p>Oak <b>wood</b></p><p>Heavy</p>"});
        let id = gateway.good("create_record", json!({"model": "product.template", "values": values}))["id"].clone();
        let of = |field: &str| json!({"model": "product.template", "record_id": id, "field": field});
        let set = |field: &str, translations: Value| {
            let mut call = of(field);
            call["translations"] = translations;
            call
        };
        let named = gateway.good("set_translations", set("name", json!({"fr_FR": "Table en chêne"})));
        assert_eq!(named["translations"], json!({"en_US": "Oak table", "fr_FR": "Table en chêne"}), "{named}");
        let terms = json!({"fr_FR": {"Oak <b>wood</b>": "<b>Bois</b> de chêne"}});
        let mut first = set("description_ecommerce", terms.clone());
        first["dry_run"] = json!(true);
        assert_eq!(gateway.good("set_translations", first)["before"]["terms"][0]["source"], "Oak <b>wood</b>");
        gateway.good("set_translations", set("description_ecommerce", terms));
        let read = gateway.good("get_translations", of("description_ecommerce"));
        let expected = json!([
            {"source": "Oak <b>wood</b>", "translations": {"fr_FR": "<b>Bois</b> de chêne"}}, {"source": "Heavy", "translations": {}},
        ]);
        assert_eq!(read["terms"], expected, "{read}");
        let french = json!({"model": "product.template", "record_id": id, "fields": ["description_ecommerce"], "html": true,
            "context": {"lang": "fr_FR"}});
        let shown = gateway.good("get_record", french)["record"]["description_ecommerce"].clone();
        assert_eq!(shown, "<p><b>Bois</b> de chêne</p><p>Heavy</p>");
        for (field, translations, path) in [
            ("name", json!({"de_DE": "Tisch"}), "translations.de_DE"),
            ("description_ecommerce", json!({"fr_FR": {"Ash": "Frêne"}}), "translations.fr_FR.Ash"),
            ("description_ecommerce", json!({"fr_FR": "Frêne"}), "translations.fr_FR"),
            ("list_price", json!({"fr_FR": "5"}), "field"),
            ("nmae", json!({"fr_FR": "5"}), "field"),
        ] {
            let refused = gateway.bad("set_translations", set(field, translations));
            assert_eq!(refused["path"], path, "{refused}");
        }
    });
}

/// The same on a real Odoo, in the language that is always there.
#[test]
fn translations_of_a_real_odoo() {
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).chain([ALL]).collect();
    let mut gateway = Gateway::start(&environment);
    let values = json!({"name": "Oak table", "description": "<p>Oak <b>wood</b></p><p>Heavy</p>"});
    let id = gateway.good("create_record", json!({"model": "product.template", "values": values}))["id"].clone();
    let set = json!({"model": "product.template", "record_id": id, "field": "name", "translations": {"en_US": "Ash table"}});
    assert_eq!(gateway.good("set_translations", set)["translations"]["en_US"], "Ash table");
    let read = gateway.good("get_translations", json!({"model": "product.template", "record_id": id, "field": "description"}));
    assert_eq!((&read["terms"][0]["source"], &read["terms"][1]["source"]), (&json!("Oak <b>wood</b>"), &json!("Heavy")));
}
