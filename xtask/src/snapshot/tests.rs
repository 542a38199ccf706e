//! Pulls from the embedded Odoo: the same bytes twice, single models that fail, a pull that breaks, a part of the models.

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::Parser;
use odoo_sdk::Series;
use odoo_sdk::schema::snapshot::read_files;
use odoo_sim::{Fault, FaultRule, RunningSim, Sim};

use super::*;

#[derive(Debug, Parser)]
struct CommandLine {
    #[command(flatten)]
    arguments: SnapshotArguments,
}

/// The embedded Odoo with a few models of the checked-in snapshot.
async fn odoo(series: Series) -> RunningSim {
    let mut snapshot = Snapshot::read(&crate::workspace::root().join("schemas").join(series.name())).unwrap();
    let wanted = ["ir.", "res.", "mail.alias", "product."];
    snapshot.models.retain(|model, _| wanted.iter().any(|start| model.starts_with(start)));
    Sim::builder(Arc::new(snapshot)).today("2026-11-20".parse().unwrap()).start().await.unwrap()
}

async fn pull_into(odoo: &RunningSim, target: &Path, more: &[&str]) -> Result<()> {
    let target = target.to_str().unwrap();
    let fixed = ["snapshot", "--url", odoo.url(), "--db", odoo.database(), "--user", "admin", "--password", "admin", "--out", target];
    run(CommandLine::try_parse_from(fixed.into_iter().chain(more.iter().copied())).unwrap().arguments).await
}

fn texts(target: &Path) -> BTreeMap<String, String> {
    read_files(target).unwrap()
}

#[tokio::test]
async fn pulling_twice_gives_the_same_bytes_on_every_series() {
    for series in Series::ALL {
        let folder = tempfile::tempdir().unwrap();
        let odoo = odoo(series).await;
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        pull_into(&odoo, &one, &[]).await.unwrap();
        pull_into(&odoo, &two, &["--parallel", "1"]).await.unwrap();
        pull_into(&odoo, &two, &[]).await.unwrap();
        assert_eq!(texts(&one), texts(&two));
        let snapshot = Snapshot::read(&one).unwrap();
        assert_eq!(snapshot.series, series);
        assert!(snapshot.models["res.partner"].fields["email"].store);
    }
}

#[tokio::test]
async fn a_model_that_fails_is_left_out_and_the_rest_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let odoo = odoo(Series::V18).await;
    let target = folder.path().join("18.0");
    pull_into(&odoo, &target, &[]).await.unwrap();
    let whole = texts(&target);
    odoo.faults().add(FaultRule::new(Fault::Html(502)).model("res.bank").method("fields_get"));
    pull_into(&odoo, &target, &[]).await.unwrap();
    let part = texts(&target);
    assert_eq!(part.len() + 1, whole.len());
    assert!(!part.contains_key("models/res.bank.json"));
}

#[tokio::test]
async fn a_pull_that_breaks_leaves_the_old_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let odoo = odoo(Series::V17).await;
    let target = folder.path().join("17.0");
    pull_into(&odoo, &target, &[]).await.unwrap();
    let before = texts(&target);
    odoo.faults().add(FaultRule::new(Fault::Html(502)).method("fields_get"));
    assert!(pull_into(&odoo, &target, &[]).await.is_err());
    assert_eq!(texts(&target), before);
}

#[tokio::test]
async fn some_models_are_renewed_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let odoo = odoo(Series::V19).await;
    let target = folder.path().join("19.0");
    pull_into(&odoo, &target, &[]).await.unwrap();
    let before = texts(&target);
    pull_into(&odoo, &target, &["--models", "res.partner*", "product.*"]).await.unwrap();
    assert_eq!(texts(&target), before);
    let nothing = pull_into(&odoo, &target, &["--models", "no.such.*"]).await.unwrap_err();
    assert_eq!(nothing.to_string(), "no model of this database has a name that was asked for");
}

#[tokio::test]
async fn a_folder_with_something_else_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
    let odoo = odoo(Series::V19).await;
    let error = pull_into(&odoo, folder.path(), &[]).await.unwrap_err();
    assert!(error.to_string().ends_with("holds something else than a snapshot"), "{error}");
    assert!(folder.path().join("thesis.txt").exists());
}
