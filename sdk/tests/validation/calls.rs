//! Single calls: what is said, where, and how it is fixed.

use std::collections::BTreeMap;

use odoo_sdk::Series;
use odoo_sdk::adapter::{Changes, ModelChanges, Step};
use odoo_sdk::schema::{Lookup, MethodSchema, SchemaSource};
use odoo_sdk::validate::{Input, Note, Outcome, validate};
use serde_json::{Value, json};

use crate::support::schemas;

fn reported(outcome: &Outcome) -> Vec<String> {
    outcome.issues.iter().map(|issue| format!("{} {}: {}", issue.code.name(), issue.path, issue.message)).collect()
}

fn create(series: Series, model: &str, values: &Value) -> Outcome {
    validate(&Input::Create { model, values }, series, schemas(series))
}

fn search(series: Series, model: &str, domain: &Value) -> Outcome {
    validate(&Input::Search { model, domain: Some(domain), order: None, fields: None }, series, schemas(series))
}

#[track_caller]
fn check_create(model: &str, values: Value, expected: &[&str]) {
    assert_eq!(reported(&create(Series::V18, model, &values)), expected);
}

#[track_caller]
fn check_domain(series: Series, model: &str, domain: Value, expected: &[&str]) {
    assert_eq!(reported(&search(series, model, &domain)), expected);
}

#[test]
fn nested_values_are_checked_with_the_inverse_filled() {
    let lines = json!([[0, 0, {"product_id": "Desk", "product_uom_qty": 2}], [0, 0, {"nmae": "x"}]]);
    check_create(
        "sale.order",
        json!({"partner_id": 1, "order_line": lines}),
        &[
            "wrong_type values.order_line[0][2].product_id: `product_id` of `sale.order.line` expects the id of a `product.product`, got `Desk`",
            "unknown_field values.order_line[1][2].nmae: `sale.order.line` has no field `nmae`",
        ],
    );
}

#[test]
fn delegated_columns_are_demanded() {
    check_create("product.product", json!({"list_price": 3}), &["missing_required values.name: `name` of `product.template` is required"]);
    check_create("res.users", json!({"login": "a"}), &[]);
    check_create("sale.order", json!({}), &["missing_required values.partner_id: `partner_id` of `sale.order` is required"]);
}

#[test]
fn what_odoo_would_ignore_is_refused() {
    check_create(
        "res.partner",
        json!({"name": "a", "create_date": "2026-01-01"}),
        &["field_readonly values.create_date: `create_date` of `res.partner` is set by Odoo itself and cannot be written"],
    );
    let outcome = validate(
        &Input::Write { model: "res.partner", ids: None, values: &json!({"contact_address": "x"}) },
        Series::V18,
        schemas(Series::V18),
    );
    assert_eq!(
        reported(&outcome),
        [
            "field_readonly values.contact_address: `contact_address` of `res.partner` is computed and not stored, Odoo would ignore what is written to it"
        ]
    );
}

#[test]
fn normalises_without_loss_and_says_so() {
    let values = json!({"partner_id": [7, "Azure"], "date_order": "2026-01-02T03:04:05+02:00", "tag_ids": [1, 2]});
    let outcome = create(Series::V17, "sale.order", &values);
    assert!(outcome.is_accepted(), "{outcome:?}");
    let mut call = json!({"values": values});
    outcome.normalise(&mut call).unwrap();
    assert_eq!(call["values"], json!({"partner_id": 7, "date_order": "2026-01-02 01:04:05", "tag_ids": [[6, 0, [1, 2]]]}));
    assert_eq!(outcome.changes.len(), 3);
}

#[test]
fn selections_report_what_is_allowed_and_take_labels() {
    let outcome = create(Series::V18, "res.partner", &json!({"name": "a", "type": "Invoice Address"}));
    let issue = &outcome.issues[0];
    assert_eq!(
        issue.message,
        "`type` of `res.partner` has no value `Invoice Address`, expected one of `contact`, `invoice`, `delivery`, `other`"
    );
    assert_eq!(serde_json::to_value(&issue.fix).unwrap(), json!([{"op": "replace", "path": "/values/type", "value": "invoice"}]));
    // Languages and time zones belong to a database: any text passes.
    check_create("res.partner", json!({"name": "a", "lang": "xx_YY"}), &[]);
}

