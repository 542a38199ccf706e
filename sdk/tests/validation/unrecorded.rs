//! Add-ons that no snapshot knows, and what single series cannot search: rules found on real servers with community add-ons, each on
//! every series.

use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, Lookup, MethodSchema, ModelSchema, SchemaSource, Unknown};
use odoo_sdk::validate::{Input, Outcome, validate};
use serde_json::{Value, json};

use crate::support::schemas;

/// The database of a series with one model changed or added, as an add-on does.
struct WithAddon {
    series: Series,
    model: Arc<ModelSchema>,
}

impl WithAddon {
    /// A standard model that the module `their_addon` extends.
    fn extending(series: Series, name: &str, extend: impl FnOnce(&mut ModelSchema)) -> Self {
        let Lookup::Found(model) = schemas(series).lookup(name) else { panic!("{name}") };
        let mut model = (*model).clone();
        model.modules.push("their_addon".to_owned());
        extend(&mut model);
        Self { series, model: Arc::new(model) }
    }

    /// A model of `their_addon` that must be given an owner.
    fn owned(series: Series, change: impl FnOnce(&mut ModelSchema)) -> Self {
        let mut model = ModelSchema { model: "their.place".to_owned(), modules: vec!["their_addon".to_owned()], ..ModelSchema::default() };
        let owner = FieldSchema { required: true, relation: Some("res.partner".to_owned()), ..FieldSchema::new(FieldType::Many2one) };
        model.fields.insert("owner_id".to_owned(), owner);
        model.fields.insert("name".to_owned(), FieldSchema { required: true, ..FieldSchema::new(FieldType::Char) });
        change(&mut model);
        Self { series, model: Arc::new(model) }
    }

    fn create(&self, values: Value) -> Outcome {
        validate(&Input::Create { model: &self.model.model, values: &values }, self.series, self)
    }
}

impl SchemaSource for WithAddon {
    fn lookup(&self, model: &str) -> Lookup {
        if model == self.model.model { Lookup::Found(Arc::clone(&self.model)) } else { schemas(self.series).lookup(model) }
    }

    fn standard(&self, model: &str) -> Option<Arc<ModelSchema>> {
        schemas(self.series).models.get(model).cloned()
    }

    fn is_standard_module(&self, module: &str) -> Option<bool> {
        Some(module != "their_addon")
    }
}

fn create_of(module: &str) -> MethodSchema {
    MethodSchema { module: module.to_owned(), model: true, ..MethodSchema::default() }
}

fn paths(outcome: &Outcome) -> Vec<&str> {
    outcome.issues.iter().map(|issue| issue.path.as_str()).collect()
}

fn noted(outcome: &Outcome) -> Vec<&str> {
    outcome.notes.iter().map(|note| note.path.as_str()).collect()
}

/// Which series take a search.
fn taken(model: &str, domain: Value) -> Vec<Series> {
    let takes = |series: &Series| {
        validate(&Input::Search { model, domain: Some(&domain), order: None, fields: None }, *series, schemas(*series)).is_accepted()
    };
    Series::ALL.into_iter().filter(takes).collect()
}

#[test]
fn a_contact_or_an_employee_is_named_by_the_fields_of_an_add_on() {
    for series in Series::ALL {
        let names = |model: &mut ModelSchema| {
            for name in ["firstname", "lastname"] {
                model.fields.insert(name.to_owned(), FieldSchema::new(FieldType::Char));
            }
        };
        let computed = WithAddon::extending(series, "res.partner", |model| {
            names(model);
            let name = model.fields.get_mut("name").unwrap();
            (name.computed, name.depends) = (true, vec!["firstname".to_owned(), "lastname".to_owned()]);
        });
        let filled = WithAddon::extending(series, "hr.employee", names);
        let overridden = WithAddon::extending(series, "hr.employee", |model| {
            model.methods.insert("create".to_owned(), create_of("their_addon"));
        });
        for addon in [computed, filled, overridden] {
            let outcome = addon.create(json!({}));
            assert!(!paths(&outcome).contains(&"values.name"), "{series} {}: {outcome:?}", addon.model.model);
        }
        let plain = WithAddon::extending(series, "hr.employee", |_| {});
        assert!(paths(&plain.create(json!({}))).contains(&"values.name"), "{series}: the standard rule stays");
    }
}

#[test]
fn what_the_create_of_an_add_on_may_fill_is_noted_and_left_to_odoo() {
    for series in Series::ALL {
        let own = |model: &mut ModelSchema| drop(model.methods.insert("create".to_owned(), create_of("their_addon")));
        let outcome = WithAddon::owned(series, own).create(json!({}));
        assert_eq!((paths(&outcome), noted(&outcome)), (vec![], vec!["values.name", "values.owner_id"]), "{series}");
        assert_eq!(outcome.notes[1].message, "`owner_id` of `their.place` is required, unless the add-on of the model fills it");

        let inherited = |model: &mut ModelSchema| drop(model.methods.insert("create".to_owned(), create_of("mail")));
        let outcome = WithAddon::owned(series, inherited).create(json!({}));
        assert_eq!((paths(&outcome), noted(&outcome)), (vec!["values.name", "values.owner_id"], vec![]), "{series}");

        let unknown = |model: &mut ModelSchema| _ = model.unknown.insert(Unknown::Methods);
        let outcome = WithAddon::owned(series, unknown).create(json!({}));
        assert_eq!((paths(&outcome), noted(&outcome)), (vec!["values.name"], vec!["values.owner_id"]), "{series}");
    }
}

