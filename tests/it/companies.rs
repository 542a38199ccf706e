//! What sums cover where a user works in several companies, and in which currency they are.

use odoo_sdk::Call;
use odoo_sim::RunningSim;
use serde_json::{Map, Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::live::environment_of_key;
use super::texts::directly;

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Makes a company in which the administrator works too; its id.
fn second_company(odoo: &RunningSim, currency: &str) -> Value {
    let find = Call::new("res.currency", "search").named("domain", json!([["name", "=", currency]])).read();
    let currency = directly(odoo, find)[0].clone();
    let contact = directly(odoo, Call::create("res.partner", [object(json!({"name": "Second", "is_company": true}))]))[0].clone();
    let company = object(json!({"name": "Second", "partner_id": contact, "currency_id": currency}));
    let company = directly(odoo, Call::create("res.company", [company]))[0].clone();
    let admin = Call::new("res.users", "search").named("domain", json!([["login", "=", "admin"]])).read();
    let admin = directly(odoo, admin)[0].as_i64();
    directly(odoo, Call::write("res.users", admin, object(json!({"company_ids": [[6, 0, [1, company]]]}))));
    company
}

const SUM: &str = "amount_total:sum";

fn sum(context: Value) -> Value {
    json!({"model": "sale.order", "groupby": ["state"], "aggregates": [SUM], "context": context})
}

fn notes(answer: &Value) -> Vec<String> {
    answer["notes"].as_array().into_iter().flatten().map(|note| note["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_sum_says_which_companies_and_which_currency() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let alone = gateway.good("read_group", sum(json!({})));
        assert_eq!((notes(&alone), &alone["currency"][SUM]), (Vec::new(), &json!("USD")), "one company, one currency: {alone}");
        assert!(gateway.good("whoami", json!({})).get("companies").is_none());
        let second = second_company(odoo, "EUR");
        // The companies of a user are believed for a while.
        let mut gateway = Gateway::start(&key_of(odoo));
        let both = gateway.good("read_group", sum(json!({})));
        assert_eq!(notes(&both), [format!("the records of 2 companies are taken together: `My Company` (1), `Second` ({second})")]);
        let one = gateway.good("read_group", sum(json!({"allowed_company_ids": [1]})));
        assert_eq!(notes(&one), Vec::<String>::new(), "{one}");
        let grouped = json!({"model": "sale.order", "groupby": ["company_id"], "aggregates": [SUM]});
        assert_eq!(notes(&gateway.good("read_group", grouped)), Vec::<String>::new());
        let of_company = json!({"model": "sale.order", "groupby": [], "domain": [["company_id", "=", 1]], "aggregates": [SUM]});
        assert_eq!(notes(&gateway.good("read_group", of_company)), Vec::<String>::new());
        let names: Vec<Value> =
            gateway.good("whoami", json!({}))["companies"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, ["My Company", "Second"]);
        assert_eq!(gateway.good("get_sales_summary", json!({}))["companies"][1]["id"], second);
    });
}

#[test]
fn records_show_their_company_where_there_are_several() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let orders = json!({"model": "sale.order", "limit": 1});
        assert!(gateway.good("search_read", orders.clone())["records"][0].get("company_id").is_none());
        second_company(odoo, "EUR");
        let mut gateway = Gateway::start(&key_of(odoo));
        let shown = gateway.good("search_read", orders)["records"][0].clone();
        assert_eq!(shown["company_id"]["name"], "My Company", "{shown}");
        let record = gateway.good("get_record", json!({"model": "sale.order", "record_id": shown["id"]}));
        assert_eq!(record["record"]["company_id"]["id"], 1, "{record}");
        let country = gateway.good("search_read", json!({"model": "res.country", "limit": 1}));
        assert!(country["records"][0].get("company_id").is_none(), "a country is of no company: {country}");
    });
}

/// Amounts in several currencies are not one sum.
#[test]
fn a_sum_of_several_currencies_says_so() {
    on_every_series(|odoo| {
        let find = Call::new("res.currency", "search").named("domain", json!([["name", "=", "EUR"]])).read();
        let euro = directly(odoo, find)[0].clone();
        let mut gateway = Gateway::start(&key_of(odoo));
        let order = gateway.good("search_read", json!({"model": "sale.order", "limit": 1}))["records"][0]["id"].as_i64();
        directly(odoo, Call::write("sale.order", order, object(json!({"currency_id": euro}))));
        let mixed = gateway.good("read_group", sum(json!({})));
        let said = notes(&mixed);
        assert_eq!(said.len(), 1, "{mixed}");
        assert!(
            said[0].starts_with("`amount_total:sum` takes amounts in `") && said[0].contains("`EUR`") && said[0].contains("`USD`"),
            "{said:?}"
        );
        assert!(mixed.get("currency").is_none(), "{mixed}");
        let hint = mixed["notes"][0]["hint"].as_str().unwrap();
        assert!(hint.contains("`currency_id`"), "{hint}");
        let grouped = json!({"model": "sale.order", "groupby": ["state", "currency_id"], "aggregates": [SUM]});
        assert_eq!(notes(&gateway.good("read_group", grouped)), Vec::<String>::new(), "the groups say it");
        let counted = json!({"model": "sale.order", "groupby": ["state"], "aggregates": ["amount_total:count_distinct"]});
        assert_eq!(notes(&gateway.good("read_group", counted)), Vec::<String>::new(), "a number of amounts has no currency");
    });
}

#[test]
fn a_sum_names_its_currency_on_a_real_odoo() {
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut gateway = Gateway::start(&environment);
    let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Sums"}}))["id"].clone();
    gateway.good("create_record", json!({"model": "sale.order", "values": {"partner_id": partner}}));
    for (model, amount) in [("sale.order", SUM), ("account.move", "amount_total_signed:sum")] {
        let answer = gateway.good("read_group", json!({"model": model, "groupby": ["company_id"], "aggregates": [amount]}));
        let said = answer["currency"][amount].as_str().map_or_else(|| notes(&answer).join(""), str::to_owned);
        assert!(said.len() == 3 || said.contains("takes amounts in"), "{answer}");
    }
}