#[test]
fn a_field_is_found_by_its_label_and_without_the_ending_of_a_link() {
    for series in Series::ALL {
        for (name, meant) in
            [("salesperson", "user_id"), ("Salesperson_id", "user_id"), ("customer", "partner_id"), ("partner", "partner_id")]
        {
            let outcome = search(series, "sale.order", &json!([[format!("{name}.name"), "=", "x"]]));
            let fix = json!([{"op": "replace", "path": "/domain/0/0", "value": format!("{meant}.name")}]);
            assert_eq!(serde_json::to_value(&outcome.issues[0].fix).unwrap(), fix, "{series:?} {name}");
        }
    }
}

#[test]
fn domains_are_refused_whole_and_never_widened() {
    check_domain(
        Series::V18,
        "res.partner",
        json!(["name", "=", "a"]),
        &["bad_domain domain: a domain is a list of leaves, this is one leaf"],
    );
    check_domain(
        Series::V18,
        "res.partner",
        json!(["or", ["name", "=", "a"], ["name", "=", "b"]]),
        &["bad_domain domain[0]: expected a leaf `[field, operator, operand]` or one of `&`, `|`, `!`, got `or`"],
    );
    check_domain(
        Series::V18,
        "res.partner",
        json!([["child_ids", "any", [["nmae", "=", 1]]]]),
        &["unknown_field domain[0][2][0][0]: `res.partner` has no field `nmae`"],
    );
    check_domain(Series::V18, "res.partner", json!([["name", "=", "a"], ["name", "=", "b"]]), &[]);
}

#[test]
fn operators_and_operands_go_by_series() {
    let relative = json!([["create_date", ">=", "-7d"]]);
    let part = json!([["create_date.month_number", "=", 2]]);
    let negated = json!([["name", "not =like", "a%"]]);
    let accepted = |series, domain| search(series, "res.partner", domain).is_accepted();
    assert_eq!(Series::ALL.map(|series| accepted(series, &relative)), [false, false, true]);
    assert_eq!(Series::ALL.map(|series| accepted(series, &part)), [false, true, true]);
    assert_eq!(Series::ALL.map(|series| accepted(series, &negated)), [false, false, true]);
}

#[test]
fn unsearchable_fields_are_refused_with_a_way_out() {
    let outcome = search(Series::V17, "sale.order", &json!([["partner_id.display_name", "ilike", "a"]]));
    assert_eq!(outcome.issues[0].hint.as_deref(), Some("search on `partner_id` itself, it is compared by name"));
    assert_eq!(
        serde_json::to_value(&outcome.issues[0].fix).unwrap(),
        json!([{"op": "replace", "path": "/domain/0/0", "value": "partner_id"}])
    );
}

#[test]
fn orders_are_checked_term_by_term() {
    let order = |series, order| {
        reported(&validate(
            &Input::Search { model: "res.partner", domain: None, order: Some(order), fields: None },
            series,
            schemas(series),
        ))
    };
    assert!(order(Series::V17, "name desc nulls last, id").is_empty());
    assert_eq!(
        order(Series::V17, "contact_address"),
        ["unsortable order: `contact_address` of `res.partner` cannot be sorted by, it has no column"]
    );
    assert_eq!(order(Series::V18, "id; drop table x").len(), 2);
    assert_eq!(order(Series::V18, "name,"), ["bad_order order: an empty term in `name,`"]);
}

#[test]
fn groups_and_aggregates_go_by_type_and_series() {
    let group = |series: Series, groupby: Value, aggregates: Value| {
        let input = Input::Group {
            model: "sale.order",
            domain: None,
            groupby: &groupby,
            aggregates: Some(&aggregates),
            having: None,
            order: Some("__count desc"),
        };
        reported(&validate(&input, series, schemas(series)))
    };
    assert!(group(Series::V17, json!(["partner_id", "date_order:month"]), json!(["__count", "amount_total:sum"])).is_empty());
    assert_eq!(group(Series::V17, json!(["date_order:month_number"]), json!([])).len(), 1);
    assert!(group(Series::V18, json!(["date_order:month_number", "tag_ids"]), json!([])).is_empty());
    assert!(group(Series::V19, json!(["partner_id.country_id"]), json!([])).is_empty());
    assert_eq!(
        group(Series::V18, json!(["order_line"]), json!(["name:sum", "amount_total:median", "amount_total"])),
        [
            "ungroupable groupby[0]: `order_line` of `sale.order` cannot be grouped by",
            "bad_aggregate aggregates[0]: `name` of `sale.order` is a char, which `sum` does not take",
            "bad_aggregate aggregates[1]: unknown function `median`",
            "bad_aggregate aggregates[2]: expected `field:function` or `__count`, got `amount_total`",
        ]
    );
}

