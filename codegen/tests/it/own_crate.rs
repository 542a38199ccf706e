//! A user's own modules: a crate is written from a snapshot that has them, and builds against `odoo-sdk`.

use std::path::Path;
use std::process::Command;

use odoo_codegen::renames::Renames;
use odoo_codegen::{Input, own_crate};
use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;

use crate::setup::{pulled, read, schemas};

/// A program over the custom add-on `x_delivery`, and a field it adds to a model of Odoo.
const PROGRAM: &str = "\
//! Uses the typed models of a custom add-on.

use acme_models::v19::{DeliveryRouteCustom, DeliveryStopCustom, ResPartner, res_partner};
use odoo_sdk::model::{Domain, Draft, Model};

fn main() {
    let gold: Domain<DeliveryStopCustom> = DeliveryStopCustom::PARTNER_ID.join(ResPartner::X_LOYALTY_TIER).eq(res_partner::XLoyaltyTier::GOLD);
    assert_eq!(gold.into_value().to_string(), r#\"[[\"partner_id.x_loyalty_tier\",\"=\",\"gold\"]]\"#);
    let route = Draft::<DeliveryRouteCustom>::new().set(DeliveryRouteCustom::NAME, \"North\");
    assert_eq!(route.into_values().len(), 1);
    assert_eq!(DeliveryRouteCustom::META.name, \"delivery.route.custom\");
}
";

/// The add-on's models with those it points to.
fn custom() -> Snapshot {
    let mut snapshot = read(Series::V19);
    snapshot.add_layer(Snapshot::read(&schemas().join("../sim/addons/x_delivery/19.0")).unwrap());
    snapshot
        .models
        .retain(|name, _| name.starts_with("delivery.route.custom") || name.starts_with("delivery.stop.custom") || name == "res.partner");
    assert_eq!(snapshot.models.len(), 3);
    snapshot
}

#[test]
fn builds_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let sdk = format!("{{ path = {:?}, default-features = false }}", workspace.join("sdk").display().to_string());
    let (snapshots, renames) = (pulled([custom()]), Renames::default());
    let files = own_crate(Input { snapshots: &snapshots, renames: &renames }, "acme-models", &sdk).unwrap();
    for (name, text) in &files {
        write(&folder.path().join(name), text);
    }
    write(&folder.path().join("examples/program.rs"), PROGRAM);
    // The workspace's own versions, so that nothing is looked up.
    std::fs::copy(workspace.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--offline", "--example", "program"]).current_dir(folder.path());
    let output = cargo.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-crate")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
