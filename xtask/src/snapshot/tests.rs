//! Pulls from the embedded Odoo: the same bytes twice, single models that fail, a pull that breaks, a part of the models.

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::Parser;
use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
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
    let admin: &[&str] = if more.contains(&"--user") { &[] } else { &["--user", "admin", "--password", "admin"] };
    let fixed = ["snapshot", "--url", odoo.url(), "--db", odoo.database(), "--out", target].into_iter().chain(admin.iter().copied());
    run(CommandLine::try_parse_from(fixed.chain(more.iter().copied())).unwrap().arguments).await
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
async fn rights_buttons_and_groups_are_those_of_the_server_on_every_series() {
    for series in Series::ALL {
        let folder = tempfile::tempdir().unwrap();
        let odoo = odoo(series).await;
        pull_into(&odoo, folder.path(), &[]).await.unwrap();
        let pulled = Snapshot::read(folder.path()).unwrap();
        let known = Snapshot::read(&crate::workspace::root().join("schemas").join(series.name())).unwrap();
        assert_eq!(pulled.groups, known.groups, "{series}");
        for (name, model) in &pulled.models {
            let Some(known) = known.models.get(name) else { continue };
            assert_eq!((&model.access, &model.buttons), (&known.access, &known.buttons), "{series} {name}");
            let contents = |model: &ModelSchema| model.fields.iter().map(|(name, field)| (name.clone(), field.content)).collect::<Vec<_>>();
            let added = |(field, _): &(String, _)| known.fields.contains_key(field);
            assert_eq!(contents(model).into_iter().filter(added).collect::<Vec<_>>(), contents(known), "{series} {name}");
        }
        let demo = ["--user", "demo", "--password", "demo"];
        let refused = pull_into(&odoo, &folder.path().join("demo"), &demo).await.unwrap_err();
        assert_eq!(refused.to_string(), "cannot read `ir.model`", "{series}: an ordinary user may not list models");
    }
}

#[tokio::test]
async fn modules_are_left_out_or_kept_alone() {
    let folder = tempfile::tempdir().unwrap();
    let odoo = odoo(Series::V19).await;
    let (rest, layer) = (folder.path().join("rest"), folder.path().join("layer"));
    pull_into(&odoo, &rest, &["--without-modules", "x_delivery"]).await.unwrap();
    pull_into(&odoo, &layer, &["--only-modules", "x_delivery"]).await.unwrap();
    assert!(!texts(&rest).into_values().any(|text| text.contains("x_delivery")));
    let names = texts(&layer).into_keys().filter_map(|file| Some(file.strip_prefix("models/")?.to_owned())).collect::<Vec<_>>();
    assert_eq!(
        names,
        ["delivery.postpone.custom", "delivery.route.custom", "delivery.stop.custom", "delivery.tag.custom", "res.partner", "res.users"]
            .map(|model| format!("{model}.json"))
    );
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
    let odoo = odoo(Series::V19).await;
    // A text, the manifest of something else, and a text beside a snapshot.
    let (text, page, beside) = (folder.path().join("text"), folder.path().join("page"), folder.path().join("beside"));
    pull_into(&odoo, &beside, &[]).await.unwrap();
    for (target, file) in [(&text, "thesis.txt"), (&page, "manifest.json"), (&beside, "thesis.txt")] {
        std::fs::create_dir_all(target).unwrap();
        std::fs::write(target.join(file), "{\"name\": \"mine\"}").unwrap();
        let error = pull_into(&odoo, target, &[]).await.unwrap_err();
        assert!(error.to_string().ends_with("holds something else than a snapshot"), "{error}");
        assert_eq!(std::fs::read_to_string(target.join(file)).unwrap(), "{\"name\": \"mine\"}");
    }
}
