//! Where a real server is less kind than one would think: markup in messages, languages, floats as ids, properties, values written over
//! what is computed, results that a protocol cannot carry.

use odoo_sdk::Series;
use odoo_sim::RunningSim;
use serde_json::{Value, json};

use crate::http;
use crate::setup::{fails, ok, rpc, start};

async fn read(sim: &RunningSim, model: &str, id: &Value, field: &str) -> Value {
    ok(sim, model, "read", json!([[id], [field]]), json!({})).await[0][field].clone()
}

async fn first(sim: &RunningSim, model: &str, domain: Value) -> Value {
    ok(sim, model, "search", json!([domain]), json!({ "limit": 1 })).await[0].clone()
}

#[tokio::test]
async fn markup_in_a_message_is_text_unless_the_call_says_so() {
    for series in Series::ALL {
        let sim = start(series).await;
        for (arguments, stored) in [
            (json!({ "body": "<p>Hello <b>you</b></p>" }), "<p>&lt;p&gt;Hello &lt;b&gt;you&lt;/b&gt;&lt;/p&gt;</p>"),
            (json!({ "body": "<p>Hello <b>you</b></p>", "body_is_html": true }), "<p>Hello <b>you</b></p>"),
            (json!({ "body": "a & b" }), "<p>a &amp; b</p>"),
        ] {
            let id = ok(&sim, "res.partner", "message_post", json!([[10]]), arguments).await;
            assert_eq!(id.is_array(), series == Series::V19, "{series}: {id}");
            let id = id.get(0).cloned().unwrap_or(id);
            assert_eq!(read(&sim, "mail.message", &id, "body").await, stored, "{series}");
        }
    }
}

#[tokio::test]
async fn a_language_that_is_not_active_is_refused_or_writes_the_source() {
    for series in Series::ALL {
        let sim = start(series).await;
        let product = first(&sim, "product.template", json!([])).await;
        let french = json!({ "context": { "lang": "fr_FR" } });
        let write = json!([[product], { "name": "Bureau" }]);
        if series == Series::V17 {
            ok(&sim, "product.template", "write", write.clone(), french.clone()).await;
            assert_eq!(read(&sim, "product.template", &product, "name").await, "Bureau");
        } else {
            let (name, text) = fails(&sim, "admin", "product.template", "write", write.clone(), french.clone()).await;
            assert_eq!((name.as_str(), text.as_str()), ("odoo.exceptions.UserError", "Invalid language code: fr_FR"));
        }
    }
}

#[tokio::test]
async fn a_translation_leaves_the_source_alone() {
    for series in Series::ALL {
        let sim = start(series).await;
        let french = json!({ "context": { "lang": "fr_FR" } });
        let language =
            ok(&sim, "res.lang", "search", json!([[["code", "=", "fr_FR"]]]), json!({ "context": { "active_test": false } })).await;
        ok(&sim, "res.lang", "write", json!([language, { "active": true }]), json!({})).await;
        let product = first(&sim, "product.template", json!([])).await;
        let english = read(&sim, "product.template", &product, "name").await;
        ok(&sim, "product.template", "write", json!([[product], { "name": "Bureau" }]), french.clone()).await;
        assert_eq!(read(&sim, "product.template", &product, "name").await, english, "{series}");
        let shown = ok(&sim, "product.template", "read", json!([[product], ["name"]]), french.clone()).await;
        assert_eq!(shown[0]["name"], "Bureau");
        let all = ok(&sim, "product.template", "get_field_translations", json!([[product], "name"]), json!({})).await;
        assert_eq!(all[0][1], json!({ "lang": "fr_FR", "source": english, "value": "Bureau" }));
        let change = json!([[product], "name", { "fr_FR": "Table" }]);
        ok(&sim, "product.template", "update_field_translations", change, json!({})).await;
        let shown = ok(&sim, "product.template", "read", json!([[product], ["name"]]), french).await;
        assert_eq!(shown[0]["name"], "Table");
    }
}

#[tokio::test]
async fn html_is_translated_by_terms_and_a_new_text_replaces_every_language() {
    for series in Series::ALL {
        let sim = start(series).await;
        let french = json!({ "context": { "lang": "fr_FR" } });
        let language =
            ok(&sim, "res.lang", "search", json!([[["code", "=", "fr_FR"]]]), json!({ "context": { "active_test": false } })).await;
        ok(&sim, "res.lang", "write", json!([language, { "active": true }]), json!({})).await;
        let product = first(&sim, "product.template", json!([])).await;
        let field = "description_ecommerce";
        ok(&sim, "product.template", "write", json!([[product], { field: "<p>Oak</p>" }]), json!({})).await;
        let terms = json!([[product], field, { "fr_FR": { "Oak": "Chêne" } }]);
        ok(&sim, "product.template", "update_field_translations", terms, json!({})).await;
        let shown = ok(&sim, "product.template", "read", json!([[product], [field]]), french.clone()).await;
        assert_eq!(shown[0][field], "<p>Chêne</p>", "{series}");
        assert_eq!(read(&sim, "product.template", &product, field).await, "<p>Oak</p>");
        ok(&sim, "product.template", "write", json!([[product], { field: "<p>Hêtre</p>" }]), french).await;
        assert_eq!(read(&sim, "product.template", &product, field).await, "<p>Hêtre</p>", "{series}: the source is lost");
    }
}

