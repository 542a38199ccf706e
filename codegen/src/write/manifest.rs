//! The crate's `Cargo.toml`: a feature a series and a feature an app.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::PREAMBLE;
use crate::apps;
use crate::ir::SeriesIr;

/// Which crate is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CrateKind<'a> {
    /// `odoo-models` of this workspace.
    Workspace,
    /// A user's own.
    Own {
        /// The crate's name.
        name: &'a str,
        /// Where `odoo-sdk` is found, as the right side in `Cargo.toml`.
        sdk: &'a str,
    },
}

/// The manifest.
pub(super) fn manifest(all: &[SeriesIr], kind: &CrateKind<'_>) -> String {
    let mut text = format!("# {PREAMBLE}\n\n");
    text.push_str(&match kind {
        CrateKind::Workspace => WORKSPACE.to_owned(),
        CrateKind::Own { name, sdk } => format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n[dependencies]\nodoo-sdk = {sdk}\n"
        ),
    });
    let features = features(all);
    text.push_str("\n[features]\n");
    if matches!(kind, CrateKind::Own { .. }) {
        let series: Vec<String> = all.iter().map(SeriesIr::module_name).collect();
        let names: Vec<String> =
            series.iter().map(String::as_str).chain(features.iter().copied()).map(|name| format!("\"{name}\"")).collect();
        let _ =
            writeln!(text, "# A crate of your own has everything on; switch it off where you need less.\ndefault = [{}]", names.join(", "));
    }
    if matches!(kind, CrateKind::Workspace) {
        text.push_str("# Tables of what changed between the series: for translating calls and for hints.\nadapter = []\n");
    }
    text.push_str("# Series of Odoo, side by side.\n");
    for series in all {
        let _ = writeln!(text, "{} = []", series.module_name());
    }
    text.push_str("# Apps of Odoo; each brings those it depends on in Odoo.\n");
    for feature in features {
        let implied: Vec<String> = apps::implied(feature).iter().map(|name| format!("\"{name}\"")).collect();
        let _ = writeln!(text, "{feature} = [{}]", implied.join(", "));
    }
    if matches!(kind, CrateKind::Workspace) {
        text.push_str("\n[package.metadata.docs.rs]\nall-features = true\n\n[lints]\nworkspace = true\n");
    }
    text
}

const WORKSPACE: &str = "\
[package]
name = \"odoo-models\"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
authors.workspace = true
description = \"Typed models of Odoo 17, 18 and 19; written by codegen\"
readme = \"README.md\"
documentation = \"https://docs.rs/odoo-models\"
keywords = [\"odoo\", \"erp\", \"json-rpc\", \"models\"]
categories = [\"api-bindings\"]

[dependencies]
odoo-sdk.workspace = true
";

/// Every feature that a model or a field asks for, and those they bring along.
fn features(all: &[SeriesIr]) -> BTreeSet<&str> {
    let models = all.iter().flat_map(|series| &series.models);
    let named = models.flat_map(|model| model.condition.features().chain(model.fields.iter().flat_map(|field| field.condition.features())));
    apps::closure(named.collect::<BTreeSet<_>>())
}
