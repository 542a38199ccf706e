//! A domain as a record keeps it: a text in Python's syntax, of which only literals are taken.
//!
//! The server evaluates such a text with names that reach everything, so whatever is not a list, a tuple, a text, a number, a constant or
//! one of three harmless names is refused: no other name, no attribute, no call, no operator.

use serde_json::Value;

/// Longest text that is read.
const LONGEST: usize = 16_384;
/// Deepest nesting that is followed.
const DEEPEST: usize = 24;
/// The names that stand for a value, and one such value.
const NAMES: [(&str, i64); 2] = [("user.id", 1), ("uid", 1)];
/// The call that stands for today.
const TODAY: &str = "context_today()";
/// What today's date may be written as.
const FORMATTED: [&str; 2] = [".strftime('%Y-%m-%d')", ".strftime(\"%Y-%m-%d\")"];

/// The value that a text in Python's syntax spells; a name in it stands for a value of its kind.
pub(super) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { rest: text.trim(), depth: 0 };
    if text.len() > LONGEST {
        return None;
    }
    let value = reader.value()?;
    reader.rest.trim_start().is_empty().then_some(value)
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn value(&mut self) -> Option<Value> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '[' => self.items(']'),
            '(' => self.items(')'),
            quote @ ('\'' | '"') => self.text(quote),
            _ => self.word(),
        }
    }

    /// The items of a list or a tuple, up to its end; a comma may follow the last.
    fn items(&mut self, end: char) -> Option<Value> {
        self.depth += 1;
        self.rest = self.rest.get(1..)?;
        let mut items = Vec::new();
        loop {
            if self.depth > DEEPEST || self.take(end) {
                break;
            }
            items.push(self.value()?);
            if !self.take(',') {
                self.take(end).then_some(())?;
                break;
            }
        }
        let is_sound = self.depth <= DEEPEST;
        self.depth -= 1;
        is_sound.then_some(Value::Array(items))
    }

    fn take(&mut self, expected: char) -> bool {
        let rest = self.rest.trim_start();
        let after = rest.strip_prefix(expected);
        self.rest = after.unwrap_or(rest);
        after.is_some()
    }

    /// A quoted text without escapes. What stands directly behind it must not be another, which Python would join.
    fn text(&mut self, quote: char) -> Option<Value> {
        let inner = self.rest.get(1..)?;
        let (text, rest) = inner.split_once(quote)?;
        self.rest = rest;
        let joins = rest.trim_start().starts_with(['\'', '"']);
        (!joins && !text.contains(['\\', '\n'])).then(|| text.into())
    }

    fn word(&mut self) -> Option<Value> {
        if let Some(rest) = self.rest.strip_prefix(TODAY) {
            self.rest = FORMATTED.iter().find_map(|format| rest.strip_prefix(format)).unwrap_or(rest);
            return Some("2026-01-01".into());
        }
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        match word {
            "True" | "true" => Some(true.into()),
            "False" | "false" => Some(false.into()),
            "None" | "null" => Some(Value::Null),
            _ => NAMES.iter().find(|(name, _)| *name == word).map(|(_, stands_for)| (*stands_for).into()).or_else(|| number(word)),
        }
    }
}

/// Digits with a sign and a point, as both languages write them.
fn number(word: &str) -> Option<Value> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let is_plain = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let whole = || word.parse::<i64>().ok().map(Value::from);
    let real = || word.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number);
    if is_plain { whole().or_else(real) } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn literals_are_read() {
        let check = |text: &str, expected: Value| assert_eq!(read(text), Some(expected), "{text}");
        check("[]", json!([]));
        check(" [('name', '=', \"l'eau\"), ('id', 'in', [1, 2,])] ", json!([["name", "=", "l'eau"], ["id", "in", [1, 2]]]));
        check("['|', ('a', '=', True), ('b', '!=', None)]", json!(["|", ["a", "=", true], ["b", "!=", null]]));
        check("[('user_id', '=', uid), ('x', '=', user.id)]", json!([["user_id", "=", 1], ["x", "=", 1]]));
        check("[('date', '>=', context_today().strftime('%Y-%m-%d'))]", json!([["date", ">=", "2026-01-01"]]));
        check("[('x', '>', -1.5)]", json!([["x", ">", -1.5]]));
        check("[[\"active\", \"=\", true]]", json!([["active", "=", true]]));
    }

    #[test]
    fn nothing_but_literals_is() {
        for text in [
            "",
            "[('create_' 'uid.login', '=', 1)]",
            "[('create_' + 'uid.login', '=', 1)]",
            "[('create_%s' % 'uid', '=', 1)]",
            "[('create\\u005fuid', '=', 1)]",
            "[(f'create_uid', '=', 1)]",
            "[(b'x', '=', 1)]",
            "[(chr(99), '=', 1)]",
            "[('x'.join([]), '=', 1)]",
            "[('id', '=', user.env['res.groups'].sudo().browse(1).write({}) and 3)]",
            "[('id', '=', user.partner_id)]",
            "[('id', '=', context_today().__class__)]",
            "[('id', '=', context_today()())]",
            "[('id', '=', [x for x in (1,)])]",
            "[('id', '=', {'a': 1})]",
            "[('id', '=', 1)] or user",
            "[('id', '=', 1)",
            "[('id', '=', 1)]]",
            "[('id', '=', 0x10)]",
            "[('id', '=', 1e400)]",
            "[lambda: 1]",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
        assert_eq!(read(&format!("{}{}", "[".repeat(50), "]".repeat(50))), None);
    }
}
