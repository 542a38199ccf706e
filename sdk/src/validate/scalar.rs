//! Values of fields that hold one thing of their own: booleans, numbers, texts, dates, selections, binaries.

use std::sync::Arc;

use serde_json::Value;

use super::check::Check;
use super::dates::{self, Reading};
use super::outcome::{Issue, IssueCode};
use super::path::Path;
use super::reviewed;
use super::suggest;
use super::unknown;
use super::values::Slot;
use super::words::{listed, quoted, shown};
use crate::schema::{FieldType, ModelSchema, Selection};

pub(super) fn check(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &Path<'_>) {
    match slot.field.field_type {
        FieldType::Boolean => boolean(check, slot, value, path),
        FieldType::Integer => integer(check, slot, value, path),
        FieldType::Float | FieldType::Monetary => float(check, slot, value, path),
        FieldType::Selection => selection(check, slot, value, path),
        FieldType::Date => moment(check, slot, value, path, "a date such as `2026-01-31`", dates::date),
        FieldType::Datetime => moment(check, slot, value, path, "a datetime in UTC such as `2026-01-31 13:45:00`", dates::datetime),
        FieldType::Binary => binary(check, slot, value, path),
        _ => text(check, slot, value, path),
    }
}

fn expects(slot: &Slot<'_>, path: &Path<'_>, what: &str, value: &Value) -> Issue {
    slot.issue(IssueCode::WrongType, path, &format!("expects {what}, got {}", shown(value)))
}

fn boolean(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &Path<'_>) {
    let meant = match value {
        Value::Bool(_) => return,
        Value::Number(number) => number.as_i64().filter(|number| matches!(number, 0 | 1)).map(|number| number == 1),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    };
    let issue = expects(slot, path, "`true` or `false`", value);
    check.report(match meant {
        Some(meant) => issue.replace(path, meant),
        None => issue,
    });
}

/// Columns are 32 bits wide.
fn integer(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &Path<'_>) {
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
            let issue = expects(slot, path, "a whole number", value);
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

fn float(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &Path<'_>) {
    if value.is_number() {
        return;
    }
    let issue = expects(slot, path, "a number", value);
    let number = spelt(value).and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
    check.report(match number {
        Some(number) => issue.replace(path, number),
        None => issue,
    });
}

fn spelt(value: &Value) -> Option<&str> {
    value.as_str().map(str::trim).filter(|text| text.len() <= 40)
}

fn text(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &Path<'_>) {
    let Some(text) = value.as_str() else {
        let issue = expects(slot, path, "a text", value);
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
            check.report(issue.hint("Odoo would cut it without a word"));
        }
    }
}

fn moment(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &Path<'_>, form: &str, read: fn(&str) -> Reading) {
    let Some(text) = value.as_str() else {
        check.report(expects(slot, path, form, value));
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

fn selection(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &Path<'_>) {
    let own = slot.field.selection.as_ref().filter(|selection| !selection.dynamic);
    let end = if own.is_none() { related_selection(check, slot) } else { None };
    let followed = end.as_ref().and_then(|(model, name)| model.fields.get(name)?.selection.as_ref());
    let known = own.or(followed.filter(|selection| !selection.dynamic));
    let Some(known) = known else {
        if !value.is_string() {
            check.report(expects(slot, path, "one of its values, a text", value));
        }
        return;
    };
    if value.as_str().is_some_and(|text| known.values.iter().any(|(key, _)| key == text)) {
        return;
    }
    let issue = bad_selection(check, slot, known, value, path);
    check.report(issue);
}

fn bad_selection(check: &Check<'_>, slot: &Slot<'_>, known: &Selection, value: &Value, path: &Path<'_>) -> Issue {
    let allowed = listed(known.values.iter().map(|(key, _)| key.as_str()), 12);
    let issue = slot.issue(IssueCode::BadSelection, path, &format!("has no value {}, expected one of {allowed}", shown(value)));
    let Some(text) = value.as_str() else {
        let text = value.to_string();
        let key = known.values.iter().find(|(key, _)| value.is_number() && *key == text);
        return match key {
            Some((key, _)) => issue.replace(path, key.as_str()),
            None => issue,
        };
    };
    if let Some(told) = unknown::value(check, slot, text) {
        let issue = issue.hint(told.advice(check.series));
        return match told.name() {
            Some(key) => issue.replace(path, key),
            None => issue,
        };
    }
    match meant(known, text) {
        Ok(key) => issue.hint(format!("did you mean {}", quoted(key))).replace(path, key),
        Err(close) => suggest::did_you_mean(issue, &close),
    }
}

/// The key whose label was given, or that was misspelt.
fn meant<'a>(known: &'a Selection, text: &str) -> Result<&'a str, suggest::Close<'a>> {
    let same = |label: &str| label.trim().to_lowercase() == text.trim().to_lowercase();
    let mut labelled = known.values.iter().filter(|(_, label)| same(label)).map(|(key, _)| key.as_str());
    if let (Some(key), None) = (labelled.next(), labelled.next()) {
        return Ok(key);
    }
    let close = suggest::closest(text, known.values.iter().map(|(key, _)| key.as_str()));
    close.meant().ok_or(close)
}

/// A related selection has no rows of its own; those of the field at the end of the path count.
fn related_selection(check: &Check<'_>, slot: &Slot<'_>) -> Option<(Arc<ModelSchema>, String)> {
    let mut model = check.loaded(&slot.model.model)?;
    let mut path = slot.field.related.clone()?;
    // Related fields may be related again; Odoo knows no circle, and this loop ends in any case.
    for _ in 0..8 {
        let (name, rest) = path.split_once('.').map_or((path.as_str(), None), |(name, rest)| (name, Some(rest)));
        let field = model.fields.get(name)?;
        path = match (rest, &field.related) {
            (Some(rest), _) => {
                let rest = rest.to_owned();
                model = check.loaded(field.relation.as_deref()?)?;
                rest
            }
            (None, Some(related)) => related.clone(),
            (None, None) => return Some((model, path)),
        };
    }
    None
}

fn binary(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &Path<'_>) {
    let Some(text) = value.as_str() else {
        check.report(expects(slot, path, "base64 text", value));
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
