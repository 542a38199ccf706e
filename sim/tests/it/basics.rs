//! Logging in and the usual calls, by the SDK's own client, on every series and API.

use odoo_sdk::{Call, Client, Series};
use serde_json::json;

use crate::setup::{self, fails, ok, start};

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
            let ids = client.send(create).await.unwrap();
            let found = Call::search_read("res.partner", json!([["id", "in", ids]]), ["name", "company_type", "child_ids"]);
            let found = client.send(found).await.unwrap();
            assert_eq!(found[0]["name"], "Azure Interior", "{series} {}", client.api());
            assert_eq!(found[0]["company_type"], "company");
        }
    }
}

#[tokio::test]
async fn a_hand_made_snapshot_is_enough() {
    use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema, Snapshot};
    for series in Series::ALL {
        let mut note = ModelSchema { model: "note".to_owned(), rec_name: Some("name".to_owned()), ..ModelSchema::default() };
        note.fields.insert("name".to_owned(), FieldSchema::new(FieldType::Char));
        let snapshot = Snapshot {
            series,
            server_version: series.name().to_owned(),
            modules: [].into(),
            common_methods: [].into(),
            groups: Default::default(),
            models: [("note".to_owned(), note)].into(),
        };
        let company = odoo_sim::Company::from_yaml("note: { first: { name: One }, second: { name: Two } }").unwrap();
        let sim = odoo_sim::Sim::builder(snapshot).company(company).today(setup::TODAY).start().await.unwrap();
        let found = ok(&sim, "note", "search_read", json!([[["name", "=", "Two"]], ["display_name"]]), json!({})).await;
        assert_eq!(found, json!([{ "id": 2, "display_name": "Two" }]));
    }
}

#[tokio::test]
async fn a_packed_snapshot_is_decoded_as_it_is_used() {
    use odoo_sdk::schema::{Pack, pack};
    let files = setup::snapshot(Series::V18).render();
    let bytes: &'static [u8] = Box::leak(pack::pack(&files).unwrap().into_boxed_slice());
    let sim = odoo_sim::Sim::builder(Pack::open(bytes).unwrap()).today(setup::TODAY).start().await.unwrap();
    assert_eq!(sim.series(), Series::V18);
    assert_eq!(ok(&sim, "sale.order", "search_count", json!([[]]), json!({})).await, json!(40));
}

/// Odd arguments get an error or an answer, never a broken connection.
#[tokio::test]
async fn no_argument_breaks_the_server() {
    let odd = json!([null, true, 0, -1, 1e300, "", "name", "a:b:c", [], [[]], [[[]]], ["|"], ["!", "!"], [1, [2]], {}, { "name": {} }, [["id", "in", {}]], [["id.id.id", "=", 1]]]);
    for series in Series::ALL {
        let sim = start(series).await;
        let methods: Vec<String> = setup::snapshot(series).common_methods.keys().cloned().chain(["unlink".to_owned()]).collect();
        let model = ["res.partner", "sale.order", "product.product"][Series::ALL.iter().position(|known| *known == series).unwrap()];
        for (method, odd) in methods.iter().flat_map(|method| odd.as_array().unwrap().iter().map(move |odd| (method, odd))) {
            for args in [json!([odd]), json!([[1], odd, odd])] {
                let answer = setup::rpc(&sim, "admin", model, method, args.clone(), json!({})).await;
                assert!(answer.get("jsonrpc").is_some(), "{series} {model}.{method} {args}");
            }
        }
    }
}

#[tokio::test]
async fn a_company_that_does_not_fit_is_refused() {
    for (text, complaint) in [
        ("no.such.model: { x: {} }", "the schemas have no model `no.such.model`"),
        ("res.partner: { x: { name: X, country_id: nowhere } }", "`res.country` has no record `nowhere` above `res.partner/x`"),
        ("res.partner: { x: { nam: X } }", "record `res.partner/x` is refused: Invalid field 'nam' in 'res.partner'"),
        ("res.partner: [1]", "the company is not valid"),
    ] {
        let error = match odoo_sim::Company::from_yaml(text) {
            Ok(company) => match crate::setup::builder(Series::V19).company(company).start().await.unwrap_err() {
                odoo_sim::StartError::Company(error) => error,
                other => panic!("{other}"),
            },
            Err(error) => error,
        };
        assert_eq!(error.to_string(), complaint);
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
