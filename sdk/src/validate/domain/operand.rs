//! Whether an operator and its operand go with the field they ask about.

use serde_json::{Value, json};

use super::super::check::Check;
use super::super::dates::{self, Reading};
use super::super::links::{self, Id};
use super::super::outcome::{Issue, IssueCode};
use super::super::path::CallPath;
use super::super::relative::Relative;
use super::super::selection;
use super::super::touch::Access;
use super::super::words::{quoted, shown};
use super::operator::Operator;
use super::target::{Part, Target};
use crate::Series;
use crate::schema::FieldType;

/// What an operand is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Boolean,
    Whole,
    Number,
    Text,
    Date,
    Datetime,
    Record,
    /// A binary: only whether there is one.
    Presence,
    /// Properties and json: Odoo alone knows.
    Any,
}

/// A leaf whose field is known and searchable; `path` is the leaf's.
pub(super) fn check(check: &mut Check<'_>, target: &Target<'_>, operator: Operator, value: &Value, path: &CallPath<'_>) {
    let place = path.index(2);
    match operator {
        Operator::Any => sub_domain(check, target, value, path),
        Operator::Hierarchy => hierarchy(check, target, value, path),
        Operator::Membership => membership(check, target, value, &place),
        Operator::Text => textual(check, target, value, path),
        Operator::Order => ordered(check, target, value, path),
        Operator::Equality => equality(check, target, value, path, Some("in")),
        Operator::Inequality => equality(check, target, value, path, Some("not in")),
        Operator::OptionalEquality => equality(check, target, value, path, None),
    }
    if !matches!(operator, Operator::Any | Operator::Hierarchy | Operator::Text | Operator::Order) {
        selections(check, target, value, &place);
    }
}

/// Values of a selection that are compared as they are.
fn selections(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    if target.part != Part::Whole || target.field_type() != FieldType::Selection {
        return;
    }
    match value {
        Value::String(text) => selection::search(check, &target.model, target.name, text, path),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| {
            if let Some(text) = item.as_str() {
                selection::search(check, &target.model, target.name, text, &path.index(at));
            }
        }),
        _ => {}
    }
}

fn kind(target: &Target<'_>) -> Kind {
    match target.part {
        Part::OfDate => return Kind::Whole,
        Part::Property(_) => return Kind::Any,
        Part::Whole => {}
    }
    match target.field_type() {
        FieldType::Boolean => Kind::Boolean,
        FieldType::Integer | FieldType::Many2oneReference => Kind::Whole,
        FieldType::Float | FieldType::Monetary => Kind::Number,
        FieldType::Char | FieldType::Text | FieldType::Html | FieldType::Selection | FieldType::Reference => Kind::Text,
        FieldType::Date => Kind::Date,
        FieldType::Datetime => Kind::Datetime,
        FieldType::Many2one | FieldType::One2many | FieldType::Many2many => Kind::Record,
        FieldType::Binary => Kind::Presence,
        FieldType::Json | FieldType::Properties | FieldType::PropertiesDefinition => Kind::Any,
    }
}

fn issue(target: &Target<'_>, code: IssueCode, path: &CallPath<'_>, what: &str) -> Issue {
    let message = format!("{} of `{}` {what}", quoted(target.name), target.model.model);
    Issue::new(code, path, message).about(&target.model.model)
}

fn sub_domain(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    let Some(relation) = target.relation().filter(|_| kind(target) == Kind::Record) else {
        let what = format!("is a {}, `any` asks about records", target.field_type().name());
        check.report(issue(target, IssueCode::BadOperator, &path.index(1), &what));
        return;
    };
    if let Some(model) = check.reach(relation, Access::Read, path) {
        super::check(check, &model, value, &path.index(2));
    }
}

