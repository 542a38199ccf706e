//! `/report/pdf/NAME/IDS`: a printed document of records that the user of the session may read, a line for each; no layout.

use serde_json::{Value, json};

use super::pages;
use crate::accounts::Account;
use crate::call::Call;
use crate::error::{Kind, OdooError, Outcome};
use crate::http::{Incoming, Reply};
use crate::server::Server;

/// The document; the login page without a session.
pub(super) fn pdf(server: &Server, incoming: &Incoming, name: &str, ids: &str) -> Reply {
    let Some(account) = incoming.session().and_then(|id| server.session(id)) else { return pages::to_login(incoming) };
    match lines(server, account, name, ids) {
        Ok(lines) => Reply::new(200, "application/pdf", document(&lines)),
        Err(_) => Reply::html(400, "<!DOCTYPE html>\n<html><body><h1>Error</h1></body></html>\n"),
    }
}

/// The names of the records.
fn lines(server: &Server, account: Account, name: &str, ids: &str) -> Outcome<Vec<String>> {
    let missing = || OdooError::new(Kind::MissingError, "there is no such report");
    let call = |model: &str, method: &str, named: Value| {
        let named = named.as_object().cloned().unwrap_or_default();
        server.execute(account, Call { model: model.to_owned(), method: method.to_owned(), named, by_name: true, ..Call::default() })
    };
    let found = call("ir.actions.report", "search_read", json!({"domain": [["report_name", "=", name]], "fields": ["model"]}))?;
    let model = found.pointer("/0/model").and_then(Value::as_str).ok_or_else(missing)?.to_owned();
    let ids: Vec<i64> = ids.split(',').filter_map(|id| id.parse().ok()).collect();
    let rows = call(&model, "read", json!({"ids": ids, "fields": ["display_name"]}))?;
    let named = rows.as_array().into_iter().flatten().filter_map(|row| row.get("display_name")?.as_str());
    Ok(named.map(str::to_owned).collect())
}

/// A PDF of one page with these lines.
pub(crate) fn document(lines: &[String]) -> Vec<u8> {
    let plain = |line: &String| line.chars().filter(|letter| letter.is_ascii() && !matches!(letter, '(' | ')' | '\\')).collect::<String>();
    let shown: String = lines.iter().map(|line| format!("({}) Tj T*\n", plain(line))).collect();
    let stream = format!("BT /F1 12 Tf 14 TL 72 770 Td\n{shown}ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let (mut text, mut table) = ("%PDF-1.4\n".to_owned(), String::new());
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", text.len()));
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let size = objects.len() + 1;
    let start = text.len();
    text.push_str(&format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    ));
    text.into_bytes()
}
