//! A record in the words of a question: `INV/2026/00004, posted, 31,750.00 USD`.

use serde_json::Value;

/// Its name, where it stands, and what it amounts to.
pub(crate) fn in_words(record: &Value) -> Option<String> {
    let mut words = vec![record.get("display_name")?.as_str()?.to_owned()];
    words.extend(["state", "payment_state"].iter().filter_map(|name| record.get(*name)?.as_str().map(str::to_owned)).take(1));
    words.extend(record.get("stage_id").and_then(|stage| stage.get("name")?.as_str().map(str::to_owned)));
    let amount = ["amount_total", "amount", "total_amount"].iter().find_map(|name| record.get(*name)?.as_f64());
    words.extend(amount.map(|amount| money(amount, record)));
    Some(words.join(", "))
}

fn money(amount: f64, record: &Value) -> String {
    let currency = record.get("currency_id").and_then(|currency| currency.get("name")?.as_str());
    match currency {
        Some(currency) => format!("{} {currency}", grouped(amount)),
        None => grouped(amount),
    }
}

/// `31,750.00`.
pub(crate) fn grouped(amount: f64) -> String {
    let text = format!("{:.2}", amount.abs());
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut written = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            written.push(',');
        }
        written.push(digit);
    }
    let sign = if amount < 0.0 { "-" } else { "" };
    format!("{sign}{written}.{cents}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_person_can_judge_what_it_is() {
        let currency = json!({"id": 1, "name": "USD"});
        let invoice = json!({"display_name": "INV/2026/00004", "state": "posted", "amount_total": 31750, "currency_id": currency});
        assert_eq!(in_words(&invoice).unwrap(), "INV/2026/00004, posted, 31,750.00 USD");
        assert_eq!(in_words(&json!({"id": 3, "display_name": "Azure"})).unwrap(), "Azure");
        assert_eq!((grouped(-1234567.5), grouped(999.0)), ("-1,234,567.50".to_owned(), "999.00".to_owned()));
    }
}