/// A tree is one only with a stored parent field that points to its own model.
fn hierarchy(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    let operator = path.index(1);
    let model = match (kind(target), target.relation()) {
        (Kind::Record, Some(relation)) => check.model(relation, path),
        _ if target.is_id() => Some(std::sync::Arc::clone(&target.model)),
        _ => {
            let what = format!("is a {}, only `id` and relations have a hierarchy", target.field_type().name());
            check.report(issue(target, IssueCode::NotHierarchical, &operator, &what));
            return;
        }
    };
    let Some(model) = model else { return };
    if model.parent_name.is_none() {
        let message = format!("`{}` has no hierarchy: no stored parent field points to it", model.model);
        check.report(Issue::new(IssueCode::NotHierarchical, &operator, message).hint("use `=` or `in`").about(&model.model));
    }
    match value {
        Value::Array(items) => each(check, target, items, &path.index(2), Kind::Record),
        Value::Bool(false) => {}
        single => one(check, target, single, &path.index(2), Kind::Record),
    }
}

fn membership(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    match value {
        Value::Array(items) => each(check, target, items, path, kind(target)),
        other => {
            let wrong = issue(target, IssueCode::BadOperand, path, &format!("is asked with `in`, expected a list, got {}", shown(other)));
            check.report(match other {
                Value::Object(_) => wrong,
                // Before 19 a list about an x2many holds ids alone.
                Value::String(_) if check.series < crate::Series::V19 && target.field_type().is_x2many() => {
                    wrong.hint("compare one name with `=`; join several with `|`")
                }
                single => wrong.replace(path, json!([single])),
            });
        }
    }
}

fn each(check: &mut Check<'_>, target: &Target<'_>, items: &[Value], path: &CallPath<'_>, kind: Kind) {
    for (at, item) in items.iter().enumerate() {
        let path = path.index(at);
        if !check.enter(&path) {
            return;
        }
        if !matches!(item, Value::Bool(false) | Value::Null) {
            one(check, target, item, &path, kind);
        }
    }
}

fn textual(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    let place = path.index(2);
    match kind(target) {
        kind @ (Kind::Boolean | Kind::Presence) => {
            let what = format!("is a {}, it is not compared as text", if kind == Kind::Boolean { "boolean" } else { "binary" });
            check.report(issue(target, IssueCode::BadOperator, &path.index(1), &what).hint("use `=` or `!=`"));
        }
        Kind::Any => {}
        _ if value.is_string() => text(check, target, value, &place),
        _ => {
            let wrong = issue(target, IssueCode::BadOperand, &place, &format!("is compared as text, got {}", shown(value)));
            check.report(match value {
                Value::Number(number) => wrong.replace(&place, number.to_string()),
                _ => wrong,
            });
        }
    }
}

fn ordered(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    match kind(target) {
        Kind::Record | Kind::Boolean | Kind::Presence => {
            let what = format!("is a {}, it has no order", target.field_type().name());
            let wrong = issue(target, IssueCode::BadOperator, &path.index(1), &what);
            let ids = kind(target) == Kind::Record && target.field_type() == FieldType::Many2one;
            check.report(if ids { wrong.hint(format!("compare `{}.id`", target.name)) } else { wrong.hint("use `=` or `!=`") });
        }
        // Odoo reads an order against nothing as one against 0 or the empty text; it is unlikely to be intended.
        _ if value.is_null() || value.is_boolean() => {
            check.report(issue(target, IssueCode::BadOperand, &path.index(2), &format!("is compared by order, got {}", shown(value))));
        }
        kind => one(check, target, value, &path.index(2), kind),
    }
}

/// `several` is the operator that asks for any of a list.
fn equality(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>, several: Option<&str>) {
    let place = path.index(2);
    let kind = kind(target);
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::Array(_) if kind != Kind::Any && !matches!(links::id(value), Id::Wrapped(_)) => {
            let wrong = issue(target, IssueCode::BadOperand, &place, "is asked for one value, got a list");
            check.report(match several {
                Some(several) => wrong.hint(format!("use `{several}` for several")).replace(&path.index(1), several),
                None => wrong,
            });
        }
        single => one(check, target, single, &place, kind),
    }
}

