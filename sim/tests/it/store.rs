//! The store: defaults, commands, delegation, archive, copy, groups, names, and what each series refuses.

use odoo_sdk::Series;
use odoo_sim::RunningSim;
use serde_json::{Value, json};

use crate::setup::{fails, ok, rpc, start};

async fn read(sim: &RunningSim, model: &str, id: &Value, fields: &[&str]) -> Value {
    ok(sim, model, "read", json!([[id], fields]), json!({})).await[0].clone()
}

#[tokio::test]
async fn commands_link_create_and_take_out() {
    for series in Series::ALL {
        let sim = start(series).await;
        let tags = ok(&sim, "res.partner.category", "create", json!([[{ "name": "A" }, { "name": "B" }]]), json!({})).await;
        let values = json!({ "name": "Acme", "is_company": true, "category_id": [[6, 0, tags]], "child_ids": [[0, 0, { "name": "One" }], [0, 0, { "name": "Two" }]] });
        let id = ok(&sim, "res.partner", "create", json!([values]), json!({})).await;
        let acme = read(&sim, "res.partner", &id, &["category_id", "child_ids"]).await;
        assert_eq!(acme["category_id"], tags);
        let children = acme["child_ids"].as_array().unwrap().clone();
        let change = json!({ "category_id": [[3, tags[0]]], "child_ids": [[1, children[0], { "name": "Uno" }], [2, children[1], 0]] });
        ok(&sim, "res.partner", "write", json!([[id], change]), json!({})).await;
        let acme = read(&sim, "res.partner", &id, &["category_id", "child_ids"]).await;
        assert_eq!((acme["category_id"].clone(), acme["child_ids"].clone()), (json!([tags[1]]), json!([children[0]])));
        assert_eq!(read(&sim, "res.partner", &children[0], &["name"]).await["name"], "Uno");
        let back = read(&sim, "res.partner.category", &tags[1], &["partner_ids"]).await;
        assert_eq!(back["partner_ids"], json!([id]), "{series}: the other side");
        ok(&sim, "res.partner", "write", json!([[id], { "category_id": [[5]] }]), json!({})).await;
        assert_eq!(read(&sim, "res.partner", &id, &["category_id"]).await["category_id"], json!([]));
    }
}

#[tokio::test]
async fn a_product_delegates_to_its_template_and_a_template_has_a_variant() {
    for series in Series::ALL {
        let sim = start(series).await;
        let product =
            ok(&sim, "product.product", "create", json!([{ "name": "Lamp", "default_code": "L1", "list_price": 12.5 }]), json!({})).await;
        let shown = read(&sim, "product.product", &product, &["name", "display_name", "product_tmpl_id", "lst_price", "sale_ok"]).await;
        assert_eq!((&shown["name"], &shown["display_name"], &shown["lst_price"]), (&json!("Lamp"), &json!("[L1] Lamp"), &json!(12.5)));
        assert_eq!(shown["sale_ok"], true);
        ok(&sim, "product.product", "write", json!([[product], { "name": "Lantern" }]), json!({})).await;
        assert_eq!(read(&sim, "product.template", &shown["product_tmpl_id"][0], &["name"]).await["name"], "Lantern");
        let template = ok(&sim, "product.template", "create", json!([{ "name": "Chair" }]), json!({})).await;
        let variants = read(&sim, "product.template", &template, &["product_variant_ids"]).await;
        assert_eq!(variants["product_variant_ids"].as_array().unwrap().len(), 1);
        ok(&sim, "product.template", "unlink", json!([[template]]), json!({})).await;
        let left = ok(&sim, "product.product", "search", json!([[["product_tmpl_id", "=", template]]]), json!({})).await;
        assert_eq!(left, json!([]));
    }
}

#[tokio::test]
async fn archived_records_hide_unless_asked_for() {
    for series in Series::ALL {
        let sim = start(series).await;
        let id = ok(&sim, "res.partner", "create", json!([{ "name": "Old" }]), json!({})).await;
        ok(&sim, "res.partner", "action_archive", json!([[id]]), json!({})).await;
        let by_name = json!([[["name", "=", "Old"]]]);
        assert_eq!(ok(&sim, "res.partner", "search", by_name.clone(), json!({})).await, json!([]));
        assert_eq!(ok(&sim, "res.partner", "search", by_name, json!({ "context": { "active_test": false } })).await, json!([id]));
        let explicit = json!([[["name", "=", "Old"], ["active", "in", [true, false]]]]);
        assert_eq!(ok(&sim, "res.partner", "search", explicit, json!({})).await, json!([id]));
    }
}

#[tokio::test]
async fn a_failed_call_changes_nothing() {
    for series in Series::ALL {
        let sim = start(series).await;
        let (name, _) = fails(&sim, "admin", "res.partner", "create", json!([[{ "name": "Half" }, { "nope": 1 }]]), json!({})).await;
        assert_eq!(name, "builtins.ValueError");
        assert_eq!(ok(&sim, "res.partner", "search_count", json!([[["name", "=", "Half"]]]), json!({})).await, json!(0));
    }
}

