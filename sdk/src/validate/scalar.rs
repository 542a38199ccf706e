//! Values of fields that hold one thing of their own: booleans, numbers, texts, dates, binaries.

use serde_json::Value;

use super::check::Check;
use super::dates::{self, Reading};
use super::outcome::IssueCode;
use super::path::CallPath;
use super::reviewed;
use super::selection;
use super::values::Slot;
use super::words::{quoted, shown};
use crate::schema::FieldType;

pub(super) fn check(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    match slot.field.field_type {
        FieldType::Boolean => boolean(check, slot, value, path),
        FieldType::Integer => integer(check, slot, value, path),
        FieldType::Float | FieldType::Monetary => float(check, slot, value, path),
        FieldType::Selection => selection::check(check, slot, value, path),
        FieldType::Date => moment(check, slot, value, path, "a date such as `2026-01-31`", dates::date),
        FieldType::Datetime => moment(check, slot, value, path, "a datetime in UTC such as `2026-01-31 13:45:00`", dates::datetime),
        FieldType::Binary => binary(check, slot, value, path),
        _ => text(check, slot, value, path),
    }
}

fn boolean(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let meant = match value {
        Value::Bool(_) => return,
        Value::Number(number) => number.as_i64().filter(|number| matches!(number, 0 | 1)).map(|number| number == 1),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    };
    let issue = slot.expects(path, "`true` or `false`", value);
    check.report(match meant {
        Some(meant) => issue.replace(path, meant),
        None => issue,
    });
}

/// Columns are 32 bits wide.
fn integer(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let whole = match value {
        Value::Number(number) => number.as_i64().map_or_else(|| whole(number.as_f64()), Some),
        _ => None,
    };
    match whole {
        Some(number) if i32::try_from(number).is_ok() => {
            if !value.is_i64() {
                check.normalise(path, number.into(), format!("{} is the whole number `{number}`", shown(value)));
            }
        }
        _ if value.is_number() && value.as_f64().is_some_and(|number| number.fract() == 0.0) => {
            let issue =
                slot.issue(IssueCode::OutOfRange, path, &format!("holds numbers from -2147483648 to 2147483647, got {}", shown(value)));
            check.report(issue);
        }
        _ => {
            let issue = slot.expects(path, "a whole number", value);
            check.report(match spelt(value).and_then(|text| text.parse::<i32>().ok()) {
                Some(number) => issue.replace(path, number),
                None => issue,
            });
        }
    }
}

/// A number with nothing after the point, in the range where floats count exactly.
fn whole(number: Option<f64>) -> Option<i64> {
    // INVARIANT: the range is checked before the cast, which is then exact.
    #[expect(clippy::cast_possible_truncation, reason = "in range and whole")]
    number.filter(|number| number.fract() == 0.0 && number.abs() < 9e15).map(|number| number as i64)
}

fn float(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    if value.is_number() {
        return;
    }
    let issue = slot.expects(path, "a number", value);
    let number = spelt(value).and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
    check.report(match number {
        Some(number) => issue.replace(path, number),
        None => issue,
    });
}

fn spelt(value: &Value) -> Option<&str> {
    value.as_str().map(str::trim).filter(|text| text.len() <= 40)
}

fn text(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let Some(text) = value.as_str() else {
        let issue = slot.expects(path, "a text", value);
        check.report(match value {
            Value::Number(number) => issue.replace(path, number.to_string()),
            _ => issue,
        });
        return;
    };
    if text.contains('\0') {
        check.report(slot.issue(IssueCode::BadText, path, "holds the character NUL, which the database refuses"));
    }
    if let Some(size) = slot.field.size.map(|size| size as usize) {
        // A text is never shorter in bytes than in characters.
        if text.len() > size && text.chars().count() > size {
            let issue = slot.issue(IssueCode::TooLong, path, &format!("takes {size} characters, got {}", text.chars().count()));
            check.report(issue.hint("Odoo would cut it silently"));
        }
    }
}

fn moment(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>, form: &str, read: fn(&str) -> Reading) {
    let Some(text) = value.as_str() else {
        check.report(slot.expects(path, form, value));
        return;
    };
    let wrong = |what: &str| slot.issue(IssueCode::BadDate, path, &format!("expects {form}, {what}"));
    match read(text) {
        Reading::Exact => {}
        Reading::Same(written) => {
            let message = format!("{} is `{written}` in Odoo's form", quoted(text));
            check.normalise(path, written.into(), message);
        }
        Reading::Near(written, why) => check.report(wrong(&format!("got {}", quoted(text))).hint(why).replace(path, written)),
        Reading::Impossible => check.report(wrong(&format!("{} does not exist", quoted(text)))),
        Reading::Unreadable => check.report(wrong(&format!("got {}", quoted(text)))),
    }
}

fn binary(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let Some(text) = value.as_str() else {
        check.report(slot.expects(path, "base64 text", value));
        return;
    };
    if is_base64(text) || takes_raw_text(slot) {
        return;
    }
    let issue = slot.issue(IssueCode::BadBase64, path, &format!("expects base64, got {}", quoted(text)));
    let bare = text.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,")).map(|(_, bare)| bare).filter(|bare| is_base64(bare));
    check.report(match bare {
        Some(bare) => issue.hint("leave out the `data:` prefix").replace(path, bare),
        None => issue,
    });
}

/// The field's own, or that of the record it is delegated to.
fn takes_raw_text(slot: &Slot<'_>) -> bool {
    let base = slot.model.inherits.keys().map(String::as_str);
    base.chain([slot.model.model.as_str()]).any(|model| reviewed::takes_raw_text(model, slot.name))
}

/// The plain alphabet, padded, with line breaks allowed.
fn is_base64(text: &str) -> bool {
    let mut letters = 0_usize;
    let mut padding = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => letters += 1,
            b'=' => padding += 1,
            b'\n' | b'\r' => {}
            _ => return false,
        }
    }
    padding <= 2 && (letters + padding).is_multiple_of(4)
}