#[test]
fn what_single_series_cannot_search_is_refused_there_and_nowhere_else() {
    let (all, none) = (Series::ALL.to_vec(), Vec::new());
    let (from_18, only_19, not_17) = (vec![Series::V18, Series::V19], vec![Series::V19], vec![Series::V18, Series::V19]);
    let check = |model: &str, domain: Value, expected: &[Series]| assert_eq!(taken(model, domain.clone()), expected, "{model} {domain}");
    check("res.partner", json!([["category_id", "in", ["VIP"]]]), &only_19);
    check("res.partner", json!([["child_ids", "not in", ["VIP"]]]), &only_19);
    check("res.partner", json!([["country_id", "in", ["Belgium"]]]), &all);
    check("res.partner", json!([["category_id", "=", "VIP"]]), &all);
    check("sale.order", json!([["date_order.month_number", "in", [1, 2]]]), &only_19);
    check("sale.order", json!([["date_order.month_number", "=", false]]), &only_19);
    check("sale.order", json!([["date_order.month_number", "=", 2]]), &from_18);
    check("sale.order", json!([["amount_total", "=like", "1%"]]), &only_19);
    check("sale.order", json!([["amount_total", "=ilike", "1%"]]), &only_19);
    check("sale.order", json!([["name", "=like", "S%"]]), &all);
    check("project.task", json!([["task_properties", "=", false]]), &none);
    check("res.partner", json!([["property_stock_customer", "child_of", 1]]), &not_17);
    check("res.partner", json!([["property_stock_customer", "=", 1]]), &all);
    check("res.partner", json!([["credit_limit", "in", [1.5, 2.0]]]), &not_17);
    check("res.partner", json!([["credit_limit", "=", 1.5]]), &all);
    check("product.template", json!([["name", "=?", "abc"]]), &not_17);
    check("res.partner", json!([["name", "=?", "abc"]]), &all);
    check("sale.order", json!([["order_line", "in", [1, false]]]), &only_19);
    check("sale.order", json!([["order_line", "in", [1]]]), &all);
    check("sale.order", json!([["date_order", "in", [null]]]), &[Series::V17, Series::V18]);
    check("sale.order", json!([["date_order", "in", [false]]]), &all);
}

#[test]
fn a_fix_never_leads_to_what_the_series_fails_on() {
    for series in Series::ALL {
        let domain = json!([["category_id", "in", "VIP"]]);
        let outcome =
            validate(&Input::Search { model: "res.partner", domain: Some(&domain), order: None, fields: None }, series, schemas(series));
        assert_eq!(outcome.issues[0].fix.is_empty(), series < Series::V19, "{series}: {outcome:?}");
    }
}

#[test]
fn records_of_a_database_view_may_have_negative_ids() {
    for series in Series::ALL {
        let bill = |id: Value| {
            let values = json!({"purchase_vendor_bill_id": id});
            validate(&Input::Write { model: "account.move", ids: None, values: &values }, series, schemas(series))
        };
        assert!(bill(json!(-12)).is_accepted() && bill(json!(12)).is_accepted(), "{series}");
        assert!(!bill(json!(-3_000_000_000_i64)).is_accepted() && !bill(json!(0)).is_accepted(), "{series}");
        let partner =
            validate(&Input::Write { model: "account.move", ids: None, values: &json!({"partner_id": -12}) }, series, schemas(series));
        assert_eq!(paths(&partner), ["values.partner_id"], "{series}");
    }
}

#[test]
fn a_number_without_a_default_is_nought() {
    for series in Series::ALL {
        let values = json!({"res_model": "res.partner", "partner_ids": [1]});
        let outcome = validate(&Input::Create { model: "portal.share", values: &values }, series, schemas(series));
        assert!(outcome.is_accepted(), "{series}: {outcome:?}");
    }
}

#[test]
fn a_having_compares_an_aggregate_with_what_it_is() {
    for series in Series::ALL {
        let issues = |having: Value| {
            let (groupby, aggregates) = (json!(["state"]), json!(["amount_total:sum", "date_order:max"]));
            let input = Input::Group {
                model: "sale.order",
                domain: None,
                groupby: &groupby,
                aggregates: Some(&aggregates),
                having: Some(&having),
                order: None,
            };
            validate(&input, series, schemas(series)).issues.len()
        };
        assert_eq!(issues(json!([["amount_total:sum", ">", "100"]])), 1, "{series}");
        assert_eq!(issues(json!([["__count", ">", "2"]])), 1, "{series}");
        assert_eq!(issues(json!([["date_order:max", ">", 5]])), 1, "{series}");
        assert_eq!(issues(json!([["amount_total:sum", ">", 100], ["date_order:max", ">", "2026-01-01"]])), 0, "{series}");
    }
}
