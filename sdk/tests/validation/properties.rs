//! Properties over real schemas: what is right passes, any single slip is refused, and nothing panics or runs long.

use std::time::{Duration, Instant};

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use odoo_sdk::validate::agreement::{Expected, Operation, Verdict};
use odoo_sdk::validate::{Input, Outcome, validate};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::{fixture, schemas};

fn any_series() -> impl Strategy<Value = Series> {
    prop::sample::select(Series::ALL.to_vec())
}

/// JSON as it comes, with the words that mean something to the validator mixed in.
fn any_json() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "=",
        "in",
        "any",
        "&",
        "|",
        "!",
        "name",
        "id",
        "order_line",
        "partner_id.name",
        "state",
        "child_of",
        "2026-01-01",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-5_i64..8).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        let keys = prop::sample::select(vec!["name", "order_line", "partner_id", "tag_ids", "x_nope", "id", "a"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((keys.prop_map(str::to_owned), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A valid value of a field, as Odoo's own `copy_data` would give it; `None` where records decide.
fn valid(field: &FieldSchema, seed: u32) -> Option<Value> {
    let number = i64::from(seed % 1000) + 1;
    Some(match field.field_type {
        FieldType::Boolean => json!(seed.is_multiple_of(2)),
        FieldType::Integer | FieldType::Many2oneReference | FieldType::Many2one => json!(number),
        FieldType::Float | FieldType::Monetary => json!(f64::from(seed) / 4.0),
        FieldType::Char | FieldType::Text | FieldType::Html => json!("é".repeat(field.size.map_or(5, |size| size.min(5)) as usize)),
        FieldType::Date => json!(format!("2026-{:02}-{:02}", seed % 12 + 1, seed % 28 + 1)),
        FieldType::Datetime => json!(format!("2026-{:02}-{:02} {:02}:30:00", seed % 12 + 1, seed % 28 + 1, seed % 24)),
        FieldType::Selection => {
            let selection = field.selection.as_ref()?;
            json!(selection.values.get(seed as usize % selection.values.len().max(1))?.0)
        }
        FieldType::Many2many => json!([[6, 0, [number, number + 1]]]),
        FieldType::One2many => json!([[4, number]]),
        FieldType::Binary => json!("aGVsbG8="),
        FieldType::Json => json!({"a": [1]}),
        FieldType::Properties => json!({"a": 1}),
        FieldType::Reference | FieldType::PropertiesDefinition => return None,
    })
}

/// Something that the field does not take.
fn invalid(field: &FieldSchema, seed: u32) -> Option<Value> {
    let pick = |values: Vec<Value>| values.into_iter().cycle().nth(seed as usize % 7);
    pick(match field.field_type {
        FieldType::Boolean => vec![json!("yes"), json!(2), json!([]), json!({})],
        FieldType::Integer => vec![json!("abc"), json!(1.5), json!(1_i64 << 40), json!({}), json!([1]), json!(true)],
        FieldType::Float | FieldType::Monetary => vec![json!("abc"), json!([1]), json!({"a": 1}), json!(true)],
        FieldType::Char | FieldType::Text | FieldType::Html => vec![json!({"a": 1}), json!(["a"]), json!(1), json!(true), json!("a\0b")],
        FieldType::Date => vec![json!("2026-13-45"), json!(5), json!("2026/01/02"), json!("soon"), json!(true)],
        FieldType::Datetime => vec![json!("2026-02-30 10:00:00"), json!(5), json!("soon"), json!("2026-01-01 25:00:00")],
        FieldType::Selection => vec![json!(3), json!(true), json!(["a"])],
        FieldType::Many2one => vec![json!("abc"), json!(1.5), json!(-1), json!(true), json!([1, 2]), json!({"name": "a"})],
        FieldType::One2many | FieldType::Many2many => {
            vec![
                json!("abc"),
                json!([[9, 0, 0]]),
                json!([[6]]),
                json!([[0]]),
                json!([[0, 0, "x"]]),
                json!([[6, 0, ["a"]]]),
                json!([[4, "a"]]),
            ]
        }
        FieldType::Binary => vec![json!("not base64!"), json!(1), json!(["a"])],
        _ => return None,
    })
}

/// What may be written at all.
fn writable(model: &ModelSchema) -> Vec<(&String, &FieldSchema)> {
    let automatic = ["id", "create_uid", "create_date", "write_uid", "write_date", "parent_path"];
    model.fields.iter().filter(|(name, field)| (field.store || !field.readonly) && !automatic.contains(&name.as_str())).collect()
}

fn model_at(series: Series, place: usize) -> &'static ModelSchema {
    let models = &schemas(series).models;
    models.values().cycle().nth(place % models.len()).unwrap()
}

fn write(model: &ModelSchema, values: &Value, series: Series) -> Outcome {
    validate(&Input::Write { model: &model.model, ids: None, values }, series, schemas(series))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn valid_values_are_accepted_and_one_slip_is_refused(series in any_series(), place in 0_usize..1000, seed: u32, slip: usize) {
        let model = model_at(series, place);
        let fields = writable(model);
        let valid: Map<String, Value> = fields.iter().filter_map(|(name, field)| Some(((*name).clone(), valid(field, seed)?))).collect();
        let outcome = write(model, &Value::Object(valid.clone()), series);
        prop_assert!(outcome.issues.is_empty(), "{}: {:?}", model.model, outcome.issues);
        if fields.is_empty() {
            return Ok(());
        }
        let (name, field) = fields[slip % fields.len()];
        // A binary that takes the content itself takes any text.
        let takes_any = field.field_type == FieldType::Binary && ["params_store", "raw"].contains(&name.as_str());
        if let Some(value) = invalid(field, seed).filter(|_| !takes_any) {
            let mut spoilt = valid.clone();
            spoilt.insert(name.clone(), value);
            let outcome = write(model, &Value::Object(spoilt), series);
            prop_assert!(outcome.issues.iter().any(|issue| issue.path.starts_with(&format!("values.{name}"))), "{name} of {}", model.model);
        }
        let mut spoilt = valid;
        spoilt.insert("x_nope_field".to_owned(), json!(1));
        prop_assert!(!write(model, &Value::Object(spoilt), series).is_accepted());
    }

    #[test]
    fn anything_at_all_is_answered(series in any_series(), value in any_json(), other in any_json(), place in 0_usize..1000, text in ".{0,40}") {
        let source = schemas(series);
        for model in ["sale.order", "res.partner", &model_at(series, place).model] {
            let inputs = [
                Input::Create { model, values: &value },
                Input::Write { model, ids: Some(&other), values: &value },
                Input::Search { model, domain: Some(&value), order: Some(&text), fields: Some(&other) },
                Input::Group { model, domain: None, groupby: &value, aggregates: Some(&other), having: Some(&value), order: Some(&text) },
                Input::Method { model, method: "name_search", ids: Some(&other), args: Some(&value), kwargs: Some(&other) },
            ];
            for input in &inputs {
                let outcome = validate(input, series, source);
                prop_assert!(outcome.is_accepted() || !outcome.issues.is_empty());
            }
        }
    }

    #[test]
    fn a_domain_that_is_accepted_was_not_changed_beyond_its_normalisations(series in any_series(), domain in any_json()) {
        let outcome = validate(&Input::Search { model: "res.partner", domain: Some(&domain), order: None, fields: None }, series, schemas(series));
        if outcome.is_accepted() {
            let mut call = json!({"domain": domain});
            outcome.normalise(&mut call).unwrap();
            prop_assert_eq!(call["domain"].as_array().map(Vec::len), domain.as_array().map(Vec::len));
        }
    }
}

/// Real calls, spoilt once in each of the ways that the issue lists.
#[test]
fn one_mutation_of_a_real_search_is_refused() {
    for series in Series::ALL {
        for line in fixture(&format!("verdicts/{series}.jsonl.gz")).lines() {
            let verdict: Verdict = serde_json::from_str(line).unwrap();
            let leaf = verdict.domain.as_ref().and_then(|domain| domain.get(0)).filter(|leaf| leaf[0].is_string());
            let (Operation::Search, Expected::Accept, Some(leaf)) = (verdict.op, verdict.expect, leaf) else { continue };
            let mutations = [
                json!([[leaf[0], leaf[1]]]),
                json!([[leaf[0], "~~", leaf[2]]]),
                json!([["x_nope", leaf[1], leaf[2]]]),
                json!(["|", leaf]),
                json!(["&", "&", leaf, leaf]),
                json!(["%", leaf]),
                json!([true, leaf]),
                json!([[leaf[0], leaf[1], {"a": 1}]]),
                json!([[leaf[0], "in", "abc"]]),
            ];
            for domain in mutations {
                let outcome = validate(
                    &Input::Search { model: &verdict.model, domain: Some(&domain), order: None, fields: None },
                    series,
                    schemas(series),
                );
                assert!(!outcome.is_accepted(), "{series} {} {domain}", verdict.model);
            }
        }
    }
}

/// Nests `inner` until the text would be about a megabyte.
fn nested(wrap: impl Fn(Value) -> Value, levels: usize) -> Value {
    (0..levels).fold(json!([]), |inner, _| wrap(inner))
}

/// A megabyte of nesting, which would overflow the stack when it is dropped the usual way.
fn unravel(mut value: Value) {
    while let Some(inner) = value.as_array_mut().and_then(|items| items.pop()) {
        value = inner;
    }
}

#[test]
fn a_megabyte_is_bounded_in_time_and_depth() {
    let began = Instant::now();
    let source = schemas(Series::V19);
    let any = |inner| json!([["child_ids", "any", inner]]);
    let deep = nested(any, 120);
    let outcome = validate(&Input::Search { model: "res.partner", domain: Some(&deep), order: None, fields: None }, Series::V19, source);
    assert_eq!(outcome.issues[0].code.name(), "too_deep");
    let lists = nested(|inner| Value::Array(vec![inner]), 1_000_000);
    for input in [
        Input::Search { model: "res.partner", domain: Some(&lists), order: None, fields: None },
        Input::Create { model: "res.partner", values: &lists },
        Input::Group { model: "res.partner", domain: None, groupby: &lists, aggregates: Some(&lists), having: Some(&lists), order: None },
    ] {
        assert!(!validate(&input, Series::V19, source).is_accepted());
    }
    unravel(lists);
    let wide = Value::Array(vec![json!(["nmae", "=", "x"]); 100_000]);
    let outcome = validate(&Input::Search { model: "res.partner", domain: Some(&wide), order: None, fields: None }, Series::V19, source);
    assert!(outcome.issues.len() <= 101, "{}", outcome.issues.len());
    let text = "x".repeat(1 << 20);
    let values = json!({ &text: text, "name": text, "email": {"a": text} });
    let outcome = validate(&Input::Create { model: "res.partner", values: &values }, Series::V19, source);
    assert!(outcome.issues.iter().all(|issue| issue.message.len() < 300));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
