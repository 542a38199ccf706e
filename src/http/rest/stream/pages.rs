//! A search as the pages that follow each other: the arguments of the next one, until there is no more or as many were read as were
//! asked for.

use serde_json::{Map, Value, json};

use crate::tools::{Named, Shape};

/// Records of a page.
const PAGE: u64 = 500;

/// The tool that is read in pages.
const SEARCH: &str = "search_read";

/// Where a search stands.
#[derive(Debug)]
pub(super) struct Pages {
    /// The next record; `None` when there is none.
    next: Option<u64>,
    /// Records still wanted; `None` for all there are.
    left: Option<u64>,
    /// Records read.
    read: u64,
    /// Records there will be, from the first page on.
    total: Option<u64>,
}

impl Pages {
    /// Of a call that is a search. One with an unusable `limit` or `offset` is left to the tool, which says what is wrong.
    pub(super) fn of(named: &Named) -> Option<Self> {
        let is_search = named.tool == SEARCH && matches!(named.shape, Shape::Tool | Shape::Records | Shape::Ids);
        let left = match named.arguments.get("limit") {
            None | Some(Value::Null) => None,
            Some(limit) => Some(limit.as_u64().filter(|limit| *limit > 0)?),
        };
        let next = match named.arguments.get("offset") {
            None | Some(Value::Null) => 0,
            Some(offset) => offset.as_u64()?,
        };
        is_search.then_some(Self { next: Some(next), left, read: 0, total: None })
    }

    /// The arguments of the next page. The first one also counts.
    pub(super) fn next(&self, arguments: &Map<String, Value>) -> Option<Map<String, Value>> {
        let next = self.next.filter(|_| self.left != Some(0))?;
        let mut arguments = arguments.clone();
        arguments.insert("limit".to_owned(), json!(self.left.unwrap_or(PAGE).min(PAGE)));
        match self.total {
            None => arguments.extend([("total".to_owned(), json!(true))]),
            Some(_) => arguments.extend([("total".to_owned(), json!(false))]),
        }
        if next > 0 {
            arguments.insert("offset".to_owned(), json!(next));
        }
        Some(arguments)
    }

    /// The chunk of a page that was read, and where the next one begins.
    pub(super) fn take(&mut self, shape: &Shape, mut content: Map<String, Value>) -> Value {
        let number = |name: &str| content.get(name).and_then(Value::as_u64);
        let (count, begun) = (number("count").unwrap_or(0), self.next.unwrap_or(0));
        let total = number("total").map(|total| total.saturating_sub(begun));
        self.total = self.total.or_else(|| total.map(|total| self.left.map_or(total, |left| left.min(total))));
        // A page that brings nothing would come again for ever.
        self.next = number("next_offset").filter(|next| *next > begun && content.get("has_more") == Some(&Value::Bool(true)));
        self.read += count;
        self.left = self.left.map(|left| left.saturating_sub(count));
        let data = match shape {
            Shape::Tool => content.remove("records").unwrap_or_else(|| json!([content])),
            shape => shape.body(content).as_object_mut().and_then(|body| body.remove("result")).unwrap_or_default(),
        };
        // Records may have been added meanwhile.
        json!({"type": "chunk", "data": data, "progress": {"current": self.read, "total": self.total.unwrap_or(self.read).max(self.read)}})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, arguments: Value) -> Named {
        Named::new(name, arguments.as_object().unwrap().clone())
    }

    fn page(from: u64, count: u64, total: Option<u64>, has_more: bool) -> Map<String, Value> {
        let records: Vec<Value> = (from..from + count).map(|id| json!({"id": id})).collect();
        let content = json!({"records": records, "count": count, "has_more": has_more, "next_offset": from + count, "total": total});
        content.as_object().unwrap().clone()
    }

    #[test]
    fn pages_follow_each_other_until_as_many_were_read_as_were_asked_for() {
        let search = named("search", json!({"model": "res.partner", "limit": 700, "offset": 10}));
        let mut pages = Pages::of(&search).unwrap();
        let first = pages.next(&search.arguments).unwrap();
        assert_eq!((&first["limit"], &first["offset"], &first["total"]), (&json!(500), &json!(10), &json!(true)));
        let chunk = pages.take(&search.shape, page(10, 500, Some(5_000), true));
        assert_eq!((&chunk["data"][0], &chunk["progress"]), (&json!(10), &json!({"current": 500, "total": 700})));
        let second = pages.next(&search.arguments).unwrap();
        assert_eq!((&second["limit"], &second["offset"], &second["total"]), (&json!(200), &json!(510), &json!(false)));
        let chunk = pages.take(&search.shape, page(510, 200, None, true));
        assert_eq!(chunk["progress"], json!({"current": 700, "total": 700}));
        assert_eq!(pages.next(&search.arguments), None);
    }

    #[test]
    fn a_search_without_a_limit_ends_with_the_last_record_and_never_stands_still() {
        let search = named("search_read", json!({"model": "res.partner"}));
        let mut pages = Pages::of(&search).unwrap();
        assert!(pages.next(&search.arguments).unwrap().get("offset").is_none());
        pages.take(&search.shape, page(0, 500, Some(501), true));
        assert!(pages.next(&search.arguments).is_some());
        pages.take(&search.shape, page(500, 1, None, false));
        assert_eq!(pages.next(&search.arguments), None);
        let mut stuck = Pages::of(&search).unwrap();
        stuck.take(&search.shape, page(0, 0, Some(501), true));
        assert_eq!(stuck.next(&search.arguments), None);
    }

    #[test]
    fn what_is_no_search_or_not_understood_is_one_call() {
        for (name, arguments) in [
            ("search_count", json!({"model": "res.partner"})),
            ("read", json!({"model": "res.partner", "ids": [1]})),
            ("search", json!({"model": "res.partner", "limit": "many"})),
            ("search", json!({"model": "res.partner", "limit": 0})),
            ("search", json!({"model": "res.partner", "offset": -1})),
        ] {
            assert!(Pages::of(&named(name, arguments)).is_none(), "{name}");
        }
    }
}
