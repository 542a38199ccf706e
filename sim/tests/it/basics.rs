//! Logging in and the usual calls, by the SDK's own client, on every series and API.

use odoo_sdk::{Call, Client, Series};
use serde_json::json;

use crate::setup::{fails, ok, start};

#[tokio::test]
async fn the_sdk_logs_in_and_works_on_every_series() {
    for series in Series::ALL {
        let sim = start(series).await;
        let by_key = Client::connect(sim.url()).database(sim.database()).api_key("admin", sim.api_key("admin").unwrap()).await.unwrap();
        let by_password = Client::connect(sim.url()).database(sim.database()).password("admin", "admin").await.unwrap();
        for client in [by_key, by_password] {
            assert_eq!(client.series(), series);
            let values = json!({ "name": "Azure Interior", "is_company": true });
            let create = Call::create("res.partner", values.as_object().cloned());
            let ids = client.call(create).await.unwrap();
            let found = Call::search_read("res.partner", json!([["id", "in", ids]]), ["name", "company_type", "child_ids"]);
            let found = client.call(found).await.unwrap();
            assert_eq!(found[0]["name"], "Azure Interior", "{series} {}", client.api());
            assert_eq!(found[0]["company_type"], "company");
        }
    }
}

#[tokio::test]
async fn relations_and_paths() {
    for series in Series::ALL {
        let sim = start(series).await;
        let company = ok(
            &sim,
            "res.partner",
            "create",
            json!([{ "name": "Acme", "is_company": true, "child_ids": [[0, 0, { "name": "Annegret" }]] }]),
            json!({}),
        )
        .await;
        let children =
            ok(&sim, "res.partner", "search_read", json!([[["parent_id.name", "=", "Acme"]], ["display_name", "parent_id"]]), json!({}))
                .await;
        assert_eq!(children[0]["display_name"], "Acme, Annegret");
        assert_eq!(children[0]["parent_id"], json!([company, "Acme"]));
        let below = ok(&sim, "res.partner", "search_count", json!([[["id", "child_of", company]]]), json!({})).await;
        assert_eq!(below, json!(2));
        let any = ok(&sim, "res.partner", "search", json!([[["child_ids", "any", [["name", "ilike", "annegret"]]]]]), json!({})).await;
        assert_eq!(any, json!([company]));
        let (name, text) = fails(&sim, "admin", "res.partner", "write", json!([[company], { "parent_id": company }]), json!({})).await;
        assert_eq!((name.as_str(), text.as_str()), ("odoo.exceptions.ValidationError", "You cannot create recursive Partner hierarchies."));
    }
}
