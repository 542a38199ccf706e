//! The conditions of a view, such as `not can_edit or mode != 'fixed'`, over the values of its form. What cannot be decided is `None`:
//! nothing is hidden by it.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

/// Deepest nesting that is followed.
const DEEPEST: usize = 32;

/// Whether a condition holds for these values; `None` where that is not known.
pub(super) fn holds(condition: &str, values: &Map<String, Value>) -> Option<bool> {
    let tokens = tokens(condition)?;
    let mut reader = Expression { tokens: &tokens, values, depth: 0 };
    let value = reader.disjunction()?;
    reader.tokens.is_empty().then(|| is_true(&value))
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Literal(Value),
    Word(String),
    Sign(&'static str),
}

/// Longer signs before those they begin with.
const SIGNS: [&str; 12] = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ",", "-"];

fn tokens(text: &str) -> Option<Vec<Token>> {
    let (mut found, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '\'' | '"' => {
                let (inner, after) = rest.get(1..)?.split_once(first)?;
                (Token::Literal(json!(inner)), after)
            }
            _ if first.is_ascii_digit() => {
                let (number, after) = split(rest, |letter| letter.is_ascii_digit() || letter == '.');
                (Token::Literal(json!(number.parse::<f64>().ok()?)), after)
            }
            _ if first.is_alphabetic() || first == '_' => {
                let (word, after) = split(rest, |letter| letter.is_alphanumeric() || letter == '_' || letter == '.');
                (word_token(word), after)
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
                (Token::Sign(sign), rest.get(sign.len()..)?)
            }
        };
        found.push(token);
        rest = after.trim_start();
    }
    Some(found)
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|letter| !belongs(letter)).unwrap_or(text.len());
    text.split_at(end)
}

fn word_token(word: &str) -> Token {
    match word {
        "True" | "true" => Token::Literal(json!(true)),
        "False" | "false" => Token::Literal(json!(false)),
        "None" => Token::Literal(Value::Null),
        _ => Token::Word(word.to_owned()),
    }
}

struct Expression<'a> {
    tokens: &'a [Token],
    values: &'a Map<String, Value>,
    depth: usize,
}

impl Expression<'_> {
    fn takes(&mut self, wanted: &Token) -> bool {
        match self.tokens.split_first() {
            Some((first, rest)) if first == wanted => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.takes(&Token::Word(word.to_owned()))
    }

    /// `a or b`: Python's value is the first that is true; here only its truth counts.
    fn disjunction(&mut self) -> Option<Value> {
        let mut value = self.conjunction()?;
        while self.takes_word("or") {
            let other = self.conjunction()?;
            value = if is_true(&value) { value } else { other };
        }
        Some(value)
    }

    fn conjunction(&mut self) -> Option<Value> {
        let mut value = self.negation()?;
        while self.takes_word("and") {
            let other = self.negation()?;
            value = if is_true(&value) { other } else { value };
        }
        Some(value)
    }

    fn negation(&mut self) -> Option<Value> {
        self.depth += 1;
        let value = match self.depth > DEEPEST {
            true => None,
            false if self.takes_word("not") => self.negation().map(|value| json!(!is_true(&value))),
            false => self.comparison(),
        };
        self.depth -= 1;
        value
    }

    fn comparison(&mut self) -> Option<Value> {
        let left = self.term()?;
        let sign = match self.tokens {
            [Token::Word(not), Token::Word(within), rest @ ..] if not == "not" && within == "in" => {
                self.tokens = rest;
                "not in"
            }
            [Token::Word(within), rest @ ..] if within == "in" => {
                self.tokens = rest;
                "in"
            }
            [Token::Sign(sign @ ("==" | "!=" | "<" | ">" | "<=" | ">=")), rest @ ..] => {
                self.tokens = rest;
                sign
            }
            _ => return Some(left),
        };
        let right = self.term()?;
        compared(&left, sign, &right).map(|holds| json!(holds))
    }

    fn term(&mut self) -> Option<Value> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        match first {
            Token::Literal(value) => Some(value.clone()),
            Token::Word(name) => self.values.get(name).map(plain),
            Token::Sign("-") => self.term()?.as_f64().map(|number| json!(-number)),
            Token::Sign("(") => self.list(")"),
            Token::Sign("[") => self.list("]"),
            Token::Sign(_) => None,
        }
    }

    /// What stands in brackets: one expression, or several as a list.
    fn list(&mut self, end: &'static str) -> Option<Value> {
        let (mut items, mut is_list) = (Vec::new(), end == "]");
        while !self.takes(&Token::Sign(end)) {
            items.push(self.disjunction()?);
            let goes_on = self.takes(&Token::Sign(","));
            is_list |= goes_on;
            if !goes_on && !self.takes(&Token::Sign(end)) {
                return None;
            } else if !goes_on {
                break;
            }
        }
        if is_list { Some(Value::Array(items)) } else { items.pop() }
    }
}

/// A link as its id, as Odoo's conditions see it.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(record) => record.get("id").cloned().unwrap_or_default(),
        Value::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(_) => true,
    }
}

fn compared(left: &Value, sign: &str, right: &Value) -> Option<bool> {
    let order = || match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    };
    match sign {
        "==" => Some(is_same(left, right)),
        "!=" => Some(!is_same(left, right)),
        "in" => right.as_array().map(|items| items.iter().any(|item| is_same(left, item))),
        "not in" => right.as_array().map(|items| !items.iter().any(|item| is_same(left, item))),
        "<" => order().map(|order| order == Ordering::Less),
        ">" => order().map(|order| order == Ordering::Greater),
        "<=" => order().map(|order| order != Ordering::Greater),
        ">=" => order().map(|order| order != Ordering::Less),
        _ => None,
    }
}

/// Whole numbers and others are the same number.
fn is_same(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => (left - right).abs() < f64::EPSILON,
        _ => left == right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_decided_where_their_values_are_known() {
        let values = json!({"mode": "fixed", "count": 1, "show": false, "partner_id": {"id": 7, "display_name": "A"}, "lines": []});
        let check = |text: &str, expected| assert_eq!(holds(text, values.as_object().unwrap()), expected, "{text}");
        check("1", Some(true));
        check("0", Some(false));
        check("not show", Some(true));
        check("mode not in ('fixed', 'percentage')", Some(false));
        check("mode in ('fixed',)", Some(true));
        check("count == 1 and not (show or mode != 'fixed')", Some(true));
        check("count > 1", Some(false));
        check("partner_id == 7 and not lines", Some(true));
        check("show or count >= 1", Some(true));
        for undecided in ["parent.state == 'x'", "unknown", "context.get('x', True)", "count ==", "(count", "mode < 1", "'a"] {
            check(undecided, None);
        }
        check(&"not ".repeat(100_000), None);
    }
}