#[tokio::test]
async fn an_order_counts_confirms_and_copies() {
    for series in Series::ALL {
        let sim = start(series).await;
        let product = ok(&sim, "product.product", "create", json!([{ "name": "Lamp", "list_price": 10.0 }]), json!({})).await;
        let line = json!([0, 0, { "product_id": product, "product_uom_qty": 3, "discount": 10 }]);
        let order = ok(&sim, "sale.order", "create", json!([{ "partner_id": 10, "order_line": [line] }]), json!({})).await;
        let shown = read(&sim, "sale.order", &order, &["name", "state", "amount_untaxed", "partner_invoice_id", "order_line"]).await;
        assert_eq!((&shown["name"], &shown["state"], &shown["amount_untaxed"]), (&json!("S00041"), &json!("draft"), &json!(27.0)));
        assert_eq!(shown["partner_invoice_id"][0], json!(10));
        let copy = ok(&sim, "sale.order", "copy", json!([[order]]), json!({})).await;
        let copy = copy.get(0).cloned().unwrap_or(copy);
        let copied = read(&sim, "sale.order", &copy, &["name", "state", "amount_untaxed"]).await;
        assert_eq!((&copied["name"], &copied["amount_untaxed"]), (&json!("S00042"), &json!(27.0)));
        ok(&sim, "sale.order", "action_confirm", json!([[order]]), json!({})).await;
        let (name, _) = fails(&sim, "admin", "sale.order", "action_confirm", json!([[order]]), json!({})).await;
        assert_eq!(name, "odoo.exceptions.UserError");
        let (name, _) = fails(&sim, "admin", "sale.order", "unlink", json!([[order]]), json!({})).await;
        assert_eq!(name, "odoo.exceptions.UserError");
        ok(&sim, "sale.order", "unlink", json!([[copy]]), json!({})).await;
    }
}

#[tokio::test]
async fn groups_sum_and_carry_their_domain() {
    for series in Series::ALL {
        let sim = start(series).await;
        let groups = ok(&sim, "sale.order", "read_group", json!([[], ["amount_total:sum"], ["state"]]), json!({ "lazy": false })).await;
        for group in groups.as_array().unwrap() {
            let ids = ok(&sim, "sale.order", "search_read", json!([group["__domain"], ["amount_total"]]), json!({})).await;
            let ids = ids.as_array().unwrap();
            assert_eq!(json!(ids.len()), group["__count"]);
            let sum: f64 = ids.iter().map(|order| order["amount_total"].as_f64().unwrap()).sum();
            assert!((sum - group["amount_total"].as_f64().unwrap()).abs() < 0.001, "{series}: {group}");
        }
        let lazy =
            ok(&sim, "sale.order", "read_group", json!([[["state", "=", "sale"]], [], ["partner_id", "date_order:month"]]), json!({}))
                .await;
        assert_eq!(lazy[0]["__context"], json!({ "group_by": ["date_order:month"] }));
        let again = ok(&sim, "sale.order", "search_count", json!([lazy[0]["__domain"]]), json!({})).await;
        assert_eq!(again, lazy[0]["partner_id_count"]);
        let months = ok(
            &sim,
            "sale.order",
            "read_group",
            json!([[], ["__count"], ["date_order:quarter"]]),
            json!({ "lazy": false, "orderby": "date_order:quarter desc" }),
        )
        .await;
        assert_eq!(months[0]["date_order:quarter"], "Q4 2026");
    }
}

#[tokio::test]
async fn what_a_domain_may_say_by_series() {
    for series in Series::ALL {
        let sim = start(series).await;
        let count = |domain: Value| {
            let sim = &sim;
            async move { rpc(sim, "admin", "res.partner", "search_count", json!([domain]), json!({})).await }
        };
        let works = |answer: &Value| answer.get("error").is_none();
        let newest = series == Series::V19;
        let everywhere = [
            json!([["name", "ilike", "a"], ["id", ">", 0]]),
            json!(["|", ["name", "=", "x"], "!", ["id", "in", [1, 2]]]),
            json!([["parent_id", "=", false]]),
            json!([["country_id", "=", "United States"]]),
            json!([["child_ids", "any", [["name", "like", "a"]]]]),
            json!([[1, "=", 1]]),
            json!([["create_date", ">=", "2026-01-01"]]),
        ];
        for domain in everywhere {
            assert!(works(&count(domain.clone()).await), "{series}: {domain}");
        }
        for (domain, since) in [
            (json!([["name", "==", "x"]]), Series::V19),
            (json!([["name", "ILIKE", "x"]]), Series::V19),
            (json!([["country_id", "in", 1]]), Series::V19),
            (json!([["create_date", ">=", "-7d"]]), Series::V19),
            (json!([["create_date.month_number", "=", 2]]), Series::V18),
        ] {
            assert_eq!(works(&count(domain.clone()).await), series >= since, "{series}: {domain}");
        }
        let all = count(json!([])).await["result"].clone();
        let unsearchable = count(json!([["email_formatted", "=", "x"]])).await;
        assert_eq!(unsearchable.get("error").is_some(), newest, "{series}: an unsearchable field is an error only in 19");
        assert!(newest || unsearchable["result"] == all, "{series}: and ignored before");
    }
}

