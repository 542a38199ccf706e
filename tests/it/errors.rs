//! Every documented error of every tool, by cases in tables: `tools` has a good call of each tool, a `case` says what is done to it and
//! which code must come, a stage is a server for some cases, `run` runs it, `report` makes the whole answers readable. One body for the
//! embedded 17, 18 and 19 and for a real Odoo. `coverage` compares the cases with what `docs/tools.md` says, both ways.

mod arguments;
mod case;
mod connecting;
mod coverage;
mod domains;
mod methods;
mod odoo;
mod policy;
mod report;
mod run;
mod tools;
mod values;

use std::sync::Mutex;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use odoo_sim::{RunningSim, SimBuilder};
use tokio::runtime::Runtime;

use super::{embedded, live};
use case::Stage;
use run::{Answers, Place};

/// Every stage.
/// Whether a tool changes records.
pub(crate) fn writes(tool: &str) -> bool {
    tools::WRITING.contains(&tool)
}

/// Whether a word is the name of a core tool.
pub(crate) fn is_tool(word: &str) -> bool {
    tools::EVERY.contains(&word)
}

fn stages() -> Vec<Stage> {
    vec![
        arguments::stage(),
        arguments::limits(),
        values::stage(),
        domains::stage(),
        domains::chain(),
        domains::many_groups(),
        methods::stage(),
        policy::stage(),
        policy::administrators(),
        policy::scope(),
        policy::groups(),
        policy::calls(),
        policy::writes(),
        policy::audit(),
        policy::disabled(),
        policy::read_only(),
        connecting::unset(),
        connecting::logged_out(),
        connecting::refused(),
        connecting::locked_out(),
        connecting::busy(),
        connecting::not_odoo(),
        connecting::session_expired(),
        odoo::exceptions(),
        odoo::at_login(),
        odoo::refusals(),
        odoo::lost_answers(),
        odoo::keys(),
        odoo::unconfirmed(),
        odoo::declined(),
    ]
}

/// The embedded Odoo, as the administrator.
fn embedded_place(odoo: &RunningSim) -> Place<'_> {
    let base = [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "admin")];
    let with = |name, secret| base.into_iter().chain([(name, secret)]).collect();
    let account = odoo_sim::accounts::ADMIN;
    Place {
        series: odoo.series(),
        embedded: Some(odoo),
        by_key: with("ODOO_API_KEY", account.api_key),
        by_password: with("ODOO_PASSWORD", account.password()),
    }
}

/// Runs a check beside the embedded Odoo of every series, all three at once: much of the time is waiting.
fn on_every_series(check: impl Fn(&RunningSim) + Sync) {
    let runtime = Runtime::new().unwrap();
    let odoos = Series::ALL.map(|series| start(&runtime, series));
    std::thread::scope(|scope| odoos.iter().for_each(|odoo| drop(scope.spawn(|| check(odoo)))));
}

/// An embedded Odoo with the models that some cases need.
fn start(runtime: &Runtime, series: Series) -> RunningSim {
    let builder = (0..18).map(link).chain([crossing()]).fold(embedded::builder(series), SimBuilder::extra_model);
    runtime.block_on(builder.start()).unwrap()
}

/// A model that leads to the next of its kind.
fn link(number: usize) -> ModelSchema {
    let next = Some(format!("x_chain_{}", number + 1));
    let mut model = ModelSchema { model: format!("x_chain_{number}"), ..ModelSchema::default() };
    model.fields.insert("next_id".to_owned(), FieldSchema { relation: next, ..FieldSchema::new(FieldType::Many2one) });
    model.fields.insert("x_name".to_owned(), FieldSchema::new(FieldType::Char));
    model
}

/// A model whose records have tags twice.
fn crossing() -> ModelSchema {
    let tags = || FieldSchema { relation: Some("res.partner.category".to_owned()), ..FieldSchema::new(FieldType::Many2many) };
    let mut model = ModelSchema { model: "x_crossing".to_owned(), ..ModelSchema::default() };
    model.fields.extend(["here_ids", "there_ids"].map(|name| (name.to_owned(), tags())));
    model
}

/// Runs stages on every series and compares the whole answers with the snapshots.
fn check(stages: &[Stage]) {
    let answers: Mutex<Vec<Vec<(Series, Answers)>>> = Mutex::new(vec![Vec::new(); stages.len()]);
    on_every_series(|odoo| {
        for (number, stage) in stages.iter().enumerate() {
            let reported = run::answers(stage, &embedded_place(odoo));
            answers.lock().unwrap()[number].push((odoo.series(), reported));
        }
    });
    for (stage, mut reported) in stages.iter().zip(answers.into_inner().unwrap()) {
        reported.sort_by_key(|(series, _)| *series);
        insta::assert_snapshot!(stage.name, report::reported(stage, &reported));
    }
}

/// Those that wait for a running server to read its files again.
const RELOADED: &[&str] = &["disabled", "read_only"];

#[test]
fn every_documented_error_comes_as_reviewed() {
    check(&stages().into_iter().filter(|stage| !RELOADED.contains(&stage.name)).collect::<Vec<_>>());
}

#[test]
fn every_documented_error_of_new_rules_comes_as_reviewed() {
    check(&stages().into_iter().filter(|stage| RELOADED.contains(&stage.name)).collect::<Vec<_>>());
}

/// What the gateway says itself is the same word for word; Odoo's own words need not be.
#[test]
fn a_real_odoo_brings_about_the_same_errors() {
    let Some(environments) = live::environments() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let of = |way: usize| environments[way].iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
    let real = Place { series: Series::V19, embedded: None, by_key: of(0), by_password: of(1) };
    let runtime = Runtime::new().unwrap();
    let odoo = start(&runtime, Series::V19);
    for stage in stages().iter().filter(|stage| stage.real) {
        let expected = run::answers(stage, &embedded_place(&odoo));
        for (key, reported) in run::answers(stage, &real) {
            let (reported, expected) = (&reported["error"], &expected[&key]["error"]);
            assert_eq!(reported["code"], expected["code"], "{} {key:?}", stage.name);
            // A question names the records of the Odoo that was asked.
            let has_own_words = reported["origin"] == "odoo" || reported["code"] == "confirmation_needed";
            assert!(reported == expected || has_own_words, "{} {key:?}:\n{reported}\n{expected}", stage.name);
        }
    }
}
