//! The table of programs and keys on a person's own page.

use super::page::escaped;
use super::texts::Texts;
use crate::keys::Entry;

/// The table, with a button for each.
pub(super) fn html(texts: &Texts, login: &str, entries: &[Entry], request: &str) -> String {
    let request = format!("<input type=\"hidden\" name=\"request\" value=\"{}\">", escaped(request));
    let sign_out =
        format!("<form method=\"post\" action=\"/account/sign-out\">{request}<button class=\"plain\">{}</button></form>\n", texts.sign_out);
    let head = format!("<p>{} <strong>{}</strong>:</p>\n", texts.account_of, escaped(login));
    if entries.is_empty() {
        return format!("{head}<p>{}</p>\n{sign_out}", texts.no_entries);
    }
    let columns: String = texts.columns.iter().map(|column| format!("<th>{column}</th>")).collect();
    let rows: String = entries.iter().map(|entry| row(texts, entry, &request)).collect();
    format!("{head}<table>\n<tr>{columns}<th></th></tr>\n{rows}</table>\n{sign_out}")
}

fn row(texts: &Texts, entry: &Entry, request: &str) -> String {
    let name = match &entry.client {
        Some(host) => format!("{} ({})", escaped(&entry.name), escaped(host)),
        None => format!("{} ({})", escaped(&entry.name), texts.a_key),
    };
    let scope = escaped(entry.scope.as_deref().unwrap_or("*"));
    let date = |seconds: Option<u64>| seconds.and_then(date).unwrap_or_else(|| texts.never.to_owned());
    let (since, used, ends) = (date(Some(entry.issued_at)), date(entry.used_at), date(entry.expires_at));
    let button = format!(
        "<form method=\"post\" action=\"/account/revoke\">{request}<button name=\"id\" value=\"{}\">{}</button></form>",
        escaped(&entry.id),
        texts.revoke
    );
    format!("<tr><td>{name}</td><td>{scope}</td><td>{since}</td><td>{used}</td><td>{ends}</td><td>{button}</td></tr>\n")
}

/// To the minute, in UTC.
fn date(seconds: u64) -> Option<String> {
    let time = jiff::Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(time.strftime("%Y-%m-%d %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::super::texts::ENGLISH;
    use super::*;
    use crate::keys::tests::key;

    #[test]
    fn each_entry_has_its_client_times_and_a_button_and_nothing_is_more_than_text() {
        let key = Entry { used_at: Some(1_700_000_060), ..(&key("demo")).into() };
        let grant = Entry { name: "<i>Claude</i>".to_owned(), client: Some("claude.ai".to_owned()), ..key.clone() };
        let page = html(&ENGLISH, "demo", &[key.clone(), grant], "ogf_1");
        assert!(page.contains("&lt;i&gt;Claude&lt;/i&gt; (claude.ai)") && page.contains("test (gateway key)"), "{page}");
        assert!(page.contains("2023-11-14 22:14") && page.matches("/account/revoke").count() == 2 && page.contains(&key.id), "{page}");
        assert!(html(&ENGLISH, "demo", &[], "ogf_1").contains(ENGLISH.no_entries));
    }
}