fn one(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>, kind: Kind) {
    match kind {
        Kind::Any => {}
        Kind::Boolean => boolean(check, target, value, path),
        Kind::Whole | Kind::Number => number(check, target, value, path, kind),
        Kind::Text => text(check, target, value, path),
        Kind::Date => moment(check, target, value, path, "a date such as `2026-01-31`", dates::date),
        Kind::Datetime => moment(check, target, value, path, "a datetime in UTC such as `2026-01-31 13:45:00`", dates::datetime),
        Kind::Record => record(check, target, value, path),
        Kind::Presence => {
            let wrong =
                issue(target, IssueCode::BadOperand, path, &format!("is a binary, it is compared with `false` only, got {}", shown(value)));
            check.report(wrong);
        }
    }
}

fn expects(target: &Target<'_>, path: &CallPath<'_>, what: &str, value: &Value) -> Issue {
    issue(target, IssueCode::BadOperand, path, &format!("expects {what}, got {}", shown(value)))
}

fn boolean(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    let meant = match value {
        Value::Bool(_) => return,
        Value::Number(number) => number.as_i64().filter(|number| matches!(number, 0 | 1)).map(|number| number == 1),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    };
    let issue = expects(target, path, "`true` or `false`", value);
    check.report(match meant {
        Some(meant) => issue.replace(path, meant),
        None => issue,
    });
}

fn number(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>, kind: Kind) {
    match value {
        Value::Number(number) => {
            let fits = kind != Kind::Whole || number.as_f64().is_some_and(|number| number.abs() <= f64::from(u32::MAX >> 1));
            if !fits {
                check.report(expects(target, path, "a number from -2147483648 to 2147483647", value));
            }
        }
        other => {
            let meant = other.as_str().and_then(|text| text.trim().parse::<f64>().ok()).filter(|number| number.is_finite());
            let issue = expects(target, path, "a number", other);
            check.report(match meant.and_then(as_number) {
                Some(meant) => issue.replace(path, meant),
                None => issue,
            });
        }
    }
}

/// A whole number stays one.
fn as_number(number: f64) -> Option<Value> {
    let text = number.to_string();
    text.parse::<i64>().map(Value::from).ok().or_else(|| serde_json::Number::from_f64(number).map(Value::Number))
}

fn text(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    match value {
        Value::String(text) if text.contains('\0') => {
            check.report(issue(target, IssueCode::BadText, path, "is compared with a NUL character, which the database refuses"));
        }
        Value::String(_) => {}
        Value::Number(number) => check.report(expects(target, path, "a text", value).replace(path, number.to_string())),
        other => check.report(expects(target, path, "a text", other)),
    }
}

fn moment(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>, form: &str, read: fn(&str) -> Reading) {
    let Some(text) = value.as_str() else {
        check.report(expects(target, path, form, value));
        return;
    };
    let relative = Relative::parse(text).is_some();
    if relative && check.series >= Series::V19 {
        return;
    }
    let wrong = |code, what: &str| issue(target, code, path, &format!("expects {form}, {what}"));
    match read(text) {
        Reading::Exact => {}
        Reading::Same(written) => {
            let message = format!("{} is `{written}` in Odoo's form", quoted(text));
            check.normalise(path, written.into(), message);
        }
        Reading::Near(written, why) => {
            check.report(wrong(IssueCode::BadDate, &format!("got {}", quoted(text))).hint(why).replace(path, written))
        }
        Reading::Impossible => check.report(wrong(IssueCode::BadDate, &format!("{} does not exist", quoted(text)))),
        Reading::Unreadable => {
            let issue = wrong(IssueCode::BadDate, &format!("got {}", quoted(text)));
            check.report(if relative { issue.hint("relative dates exist from 19 on; write the day itself") } else { issue });
        }
    }
}

/// A record is asked for by its id, or by its name.
fn record(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    if value.is_string() {
        return text(check, target, value, path);
    }
    let wrong = || expects(target, path, "a record id or a name", value);
    match links::id(value) {
        Id::OutOfRange(number) if number.as_i64() == Some(0) => check.report(wrong().hint("no record is `false`").replace(path, false)),
        Id::Plain | Id::Spelt(_) => {}
        Id::Wrapped(id) => check.normalise(path, id.into(), format!("a record is asked for by its id `{id}`")),
        Id::OutOfRange(_) | Id::None => check.report(wrong()),
    }
}
