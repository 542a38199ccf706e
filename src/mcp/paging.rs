//! Lists a page at a time: the cursor is the name of the last item of the page before.

use rmcp::model::ErrorData;

/// Items of one page.
const PAGE: usize = 50;

/// One page, and the cursor of the next where there is one. An unknown cursor is refused: an empty page would look like the end.
pub(super) fn page<'a, T>(items: &'a [T], cursor: Option<&str>, name: impl Fn(&T) -> &str) -> Result<(&'a [T], Option<String>), ErrorData> {
    let start = match cursor {
        None => 0,
        Some(cursor) => 1 + items.iter().position(|item| name(item) == cursor).ok_or_else(|| unknown(cursor))?,
    };
    let rest = items.get(start..).unwrap_or_default();
    let shown = rest.get(..PAGE.min(rest.len())).unwrap_or_default();
    let next = shown.last().filter(|_| rest.len() > PAGE).map(|last| name(last).to_owned());
    Ok((shown, next))
}

fn unknown(cursor: &str) -> ErrorData {
    ErrorData::invalid_params(format!("there is no page after `{cursor}`"), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_and_an_unknown_cursor_is_refused() {
        let items: Vec<String> = (0..120).map(|number| format!("item {number}")).collect();
        let page = |cursor: Option<&str>| page(&items, cursor, |item| item).map(|(shown, next)| (shown.len(), next));
        assert_eq!(page(None), Ok((50, Some("item 49".to_owned()))));
        assert_eq!(page(Some("item 49")), Ok((50, Some("item 99".to_owned()))));
        assert_eq!(page(Some("item 99")), Ok((20, None)));
        assert_eq!(page(Some("item 119")), Ok((0, None)));
        assert!(page(Some("item 200")).is_err());
    }
}
