//! A call is read once: whoever observes the reading sees what the check looked at, in the form a caller gives and in the form that is
//! sent, and what was put into a call is among it.

use std::collections::BTreeSet;

use odoo_sdk::schema::{FieldSchema, ModelSchema, SchemaSource};
use odoo_sdk::validate::{Access, CallPath, Input, Observer, Touch, Usage, observe, read_call, validate};
use odoo_sdk::{Call, Series};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::schemas;

/// Notes what is reported to it; stops at one model.
#[derive(Default)]
struct Recorder {
    seen: BTreeSet<String>,
    stops_at: Option<String>,
}

fn of_field(model: &str, name: &str, usage: Usage) -> String {
    format!("{usage:?} {model}: {name}")
}

fn of_records(model: &str, access: Access) -> String {
    format!("{} {model}", access.name())
}

impl Observer for Recorder {
    fn touch(&mut self, touch: Touch<'_>, _: &CallPath<'_>) -> bool {
        let line = match touch {
            Touch::Field { model, name, usage } => of_field(&model.model, name, usage),
            Touch::Records { model, access } => {
                self.seen.insert(of_records(model, access));
                return self.stops_at.as_deref() != Some(model);
            }
            // The name of the method and the ids are those of the form alone.
            Touch::Method { .. } | Touch::Written { .. } => return true,
            Touch::Delegated { model, parent } => format!("delegated {} {parent}", model.model),
            Touch::Named { model } => format!("named {model}"),
            Touch::Shown { model } => format!("shown {model}"),
            Touch::EveryField { model } => format!("every field of {}", model.model),
            Touch::Value { model, name, value, .. } => format!("value {}.{name} {value}", model.model),
            Touch::Linked { model, name, .. } => format!("linked {}.{name}", model.model),
            Touch::StoredDomain { text, is_literal, .. } => format!("stored {text} {is_literal}"),
            Touch::StoredPath { path, goes_on, .. } => format!("stored path {path} {goes_on}"),
            Touch::Compared { model, name, operator, value } => format!("compared {}.{name} {operator} {value}", model.model),
            Touch::Member { name, value, .. } => format!("member {name} {value}"),
            Touch::Command { .. } => "command".to_owned(),
            Touch::Context { key, value } => format!("context {key} {value}"),
            Touch::Argument { name, value, .. } => format!("argument {name} {value}"),
            Touch::Ranked { model, name } => format!("ranked {}.{name}", model.model),
            Touch::Text { text, .. } => format!("text {text}"),
        };
        self.seen.insert(line);
        true
    }
}

fn any_series() -> impl Strategy<Value = Series> {
    prop::sample::select(Series::ALL.to_vec())
}

fn model_at(series: Series, place: usize) -> &'static ModelSchema {
    let models = &schemas(series).models;
    models.values().cycle().nth(place % models.len()).unwrap()
}

/// A path of searchable fields, with what it touches.
fn path(series: Series, model: &ModelSchema, steps: &[usize]) -> Option<(String, Vec<String>)> {
    let (mut names, mut touched, mut at) = (Vec::new(), Vec::new(), model);
    for (step, choice) in steps.iter().enumerate() {
        let is_last = step + 1 == steps.len();
        let fits = |field: &FieldSchema| field.searchable && (is_last || field.field_type.is_relational());
        let fields: Vec<_> = at.fields.iter().filter(|(_, field)| fits(field)).collect();
        let (name, field) = fields.get(choice % fields.len().max(1))?;
        touched.push(of_field(&at.model, name, Usage::Read));
        names.push(name.as_str());
        if !is_last {
            let relation = field.relation.as_deref()?;
            touched.push(of_records(relation, Access::Read));
            at = schemas(series).models.get(relation)?;
        }
    }
    Some((names.join("."), touched))
}

