//! One page of records: as many as were asked for and fit, and where the next begins.

use serde_json::{Value, json};

use crate::tools::shape;

/// Models that Odoo searches by limit and offset first and then leaves out what the user may not see: a page of them may be short
/// anywhere, not at the end alone, and the offset counts what was left out too.
const LEFT_OUT_LATER: [&str; 3] = ["ir.attachment", "mail.activity", "mail.message"];

/// What one request brought: one record more than the limit where there are more.
pub(super) struct Page {
    pub(super) records: Vec<Value>,
    /// How many more came that were too many to be kept.
    pub(super) dropped: usize,
    pub(super) limit: u32,
    pub(super) offset: u32,
    pub(super) budget: usize,
    /// How many match in all, where that is known.
    pub(super) total: Option<u64>,
}

/// Whether only a count shows if a page that is not full is the last.
pub(super) fn needs_count(model: &str, found: usize, offset: u32, limit: u32) -> bool {
    offset == 0 && (1..=usize::try_from(limit).unwrap_or(usize::MAX)).contains(&found) && LEFT_OUT_LATER.contains(&model)
}

impl Page {
    /// The answer, in rows or in columns.
    pub(super) fn lay_out(mut self, model: &str, in_columns: bool) -> Value {
        let most = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let mut has_more = self.records.len() + self.dropped > most;
        let came = most.min(self.records.len() + self.dropped);
        self.records.truncate(most);
        let (columns, mut rows) = if in_columns { columns(&self.records) } else { (Vec::new(), std::mem::take(&mut self.records)) };
        shape::fit_records(&mut rows, self.budget);
        let left_out = came - rows.len();
        has_more |= left_out > 0;
        let mut next = self.offset.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        let is_whole = self.offset == 0 && self.total.is_some_and(|total| u64::try_from(rows.len()).is_ok_and(|shown| shown >= total));
        if !has_more && !is_whole && !rows.is_empty() && LEFT_OUT_LATER.contains(&model) {
            // Only an empty page is certain to be behind the last. One record more than the limit was looked at.
            has_more = true;
            next = self.offset.saturating_add(self.limit).saturating_add(1);
        }
        let mut answer = json!({"model": model, "count": rows.len(), "has_more": has_more});
        if has_more {
            shape::set(&mut answer, "next_offset", json!(next));
        }
        if left_out > 0 {
            let get = format!("the same call with `offset: {next}`, fewer `fields`, or `format: \"columns\"`");
            shape::set(&mut answer, "left_out", json!([{"what": "the answer would be too large", "records": left_out, "get": get}]));
        }
        if in_columns {
            shape::set(&mut answer, "columns", json!(columns));
            shape::set(&mut answer, "rows", Value::Array(rows));
        } else {
            shape::set(&mut answer, "records", Value::Array(rows));
        }
        answer
    }
}

/// The names of the fields once, and each record as a list of its values in that order.
fn columns(records: &[Value]) -> (Vec<String>, Vec<Value>) {
    let names: Vec<String> = records.first().and_then(Value::as_object).map(|first| first.keys().cloned().collect()).unwrap_or_default();
    let row = |record: &Value| names.iter().map(|name| record.get(name).cloned().unwrap_or_default()).collect();
    let rows = records.iter().map(row).collect();
    (names, rows)
}

/// One line for people.
pub(super) fn summary(answer: &Value, model: &str) -> String {
    let count = answer.get("count").unwrap_or(&Value::Null);
    match (answer.get("total"), answer.get("next_offset")) {
        (Some(total), _) => format!("{count} of {total} records of {model}"),
        (None, Some(next)) => format!("{count} records of {model}; there are more, from offset {next} on"),
        (None, None) => format!("{count} records of {model}; there are no others"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(count: usize, limit: u32, budget: usize) -> Page {
        Page { records: (0..count).map(|id| json!({"id": id, "name": "x"})).collect(), dropped: 0, limit, offset: 10, budget, total: None }
    }

    #[test]
    fn a_page_reports_whether_there_are_more() {
        let answer = page(3, 3, 1_000).lay_out("m", false);
        assert_eq!((&answer["count"], &answer["has_more"], answer.get("next_offset")), (&json!(3), &json!(false), None));
        let answer = page(4, 3, 1_000).lay_out("m", false);
        assert_eq!((&answer["count"], &answer["has_more"], &answer["next_offset"]), (&json!(3), &json!(true), &json!(13)));
    }

    #[test]
    fn a_short_page_is_the_last_only_where_odoo_fills_pages() {
        let answer = page(2, 3, 1_000).lay_out("mail.message", false);
        assert_eq!((&answer["has_more"], &answer["next_offset"]), (&json!(true), &json!(14)));
        let answer = page(4, 3, 1_000).lay_out("mail.message", false);
        assert_eq!((&answer["has_more"], &answer["next_offset"]), (&json!(true), &json!(13)));
        assert_eq!(page(0, 3, 1_000).lay_out("mail.message", false)["has_more"], false);
    }

    #[test]
    fn a_total_decides_whether_a_first_page_is_the_last() {
        let first = |total| Page { offset: 0, total, ..page(2, 3, 1_000) }.lay_out("mail.message", false)["has_more"].clone();
        assert_eq!((first(Some(2)), first(Some(3)), first(None)), (json!(false), json!(true), json!(true)));
        assert!(needs_count("mail.activity", 2, 0, 3) && !needs_count("res.partner", 2, 0, 3) && !needs_count("mail.activity", 4, 0, 3));
    }

    #[test]
    fn what_does_not_fit_is_reported() {
        let answer = page(4, 5, 50).lay_out("m", false);
        assert_eq!((&answer["count"], &answer["next_offset"], &answer["left_out"][0]["records"]), (&json!(2), &json!(12), &json!(2)));
        let answer = Page { dropped: 90, ..page(4, 5, 1_000) }.lay_out("m", false);
        assert_eq!((&answer["has_more"], &answer["next_offset"], &answer["left_out"][0]["records"]), (&json!(true), &json!(14), &json!(1)));
        let answer = page(4, 5, 50).lay_out("m", true);
        assert_eq!((&answer["columns"], &answer["rows"][1]), (&json!(["id", "name"]), &json!([1, "x"])));
        assert_eq!(answer["count"], 4);
    }
}
