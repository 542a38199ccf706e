//! Names of another series: refused with what they are called here and a fix that corrects the call, on every series; and
//! `compare_versions`, which says what the generator of the tables says.

use std::collections::BTreeMap;
use std::path::Path;

use odoo_codegen::compare::{Comparison, ModelComparison, NameChanges, compare};
use odoo_codegen::renames::Renames;
use odoo_sdk::Series;
use odoo_sdk::schema::{FieldType, Snapshot};
use odoo_sdk::validate::{PatchOp, apply_patch};
use odoo_sim::RunningSim;
use serde_json::{Value, json};

use super::by_series;
use super::client::{Gateway, problems};
use super::embedded::{key_of, of_every_series};

/// Names that other series have and this one does not, and its own.
struct Strange {
    unit: &'static str,
    model: &'static str,
    state: &'static str,
    method: &'static str,
    /// A field of `res.partner` that another series alone has.
    lone: &'static str,
}

fn strange(series: Series) -> Strange {
    match series {
        Series::V17 | Series::V18 => Strange {
            unit: "product_uom_id",
            model: "stock.package",
            state: "blocked",
            method: "gs1_decompose_extended",
            lone: "global_location_number",
        },
        Series::V19 => {
            Strange { unit: "product_uom", model: "stock.quant.package", state: "pending", method: "gs1_decompose_extanded", lone: "title" }
        }
    }
}

/// Calls a tool with a name of another series, corrects the call as the error says, and calls again; the error. Odoo may have no such
/// record, but the gateway may find nothing wrong with the corrected call but that a workflow moves the field.
fn fixed(gateway: &mut Gateway, tool: &str, mut arguments: Value) -> Value {
    let error = gateway.bad(tool, arguments.clone());
    let fixes = problems(&error).into_iter().filter_map(|problem| problem.get("fix")).cloned();
    let steps: Vec<PatchOp> = fixes.flat_map(|fix| serde_json::from_value::<Vec<PatchOp>>(fix).unwrap()).collect();
    apply_patch(&mut arguments, &steps).unwrap();
    let answer = gateway.call(tool, arguments);
    json!({"error": error, "corrected": answer["structuredContent"]["error"].get("code").unwrap_or(&json!("done"))})
}

#[test]
fn a_name_of_another_series_is_reported_and_fixed() {
    let errors = of_every_series(|odoo| {
        let Strange { unit, model, state, method, lone } = strange(odoo.series());
        let mut gateway = Gateway::start(&key_of(odoo));
        let line = "sale.order.line";
        let mut reported = BTreeMap::new();
        let calls = [
            ("fields", "search_read", json!({"model": line, "fields": ["name", unit], "limit": 1})),
            ("domain", "search_count", json!({"model": line, "domain": [["order_id.order_line", "any", [[unit, "!=", false]]]]})),
            ("path", "search_count", json!({"model": "sale.order", "domain": [[format!("order_line.{unit}.name"), "!=", "x"]]})),
            ("order", "search_read", json!({"model": line, "order": format!("id desc, {unit} desc"), "limit": 1})),
            ("groupby", "read_group", json!({"model": line, "groupby": [unit], "aggregates": ["product_uom_qty:sum"]})),
            ("values", "update_record", json!({"model": line, "record_ids": [1], "values": {unit: 1}, "dry_run": true})),
            (
                "nested",
                "update_record",
                json!({"model": "sale.order", "record_ids": [1], "values": {"order_line": [[1, 1, {unit: 1}]]}, "dry_run": true}),
            ),
            (
                "selection",
                "update_record",
                json!({"model": "mrp.workorder", "record_ids": [1], "values": {"state": state}, "dry_run": true}),
            ),
            ("model", "search_count", json!({"model": model})),
            ("model to read", "search_read", json!({"model": model, "limit": 1})),
            ("method", "describe_method", json!({"model": "barcode.nomenclature", "method": method})),
            (
                "method to run",
                "execute_method",
                json!({"model": "barcode.nomenclature", "method": method, "record_ids": [1], "kwargs": {"barcode": "01"}}),
            ),
        ];
        for (what, tool, arguments) in calls {
            reported.insert(what, fixed(&mut gateway, tool, arguments));
        }
        reported.insert("lone", gateway.bad("search_read", json!({"model": "res.partner", "fields": [lone]})));
        gateway.stop();
        json!(reported)
    });
    insta::assert_snapshot!("names_of_another_series", by_series::one_text(errors));
}

fn schemas() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

/// What the generator finds between two series.
fn computed(from: Series, to: Series) -> Comparison {
    let read = |series: Series| Snapshot::read(&schemas().join(series.name())).unwrap();
    let renames = Renames::parse(&std::fs::read_to_string(schemas().join("renames.yaml")).unwrap()).unwrap();
    compare(&read(from), &read(to), &renames.between(from, to), false).unwrap()
}

#[test]
fn compare_versions_says_what_the_generator_says() {
    let sim = tokio::runtime::Runtime::new().unwrap();
    let odoo: RunningSim = sim.block_on(super::embedded::builder(Series::V19).start()).unwrap();
    let mut gateway = Gateway::start(&key_of(&odoo));
    for (from, to) in [(Series::V17, Series::V18), (Series::V18, Series::V19), (Series::V17, Series::V19)] {
        let comparison = computed(from, to);
        for (model, expected) in comparison.changed.iter().filter(|(model, _)| !model.is_empty()) {
            let answer = gateway.good("compare_versions", json!({"model": model, "from": from.name(), "to": to.name()}));
            assert_eq!(said(&answer), wanted(expected), "{model} from {from} to {to}");
        }
    }
    gateway.stop();
}

/// The answer's part that the generator reports too.
fn said(answer: &Value) -> Value {
    let changed = answer["fields_changed"].as_object().unwrap();
    let of = |part: &str| -> Value {
        changed
            .iter()
            .filter_map(|(field, changes)| Some((field.clone(), changes.get(part)?.clone())))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    json!({
        "fields": [answer["fields_removed"], answer["fields_added"], answer["fields_renamed"]],
        "methods": [answer["methods_removed"], answer["methods_added"], answer["methods_renamed"]],
        "types": of("type"), "values": of("values"),
    })
}

fn wanted(comparison: &ModelComparison) -> Value {
    let triple = |names: &NameChanges| {
        let renamed: BTreeMap<_, _> = names.renamed.iter().filter(|(old, new)| old != new).collect();
        json!([names.removed, names.added, renamed])
    };
    let types = comparison.retyped.iter().map(|(name, (old, new))| (name, [old.field_type, new.field_type]));
    let types: BTreeMap<&String, [FieldType; 2]> = types.filter(|(_, [old, new])| old != new).collect();
    let values: BTreeMap<&String, Value> = comparison
        .values
        .iter()
        .map(|(name, values)| (name, json!({"removed": values.removed, "added": values.added, "renamed": values.renamed})))
        .collect();
    json!({"fields": triple(&comparison.fields), "methods": triple(&comparison.methods), "types": types, "values": values})
}
