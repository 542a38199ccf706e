//! Which fields a create is given: random subsets of the fields of models, and what the gateway and Odoo each say of them. What Odoo takes
//! must not be refused. The models of an add-on are in no snapshot; those of Odoo's own apps are tried on a real Odoo alone, for the
//! embedded one is made from the same facts. Every record is deleted again.

use odoo_sdk::Call;
use serde_json::{Map, Value, json};

use super::dialogs::site::Site;
use super::embedded::{key_of, on_every_series};
use super::live::environment_of_key;

const OF_ADD_ON: [&str; 3] = ["delivery.route.custom", "delivery.stop.custom", "delivery.tag.custom"];

const OF_APPS: [&str; 10] = [
    "calendar.event",
    "crm.lead",
    "crm.tag",
    "product.category",
    "product.template",
    "project.project",
    "project.task",
    "purchase.order",
    "res.partner",
    "sale.order",
];

/// Subsets of each model of the add-on, and of one of Odoo's apps, whose records take a while to make.
const SUBSETS: (usize, usize) = (100, 12);

/// What came out.
#[derive(Debug, Default)]
struct Figures {
    taken: usize,
    refused_by_both: usize,
    left_to_odoo: usize,
    refused_wrongly: Vec<String>,
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Fields that a person fills in, each with a value that is right for it, and whether it is required.
fn values(site: &Site, model: &str) -> Vec<(String, Value, bool)> {
    let attributes = json!(["type", "required", "readonly", "store", "relation", "selection"]);
    let fields = site.tried(Call::new(model, "fields_get").named("attributes", attributes).read()).unwrap();
    // Odoo keeps the path of parents itself, and what is written there is refused on purpose.
    let is_filled_in = |name: &str, field: &Value| name != "parent_path" && field["readonly"] != true && field["store"] != false;
    let value = |(name, field): (&String, &Value)| Some((name.clone(), value(site, field)?, field["required"] == true));
    fields.as_object().unwrap().iter().filter(|(name, field)| is_filled_in(name, field)).filter_map(value).collect()
}

fn value(site: &Site, field: &Value) -> Option<Value> {
    let value = match field["type"].as_str()? {
        "char" | "text" => json!("A text"),
        "boolean" => json!(true),
        "integer" => json!(1),
        "float" | "monetary" => json!(1.5),
        "date" => json!("2026-12-01"),
        "datetime" => json!("2026-12-01 08:00:00"),
        "selection" => field["selection"][0][0].clone(),
        "many2one" => {
            site.tried(Call::new(field["relation"].as_str()?, "search").named("domain", json!([])).named("limit", 1).read()).ok()?[0]
                .clone()
        }
        _ => return None,
    };
    Some(value).filter(|value| !value.is_null())
}

fn judge(site: &mut Site, model: &str, subsets: usize, figures: &mut Figures) {
    let known = values(site, model);
    let mut dice = Dice(0x5eed);
    for _ in 0..subsets {
        let subset: Map<String, Value> = known
            .iter()
            .filter(|(.., required)| dice.roll(6) < if *required { 5 } else { 2 })
            .map(|(name, value, _)| (name.clone(), value.clone()))
            .collect();
        let error =
            site.gateway.call("create_record", json!({"model": model, "values": subset, "dry_run": true}))["structuredContent"]["error"]
                .clone();
        if error["origin"] == "policy" {
            continue;
        }
        let made = site.tried(Call::create(model, [subset.clone()]));
        if let Some(id) = made.as_ref().ok().and_then(|made| made.as_i64().or(made[0].as_i64())) {
            let _ = site.tried(Call::new(model, "unlink").ids([id]));
        }
        match (error.is_null(), made.is_ok()) {
            (true, true) => figures.taken += 1,
            (false, false) => figures.refused_by_both += 1,
            (true, false) => figures.left_to_odoo += 1,
            (false, true) => figures.refused_wrongly.push(format!("{model} {}: {error}", json!(subset))),
        }
    }
}

fn check(site: &mut Site, models: &[&str], subsets: usize) {
    let mut figures = Figures::default();
    models.iter().for_each(|model| judge(site, model, subsets, &mut figures));
    let Figures { taken, refused_by_both, left_to_odoo, refused_wrongly } = &figures;
    eprintln!(
        "Odoo {}: {taken} taken by both, {} refused wrongly, {refused_by_both} refused by both, {left_to_odoo} left to Odoo, which refused",
        site.series(),
        refused_wrongly.len()
    );
    assert!(*taken > 10, "{figures:?}");
    assert!(refused_wrongly.len() * 1_000 <= taken + refused_wrongly.len(), "{refused_wrongly:#?}");
}

#[test]
fn subsets_of_the_fields_of_an_add_on_are_judged_as_odoo_judges_them() {
    on_every_series(|odoo| check(&mut Site::new(&key_of(odoo)), &OF_ADD_ON, SUBSETS.0));
}

#[test]
fn subsets_of_fields_are_judged_as_a_real_odoo_judges_them() {
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut site = Site::new(&environment);
    check(&mut site, &OF_ADD_ON, SUBSETS.0);
    check(&mut site, &OF_APPS, SUBSETS.1);
}