#[tokio::test]
async fn accounts_see_and_do_different_things() {
    for series in Series::ALL {
        let sim = start(series).await;
        let access = "odoo.exceptions.AccessError";
        for (login, model, method, args, refused) in [
            ("portal", "res.partner", "write", json!([[8], { "name": "x" }]), true),
            ("portal", "crm.lead", "search", json!([[]]), true),
            ("portal", "res.partner", "read", json!([[10], ["name"]]), true),
            ("clerk", "sale.order", "search", json!([[]]), false),
            ("clerk", "res.partner", "create", json!([{ "name": "x" }]), true),
            ("demo", "res.partner", "create", json!([{ "name": "x" }]), false),
            ("demo", "ir.config_parameter", "search", json!([[]]), true),
        ] {
            let answer = rpc(&sim, login, model, method, args, json!({})).await;
            assert_eq!(answer["error"]["data"]["name"] == access, refused, "{series} {login} {model}.{method}: {answer}");
        }
        let own = rpc(&sim, "portal", "res.partner", "search", json!([[]]), json!({})).await;
        assert_eq!(own["result"], json!([8]));
    }
}

#[tokio::test]
async fn business_code_that_is_not_here_is_an_error() {
    for series in Series::ALL {
        let sim = start(series).await;
        let (name, text) = fails(&sim, "admin", "sale.order", "action_preview_sale_order", json!([[1]]), json!({})).await;
        assert_eq!(name, "odoo.exceptions.UserError");
        assert!(text.contains("no business code for 'sale.order.action_preview_sale_order'"), "{text}");
    }
}

#[tokio::test]
async fn models_about_models_report_the_snapshot() {
    for series in Series::ALL {
        let sim = start(series).await;
        let custom = json!([[["model", "=", "delivery.route.custom"]], ["name", "modules", "transient", "state"]]);
        let found = ok(&sim, "ir.model", "search_read", custom, json!({})).await;
        assert_eq!(found[0]["modules"], "x_delivery");
        let fields = json!([[["model", "=", "res.partner"], ["name", "=", "x_loyalty_tier"]], ["ttype", "field_description"]]);
        assert_eq!(ok(&sim, "ir.model.fields", "search_read", fields, json!({})).await[0]["ttype"], "selection");
    }
}

#[tokio::test]
async fn what_is_computed_and_writable_is_kept() {
    for series in Series::ALL {
        let sim = start(series).await;
        let id = ok(&sim, "res.partner", "create", json!([{ "name": "Acme", "company_type": "company" }]), json!({})).await;
        assert_eq!(read(&sim, "res.partner", &id, &["is_company"]).await["is_company"], true);
        ok(&sim, "res.partner", "write", json!([[id], { "email_formatted": "x" }]), json!({})).await;
        assert_eq!(read(&sim, "res.partner", &id, &["email_formatted"]).await["email_formatted"], false, "readonly: silently nothing");
        let file = json!([{ "name": "note.txt", "datas": "aGVsbG8=", "res_model": "res.partner", "res_id": id }]);
        let file = ok(&sim, "ir.attachment", "create", file, json!({})).await;
        assert_eq!(read(&sim, "ir.attachment", &file, &["datas"]).await["datas"], "aGVsbG8=");
    }
}

#[tokio::test]
async fn a_model_and_a_field_that_no_snapshot_has() {
    use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
    for series in Series::ALL {
        let mut trip = ModelSchema {
            model: "x_trip".to_owned(),
            label: "Trip".to_owned(),
            rec_name: Some("x_name".to_owned()),
            ..ModelSchema::default()
        };
        let name = FieldSchema { label: "Name".to_owned(), required: true, ..FieldSchema::new(FieldType::Char) };
        trip.fields.insert("x_name".to_owned(), name);
        let link = FieldSchema { relation: Some("x_trip".to_owned()), ..FieldSchema::new(FieldType::Many2one) };
        let sim = crate::setup::builder(series).extra_model(trip).extra_field("res.partner", "x_trip_id", link).start().await.unwrap();
        let id = ok(&sim, "x_trip", "create", json!([{ "x_name": "Coast" }]), json!({})).await;
        let (error, text) = fails(&sim, "admin", "x_trip", "create", json!([{}]), json!({})).await;
        assert_eq!(error, "odoo.exceptions.ValidationError");
        assert!(text.contains("x_name"), "{text}");
        ok(&sim, "res.partner", "write", json!([[10], { "x_trip_id": id }]), json!({})).await;
        assert_eq!(read(&sim, "res.partner", &json!(10), &["x_trip_id"]).await["x_trip_id"], json!([id, "Coast"]));
        let listed = ok(&sim, "ir.model", "search_read", json!([[["model", "=", "x_trip"]], ["state"]]), json!({})).await;
        assert_eq!(listed[0]["state"], "manual");
    }
}
