//! Domains, fields, orders and groups that Odoo would refuse or, worse, ignore.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::case::{Case, Stage, case};
use super::tools::{DOMAIN, FIELDS, of_model};

/// A condition on the parent of a parent, so many times.
fn nested(levels: usize) -> Value {
    (0..levels).fold(json!([["name", "=", "x"]]), |below, _| json!([["parent_id", "any", below]]))
}

fn domain(code: &'static str, domain: Value) -> Case {
    case(code, DOMAIN, json!({"domain": domain}))
}

pub(super) fn stage() -> Stage {
    let mut cases = vec![
        case("unknown_model", &of_model(), json!({"model": "res.partnr"})),
        case("unknown_model", &["compare_versions"], json!({"model": "res.partnr"})),
        case("unknown_field", FIELDS, json!({"fields": ["naem"]})),
        domain("unknown_field", json!([["emial", "=", "x"]])),
        domain("bad_domain", json!(["name", "=", "x"])),
        domain("bad_domain", json!(["&", ["name", "=", "x"]])),
        domain("bad_operator", json!([["name", "resembles", "x"]])),
        domain("bad_operand", json!([["color", "=", "red"]])),
        domain("bad_date", json!([["create_date", ">", "2026-02-30"]])),
        domain("bad_text", json!([["name", "=", "a\u{0}b"]])),
        domain("unsearchable", json!([["avatar_128", "!=", false]])),
        domain("not_relational", json!([["name.x", "=", "y"]])),
        domain("not_hierarchical", json!([["country_id", "child_of", 1]])),
        domain("too_deep", nested(20)),
        domain("argument_refused", json!([["comment", "like", "token="]])),
        domain("too_many_issues", Value::Array(vec![json!(["emial", "=", "x"]); 101])),
    ];
    cases.extend(ordered_and_grouped());
    Stage::new("domains", cases)
}

fn ordered_and_grouped() -> Vec<Case> {
    let ordered = &["search_read", "read_group"];
    let group = |code, with: Value| case(code, &["read_group"], with);
    vec![
        case("bad_order", ordered, json!({"order": "name downwards"})),
        case("unknown_field", &["search_read"], json!({"order": "naem"})),
        case("unsortable", &["search_read"], json!({"order": "avatar_128"})),
        case("too_large", ordered, json!({"order": "name,".repeat(20_000)})),
        group("unknown_field", json!({"groupby": ["cuntry_id"]})),
        group("ungroupable", json!({"groupby": ["avatar_128"]})),
        group("bad_granularity", json!({"groupby": ["create_date:fortnight"]})),
        group("bad_aggregate", json!({"aggregates": ["name:sum"]})),
        group("bad_order", json!({"order": "email"})),
        group("bad_domain", json!({"having": [["color:sum", ">"]]})),
    ]
}

/// Models of which each leads to the next, none of them known before.
pub(super) fn chain() -> Stage {
    let path = ["next_id"; 17].join(".");
    let domain = json!([[path, "=", 1]]);
    let cases = vec![
        case("too_deep", &["search_read", "search_count", "name_search"], json!({"model": "x_chain_0", "domain": domain})),
        case("too_deep", &["read_group"], json!({"model": "x_chain_0", "domain": domain, "groupby": ["x_name"]})),
    ];
    Stage { fresh: true, ..Stage::new("chain", cases) }.embedded()
}

/// More groups than are looked at to find those that `having` keeps, by one record with a hundred tags twice; 19 looks itself.
pub(super) fn many_groups() -> Stage {
    let with = json!({"model": "x_crossing", "groupby": ["here_ids", "there_ids"], "having": [["__count", ">", 1]]});
    let case = case("too_many_groups", &["read_group"], with).only(&[Series::V17, Series::V18]);
    let prepare = |gateway: &mut super::super::client::Gateway, _: &std::path::Path| {
        let records: Vec<Value> = (0..100).map(|number| json!({"name": format!("Tag {number}")})).collect();
        let tags = gateway.good("bulk_create", json!({"model": "res.partner.category", "records": records}))["created"].clone();
        let values = json!({"here_ids": [[6, 0, tags]], "there_ids": [[6, 0, tags]]});
        gateway.good("create_record", json!({"model": "x_crossing", "values": values}));
    };
    Stage { prepare, ..Stage::new("many_groups", vec![case]) }.variable("MCP_CONFIRM", "off").embedded()
}