#[tokio::test]
async fn only_whole_numbers_are_ids() {
    for series in Series::ALL {
        let sim = start(series).await;
        let read = |ids: Value| ok(&sim, "res.partner", "read", json!([ids, ["name"]]), json!({}));
        assert_eq!(read(json!([10.0])).await.as_array().map(Vec::len), Some(1));
        assert_eq!(read(json!([10.5])).await, json!([]));
        assert_eq!(read(json!(["10"])).await, json!([]));
        for (id, shown) in [(json!("10"), "'10'"), (json!(10.5), "10.5")] {
            let (name, text) = fails(&sim, "admin", "res.partner", "write", json!([[id], { "ref": "x" }]), json!({})).await;
            assert_eq!(name, "odoo.exceptions.MissingError");
            assert!(text.contains(&format!("(Record: res.partner({shown},), User: 2)")), "{text}");
        }
        let (name, _) = fails(&sim, "admin", "res.partner", "write", json!([[10], { "parent_id": 1.0 }]), json!({})).await;
        assert_eq!(name, "builtins.TypeError", "{series}");
    }
}

#[tokio::test]
async fn properties_that_are_not_written_are_emptied() {
    for series in Series::ALL {
        let sim = start(series).await;
        let task = first(&sim, "project.task", json!([["name", "=", "Lighting plan"]])).await;
        let value = |name: &'static str| {
            let (sim, task) = (&sim, &task);
            async move {
                let all = read(sim, "project.task", task, "task_properties").await;
                all.as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap().get("value").cloned()
            }
        };
        assert_eq!((value("floor").await, value("rooms").await), (Some(json!("Ground")), Some(json!(12))));
        for (written, floor, rooms) in [
            (json!({ "rooms": 14 }), None, Some(json!(14))),
            (json!([{ "name": "floor", "value": "First" }]), Some(json!("First")), None),
            (json!({ "wrong": "x" }), None, None),
            (json!({ "floor": 5, "rooms": "many" }), Some(json!(false)), Some(json!("many"))),
            (json!({}), None, None),
        ] {
            ok(&sim, "project.task", "write", json!([[task], { "task_properties": written }]), json!({})).await;
            assert_eq!((value("floor").await, value("rooms").await), (floor, rooms), "{series}: {written}");
        }
        let (name, _) = fails(&sim, "admin", "project.task", "write", json!([[task], { "task_properties": "x" }]), json!({})).await;
        assert_eq!(name, "json.decoder.JSONDecodeError");
    }
}

#[tokio::test]
async fn a_total_that_is_written_holds_until_a_line_changes() {
    for series in Series::ALL {
        let sim = start(series).await;
        let order = first(&sim, "sale.order", json!([["state", "=", "draft"]])).await;
        let before = read(&sim, "sale.order", &order, "amount_total").await;
        ok(&sim, "sale.order", "write", json!([[order], { "amount_total": 5, "state": "sale" }]), json!({})).await;
        assert_eq!(read(&sim, "sale.order", &order, "amount_total").await, json!(5.0));
        assert_eq!(read(&sim, "sale.order", &order, "state").await, "sale", "past the workflow");
        ok(&sim, "sale.order", "write", json!([[order], { "client_order_ref": "x" }]), json!({})).await;
        assert_eq!(read(&sim, "sale.order", &order, "amount_total").await, json!(5.0), "{series}");
        let line = read(&sim, "sale.order", &order, "order_line").await[0].clone();
        let price = read(&sim, "sale.order.line", &line, "price_unit").await;
        ok(&sim, "sale.order.line", "write", json!([[line], { "price_unit": price }]), json!({})).await;
        assert_eq!(read(&sim, "sale.order", &order, "amount_total").await, before, "{series}");
    }
}

#[tokio::test]
async fn records_as_a_result_are_text_ids_or_a_fault() {
    for series in Series::ALL {
        let sim = start(series).await;
        let arguments = json!({ "act_type_xmlid": "mail.mail_activity_data_call", "summary": "Ring" });
        let answer = rpc(&sim, "admin", "res.partner", "activity_schedule", json!([[10]]), arguments).await["result"].clone();
        let planned = ok(&sim, "mail.activity", "search_read", json!([[], ["user_id", "activity_type_id"]]), json!({})).await;
        let id = &planned[0]["id"];
        assert_eq!(answer, if series == Series::V19 { json!([id]) } else { json!(format!("mail.activity({id},)")) });
        assert_eq!(planned[0]["user_id"].is_array(), series != Series::V19, "{series}: {planned}");
        assert_eq!(planned[0]["activity_type_id"][1], "Call");
        let body = format!(
            "<?xml version='1.0'?><methodCall><methodName>execute_kw</methodName><params><param><value>{}</value></param>\
             <param><value><int>2</int></value></param><param><value>admin</value></param><param><value>res.partner</value></param>\
             <param><value>activity_schedule</value></param><param><value><array><data><value><array><data><value><int>10</int></value>\
             </data></array></value></data></array></value></param></params></methodCall>",
            sim.database()
        );
        let answer = http::send(sim.url(), "POST", "/xmlrpc/2/object", &[("content-type", "text/xml")], body.as_bytes()).await.text();
        let is_fault = answer.contains("cannot marshal &lt;class 'odoo.api.mail.activity'&gt; objects");
        assert_eq!(is_fault, series != Series::V19, "{series}: {answer}");
        let count = ok(&sim, "mail.activity", "search_count", json!([[]]), json!({})).await;
        assert_eq!(count, json!(2), "{series}: it is done all the same");
        let message = ok(&sim, "mail.activity", "action_feedback", json!([[id]]), json!({ "feedback": "reached" })).await;
        assert_eq!(read(&sim, "mail.message", &message, "body").await, "<p>Ring reached</p>");
    }
}
