//! Whole floats: `3.0` is the integer 3, as JSON has it and as many clients send it. Odoo refuses or mistakes such a float where it expects
//! an id or a count, so it is made an integer everywhere in a call; where Odoo keeps a float both are the same number.

use serde_json::{Map, Number, Value};

/// Largest integer that a float holds exactly.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// Members that hold field values: a float is natural there and nothing is said of it.
const VALUES: &[&str] = &["values", "records", "updates", "args", "kwargs"];

/// Makes whole floats integers; the places worth a word.
pub(crate) fn whole_numbers(given: &mut Map<String, Value>) -> Vec<String> {
    let mut places = Vec::new();
    for (name, value) in given {
        walk(name, value, &mut |path| {
            if !VALUES.contains(&name.as_str()) {
                places.push(path.to_owned());
            }
        });
    }
    places
}

fn walk(path: &str, value: &mut Value, changed: &mut impl FnMut(&str)) {
    match value {
        Value::Number(number) => {
            if let Some(whole) = whole(number) {
                *number = whole;
                changed(path);
            }
        }
        Value::Array(items) => items.iter_mut().enumerate().for_each(|(at, item)| walk(&format!("{path}[{at}]"), item, changed)),
        Value::Object(members) => members.iter_mut().for_each(|(name, member)| walk(&format!("{path}.{name}"), member, changed)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn whole(number: &Number) -> Option<Number> {
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() <= LARGEST)?;
    #[expect(clippy::cast_possible_truncation, reason = "a whole number within the range of exact floats")]
    Some(Number::from(float as i64))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_floats_are_integers_and_others_stay() {
        let Value::Object(mut given) =
            json!({"limit": 2.0, "domain": [["id", "in", [3.0, 4]], ["rate", ">", 0.5]], "values": {"price": 20.0, "n": 1e300}})
        else {
            panic!("an object")
        };
        let places = whole_numbers(&mut given);
        assert_eq!(
            json!(given),
            json!({"limit": 2, "domain": [["id", "in", [3, 4]], ["rate", ">", 0.5]], "values": {"price": 20, "n": 1e300}})
        );
        assert_eq!(places, ["domain[0][2][0]", "limit"]);
    }
}