#[test]
fn a_date_is_grouped_with_a_granularity_and_properties_by_one_of_them() {
    let group = |series: Series, model: &str, groupby: &str, aggregates: Value| {
        let call = json!({"groupby": [groupby], "aggregates": aggregates});
        let input = |call: &Value| {
            let (groupby, aggregates) = (&call["groupby"], Some(&call["aggregates"]));
            validate(&Input::Group { model, domain: None, groupby, aggregates, having: None, order: None }, series, schemas(series))
        };
        let outcome = input(&call);
        let mut fixed = call;
        outcome.apply_fixes(&mut fixed).unwrap();
        (reported(&outcome), input(&fixed).is_accepted())
    };
    let nothing = || json!([]);
    for series in [Series::V17, Series::V18] {
        assert_eq!(group(series, "sale.order", "date_order", json!(["tag_ids:count_distinct"])), (vec![], true));
    }
    let without = "bad_granularity groupby[0]: `date_order` of `sale.order` is grouped with a granularity";
    assert_eq!(group(Series::V19, "sale.order", "date_order", nothing()), (vec![without.to_owned()], true));
    assert!(!group(Series::V19, "sale.order", "date_order:month", json!(["tag_ids:count"])).0.is_empty());
    for series in Series::ALL {
        let whole = "ungroupable groupby[0]: `lead_properties` of `crm.lead` is grouped by one property";
        assert_eq!(group(series, "crm.lead", "lead_properties", nothing()), (vec![whole.to_owned()], false));
        assert_eq!(group(series, "crm.lead", "lead_properties.abc", nothing()), (vec![], true));
        let definition = json!(["lead_properties_definition:max"]);
        assert_eq!(group(series, "crm.team", "name", definition).0.len(), 1);
    }
}

#[test]
fn having_asks_about_aggregates() {
    let having_in = |series: Series, having: Value| {
        let input = Input::Group {
            model: "sale.order",
            domain: None,
            groupby: &json!(["partner_id"]),
            aggregates: None,
            having: Some(&having),
            order: None,
        };
        reported(&validate(&input, series, schemas(series)))
    };
    let having = |having: Value| having_in(Series::V19, having);
    let several = json!([["__count", "in", [1, 2]]]);
    assert!(having_in(Series::V17, several.clone()).is_empty() && having_in(Series::V18, several.clone()).is_empty());
    assert_eq!(having(several), ["bad_operator having[0][1]: Odoo 19.0 fails on `in` in a having"]);
    assert!(having(json!(["|", ["__count", ">", 2], ["amount_total:sum", ">=", 100]])).is_empty());
    assert_eq!(having(json!([["name", "ilike", "a"]])).len(), 2);
    assert_eq!(having(json!(["|", ["__count", ">", 2]])).len(), 1);
}

#[test]
fn methods_are_bound_as_python_does() {
    let call = |method: &str, ids: Option<Value>, args: Value, kwargs: Value| {
        let input = Input::Method { model: "sale.order", method, ids: ids.as_ref(), args: Some(&args), kwargs: Some(&kwargs) };
        reported(&validate(&input, Series::V19, schemas(Series::V19)))
    };
    assert!(call("action_confirm", Some(json!([1])), json!([]), json!({"context": {}})).is_empty());
    assert_eq!(
        call("action_confirm", None, json!([]), json!({})),
        ["ids_needed ids: `action_confirm` works on records, expected a list of ids"]
    );
    assert_eq!(
        call("name_search", Some(json!([1])), json!([]), json!({})),
        ["ids_refused ids: `name_search` belongs to the model and takes no ids"]
    );
    assert_eq!(call("name_search", None, json!([1, 2, 3, 4, 5]), json!({"limt": 1})).len(), 2);
    assert_eq!(
        call("read", Some(json!([1])), json!([["name"]]), json!({"fields": []})),
        ["unknown_argument kwargs.fields: `fields` is given both by position and by name"]
    );
    assert_eq!(
        call("onchange", Some(json!([])), json!([{}]), json!({})),
        [
            "missing_argument kwargs.field_names: `onchange` needs `field_names`",
            "missing_argument kwargs.fields_spec: `onchange` needs `fields_spec`",
        ]
    );
    assert_eq!(
        call("action_comfirm", Some(json!([1])), json!([]), json!({})),
        ["unknown_method method: `sale.order` has no public method `action_comfirm`"]
    );
    assert_eq!(call("_write", None, json!([]), json!({})), ["private_method method: `_write` is private, Odoo refuses it over RPC"]);
}

