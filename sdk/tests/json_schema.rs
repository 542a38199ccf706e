//! The JSON Schemas of every model: valid themselves, and in agreement with what real servers took and refused.

#[cfg(test)]
mod every_model {
    use std::collections::BTreeMap;
    use std::io::Read;
    use std::path::Path;

    use flate2::read::GzDecoder;
    use jsonschema::Validator;
    use odoo_sdk::Series;
    use odoo_sdk::schema::Snapshot;
    use odoo_sdk::validate::json_schema;
    use serde_json::{Value, json};

    fn here(path: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
    }

    fn validators(series: Series) -> BTreeMap<String, Validator> {
        // The servers that the verdicts are from had the sample add-on.
        let mut snapshot = Snapshot::read(&here("../schemas").join(series.name())).unwrap();
        snapshot.add_layer(Snapshot::read(&here("../sim/addons/x_delivery").join(series.name())).unwrap());
        let validator = |(name, model): (&String, _)| {
            let document = json_schema(series, model);
            assert!(jsonschema::meta::is_valid(&document), "{name}");
            (name.clone(), jsonschema::draft202012::new(&document).unwrap())
        };
        snapshot.models.iter().map(validator).collect()
    }

    #[test]
    fn agrees_with_real_servers() {
        for series in Series::ALL {
            let validators = validators(series);
            let mut text = String::new();
            let file = std::fs::File::open(here(&format!("tests/validation/verdicts/{series}.jsonl.gz"))).unwrap();
            GzDecoder::new(file).read_to_string(&mut text).unwrap();
            let (mut right, mut refused, mut wrong, mut caught) = (0, Vec::new(), 0, 0);
            for verdict in text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).filter(|verdict| verdict["op"] == "create")
            {
                let Some(validator) = validators.get(verdict["model"].as_str().unwrap()) else { continue };
                let valid = validator.is_valid(&verdict["values"]);
                match verdict["expect"].as_str() {
                    Some("accept") => {
                        right += 1;
                        if !valid {
                            refused.push(format!("{}: {}", verdict["model"], validator.iter_errors(&verdict["values"]).next().unwrap()));
                        }
                    }
                    Some("reject") => (wrong, caught) = (wrong + 1, caught + i32::from(!valid)),
                    _ => (),
                }
            }
            eprintln!("{series}: of {right} accepted creates {} refused, of {wrong} rejected ones {caught} caught", refused.len());
            assert!(refused.is_empty(), "{refused:#?}");
            assert!(caught * 100 >= wrong * 90, "{caught} of {wrong}");
        }
    }

    #[test]
    fn create_demands_and_write_does_not() {
        let snapshot = Snapshot::read(&here("../schemas/19.0")).unwrap();
        let document = json_schema(Series::V19, &snapshot.models["sale.order"]);
        assert_eq!(document["required"], json!(["partner_id"]));
        let create = jsonschema::draft202012::new(&document).unwrap();
        assert!(create.is_valid(&json!({"partner_id": 1, "order_line": [[0, 0, {"product_id": 2}]]})));
        assert!(!create.is_valid(&json!({"order_line": []})));
        for wrong in [json!({"partner_id": "Azure"}), json!({"partner_id": 1, "stat": "sale"}), json!({"partner_id": 1, "state": "sold"})] {
            assert!(!create.is_valid(&wrong), "{wrong}");
        }
        for wrong in [json!([[7, 0, 0]]), json!([[0, 0]]), json!([[4, "x", 0]]), json!(["x"])] {
            assert!(!create.is_valid(&json!({"partner_id": 1, "order_line": wrong.clone()})), "{wrong}");
        }
    }
}
