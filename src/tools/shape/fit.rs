//! Keeps an answer within its budget of bytes: whole records are left out from the end, never parts of the first.

use serde_json::{Map, Value};

/// The bytes of a value as JSON.
pub(crate) fn size_of(value: &Value) -> usize {
    struct Counter(usize);
    impl std::io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Counting cannot fail.
    let _ = serde_json::to_writer(&mut counter, value);
    counter.0
}

/// Leaves out records from the end until the rest fits; the first always stays. How many were left out.
pub(crate) fn fit_records(records: &mut Vec<Value>, budget: usize) -> usize {
    let mut used = 0;
    let kept = records.iter().take_while(|record| {
        used += size_of(record) + 1;
        used <= budget
    });
    let kept = kept.count().max(1).min(records.len());
    let left_out = records.len() - kept;
    records.truncate(kept);
    left_out
}

/// Leaves out the largest values of one record until the rest fits. The names of those left out.
pub(crate) fn fit_values(record: &mut Map<String, Value>, budget: usize) -> Vec<String> {
    let mut sizes: Vec<(usize, String)> = record.iter().map(|(name, value)| (size_of(value) + name.len() + 4, name.clone())).collect();
    sizes.sort();
    let mut used: usize = sizes.iter().map(|(size, _)| size).sum();
    let mut left_out = Vec::new();
    while used > budget && record.len() > 1 {
        let Some((size, name)) = sizes.pop() else { break };
        if name != "id" {
            used -= size;
            record.remove(&name);
            left_out.push(name);
        }
    }
    left_out.sort();
    left_out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn records_are_left_out_from_the_end() {
        let mut records = vec![json!({"id": 1}), json!({"id": 2}), json!({"id": 3})];
        assert_eq!(fit_records(&mut records.clone(), 1_000), 0);
        assert_eq!(fit_records(&mut records, 20), 1);
        assert_eq!(records, [json!({"id": 1}), json!({"id": 2})]);
        assert_eq!(fit_records(&mut records, 1), 1);
        assert_eq!(records.len(), 1);
        assert_eq!(fit_records(&mut Vec::new(), 1), 0);
    }

    #[test]
    fn the_largest_values_go_first() {
        let Value::Object(mut record) = json!({"id": 1, "big": "x".repeat(100), "small": "x"}) else { panic!() };
        assert_eq!(fit_values(&mut record, 60), ["big"]);
        assert_eq!(json!(record), json!({"id": 1, "small": "x"}));
    }
}