/// A source that has loaded nothing but one model.
struct Partial;

impl SchemaSource for Partial {
    fn lookup(&self, model: &str) -> Lookup {
        if model == "sale.order" { schemas(Series::V18).lookup(model) } else { Lookup::Unloaded }
    }

    fn common_methods(&self) -> Option<&BTreeMap<String, MethodSchema>> {
        None
    }

    fn changes(&self) -> Option<&'static Changes> {
        const ORDERS: ModelChanges =
            ModelChanges { renamed: &[("delivery_date", "commitment_date")], removed: &["cheque"], ..ModelChanges::none("sale.order") };
        static CHANGES: Changes = Changes { steps: &[Step { models: &[ORDERS], ..Step::none(Series::V17, Series::V18) }] };
        Some(&CHANGES)
    }
}

#[test]
fn asks_for_the_models_it_needs() {
    let domain = json!([["partner_id.country_id.code", "=", "BE"], ["tag_ids", "any", []]]);
    let outcome = validate(&Input::Search { model: "sale.order", domain: Some(&domain), order: None, fields: None }, Series::V18, &Partial);
    assert!(!outcome.is_accepted() && outcome.issues.is_empty());
    assert_eq!(outcome.needs.into_iter().collect::<Vec<_>>(), ["crm.tag", "res.partner"]);
}

#[test]
fn renames_are_reported_and_fixed() {
    let values = json!({"delivery_date": "2026-01-02"});
    let outcome = validate(&Input::Write { model: "sale.order", ids: None, values: &values }, Series::V18, &Partial);
    assert_eq!(outcome.issues[0].hint.as_deref(), Some("it is called `commitment_date` in 18.0"));
    let mut call = json!({"values": values});
    outcome.apply_fixes(&mut call).unwrap();
    assert_eq!(call["values"], json!({"commitment_date": "2026-01-02"}));
    let values = json!({"cheque": "x"});
    let outcome = validate(&Input::Write { model: "sale.order", ids: None, values: &values }, Series::V18, &Partial);
    assert_eq!(outcome.issues[0].hint.as_deref(), Some("Odoo 17.0 has it, 18.0 does not"));
    assert!(outcome.issues[0].fix.is_empty());
}

#[test]
fn a_search_for_a_value_that_a_selection_never_has_is_taken_with_a_note() {
    for series in Series::ALL {
        let noted = |model: &str, leaf: Value| {
            let outcome = search(series, model, &json!([leaf]));
            assert_eq!(reported(&outcome), [""; 0]);
            let line = |note: &Note| format!("{}: {}; {}", note.path, note.message, note.hint);
            outcome.notes.iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(
            noted("sale.order", json!(["state", "=", "Sales Order"])),
            ["domain[0][2]: `state` of `sale.order` never is `Sales Order`; did you mean `sale`"]
        );
        assert_eq!(
            noted("sale.order.line", json!(["order_id.state", "not in", ["sale", "drft"]])),
            ["domain[0][2][1]: `state` of `sale.order` never is `drft`; did you mean `draft`"]
        );
        // A related selection is that of the field it follows; a dynamic one, a pattern and nothing are as they are.
        assert_eq!(noted("sale.order.line", json!(["state", "=", "Quotation"])).len(), 1);
        for fine in [json!(["state", "ilike", "quo"]), json!(["state", "!=", false]), json!(["state", "in", ["sale", "cancel"]])] {
            assert_eq!(noted("sale.order", fine), [""; 0]);
        }
        assert_eq!(noted("res.partner", json!(["lang", "=", "xx_XX"])), [""; 0]);
    }
}