/// Values of new records, some of them lines of their own, with what they touch.
fn values(series: Series, model: &ModelSchema, choices: &[usize]) -> (Map<String, Value>, Vec<String>) {
    let (mut values, mut touched) = (Map::new(), Vec::new());
    for (at, choice) in choices.iter().enumerate() {
        let Some((name, field)) = model.fields.iter().nth(choice % model.fields.len().max(1)) else { continue };
        if values.contains_key(name) {
            continue;
        }
        touched.push(of_field(&model.model, name, Usage::Create));
        let co_model = field.relation.as_deref().and_then(|relation| schemas(series).models.get(relation));
        let value = match co_model.filter(|_| field.field_type.is_x2many()) {
            Some(co_model) => {
                let (line, below) = self::values(series, co_model, &choices[at + 1..]);
                touched.push(of_records(&co_model.model, Access::Create));
                touched.extend(below);
                json!([[0, 0, line]])
            }
            None => json!(false),
        };
        values.insert(name.clone(), value);
    }
    (values, touched)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn search_is_seen_in_both_forms(series in any_series(), place in 0_usize..1000, steps in prop::collection::vec(0_usize..500, 1..4), or: bool) {
        let model = model_at(series, place);
        let Some((path, touched)) = path(series, model, &steps) else { return Ok(()) };
        let leaf = json!([path, "=", false]);
        let domain = if or { json!(["|", leaf, [1, "=", 1]]) } else { json!([leaf]) };
        let input = Input::Search { model: &model.model, domain: Some(&domain), order: Some("id desc"), fields: None };
        let mut given = Recorder::default();
        let outcome = observe(&input, series, schemas(series), &mut given);
        prop_assert_eq!(&outcome, &validate(&input, series, schemas(series)));
        for line in touched {
            prop_assert!(given.seen.contains(&line), "{}: {line} in {:?}", path, given.seen);
        }
        if outcome.is_accepted() {
            let mut sent = Recorder::default();
            let call = Call::search(&model.model, domain.clone()).named("order", "id desc");
            prop_assert!(read_call(&call, series, schemas(series), &mut sent).is_accepted());
            prop_assert_eq!(given.seen, sent.seen);
        }
    }

    #[test]
    fn values_are_seen_in_both_forms(series in any_series(), place in 0_usize..1000, choices in prop::collection::vec(0_usize..500, 1..6)) {
        let model = model_at(series, place);
        let (values, touched) = values(series, model, &choices);
        let mut sent = Recorder::default();
        let call = Call::create(&model.model, [values.clone()]);
        let outcome = read_call(&call, series, schemas(series), &mut sent);
        prop_assert!(outcome.is_accepted(), "{:?}", outcome.issues);
        for line in &touched {
            prop_assert!(sent.seen.contains(line), "{line} in {:?}", sent.seen);
        }
        let values = Value::Object(values);
        let input = Input::Create { model: &model.model, values: &values };
        let mut given = Recorder::default();
        if observe(&input, series, schemas(series), &mut given).is_accepted() {
            prop_assert_eq!(given.seen, sent.seen);
        }
    }

    /// What an observer stops is not looked into: neither its fields nor its schema.
    #[test]
    fn nothing_is_read_behind_what_is_stopped(series in any_series(), place in 0_usize..1000, steps in prop::collection::vec(0_usize..500, 2..5)) {
        let model = model_at(series, place);
        let Some((path, touched)) = path(series, model, &steps) else { return Ok(()) };
        let reached = touched.iter().find_map(|line| line.strip_prefix("read "));
        let Some(stopped) = reached.filter(|stopped| *stopped != model.model) else { return Ok(()) };
        let domain = json!([[path, "=", false]]);
        let mut recorder = Recorder { stops_at: Some(stopped.to_owned()), ..Recorder::default() };
        let input = Input::Search { model: &model.model, domain: Some(&domain), order: None, fields: None };
        let _ = observe(&input, series, schemas(series), &mut recorder);
        let inside = format!("Read {stopped}: ");
        prop_assert!(!recorder.seen.iter().any(|line| line.starts_with(&inside)), "{:?}", recorder.seen);
    }
}

/// Every kind of argument of a business method is seen to its end.
#[test]
fn arguments_of_a_method_are_seen_to_their_end() {
    for series in Series::ALL {
        let call = Call::new("crm.lead", "action_set_lost").ids([1]).named("x", json!({"a": [{"b": "text"}, [[0, 0, {"login": "e"}]]]}));
        let mut seen = Recorder::default();
        let context = Map::from_iter([("default_name".to_owned(), json!("n")), ("lang".to_owned(), json!("fr_FR"))]);
        assert!(read_call(&call.context(context), series, schemas(series), &mut seen).is_accepted());
        for line in ["member b \"text\"", "text text", "command", "Write crm.lead: name", "context lang \"fr_FR\"", "call crm.lead"] {
            assert!(seen.seen.contains(line), "{series}: {line} in {:?}", seen.seen);
        }
    }
}

/// What cannot be understood is an issue of the reading too, so that it is never sent.
#[test]
fn what_is_not_understood_is_an_issue() {
    let check = |call: Call| {
        for series in Series::ALL {
            let outcome = read_call(&call, series, schemas(series), &mut Recorder::default());
            assert!(!outcome.issues.is_empty(), "{series}: {call:?}");
        }
    };
    check(Call::search("res.partner", json!("[('name', '=', 'x')]")));
    check(Call::search("res.partner", json!([["name", "inselect", ["select 1", []]]])));
    check(Call::search("res.partner", json!([["name ", "=", "x"]])));
    check(Call::search("res.partner", json!([])).named("order", "name; drop"));
    check(Call::search("res.partner", json!([])).named("query", "x"));
    check(Call::read_records("res.partner", [1], ["nothing_of_that_name"]));
    check(Call::write("res.partner", [1], Map::from_iter([("child_ids".to_owned(), json!([[7, 1, {}]]))])));
    check(Call::new("res.partner", "read").ids([1]).named("fields", json!({"name": 1})));
    check(Call::search("no.such.model", json!([])));
}

/// The unchanged verdict of a model that the observer's source knows nothing of: it is needed, not guessed.
#[test]
fn model_without_a_schema_is_a_need() {
    struct Nothing;
    impl SchemaSource for Nothing {
        fn lookup(&self, _: &str) -> odoo_sdk::schema::Lookup {
            odoo_sdk::schema::Lookup::Unloaded
        }
    }
    let outcome = read_call(&Call::search("res.partner", json!([])), Series::V19, &Nothing, &mut Recorder::default());
    assert!(!outcome.is_accepted() && outcome.needs.contains("res.partner"));
}
