//! HTML that a browser runs, in whatever field it is written. Odoo cleans most fields, but not for whoever may write HTML as it is, and
//! administrators may.

/// Elements that run something or bring another page in.
const ELEMENTS: &[&str] = &["base", "embed", "frame", "iframe", "object", "script"];

/// What an address begins with that a browser runs.
const RUN: &[&str] = &["data:text/html", "javascript:", "vbscript:"];

/// Bytes of a tag beside its quoted values. Nobody writes a longer one, and each `<` is read on from.
const LONGEST_TAG: usize = 2_000;

/// Whether a browser would run a part of an HTML text, or the server a directive of its templates. Wherever a `<` stands a tag may begin:
/// what looks like a comment or a value to one reader does not to another.
pub(super) fn is_active(html: &str) -> bool {
    html.match_indices('<').any(|(at, sign)| html.get(at + sign.len()..).is_some_and(is_active_tag))
}

/// What follows a `<`.
fn is_active_tag(rest: &str) -> bool {
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let (name, rest) = rest.split_at(rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len()));
    let name = name.to_ascii_lowercase();
    ELEMENTS.contains(&name.as_str()) || name.starts_with("t-") || Attributes { rest, left: LONGEST_TAG }.any(|one| one.is_active())
}

/// An attribute, as browsers read it.
enum Attribute<'a> {
    Named {
        name: &'a str,
        value: &'a str,
    },
    /// The tag is longer than any that is written.
    TooLong,
}

impl Attribute<'_> {
    fn is_active(&self) -> bool {
        let Self::Named { name, value } = self else { return true };
        let plain: String = decoded(&value.to_ascii_lowercase()).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        is_handler(&name.to_ascii_lowercase()) || RUN.iter().any(|start| plain.contains(start))
    }
}

/// What HTML takes for a space: no other character parts attributes.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{c}' | '\r')
}

/// The attributes of a tag, to the `>` that ends it: one within quotes does not.
struct Attributes<'a> {
    rest: &'a str,
    /// Bytes that may still be read beside quoted values.
    left: usize,
}

impl<'a> Attributes<'a> {
    /// Takes a part up to a character of these, or `None` where it is too long; its first character is taken whatever it is.
    fn take(&mut self, is_end: impl Fn(char) -> bool, has_first: bool) -> Option<&'a str> {
        let first = if has_first { self.rest.chars().next().map_or(0, char::len_utf8) } else { 0 };
        let mut ends = self.rest.char_indices().take(self.left + 1).skip_while(|(at, _)| *at < first);
        let end = ends.find(|(_, c)| is_end(*c)).map_or(self.rest.len(), |(at, _)| at);
        self.left = self.left.checked_sub(end)?;
        let (part, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(part)
    }

    fn value(&mut self) -> Option<&'a str> {
        let Some(rest) = self.rest.trim_start_matches(is_space).strip_prefix('=') else { return Some("") };
        self.rest = rest.trim_start_matches(is_space);
        for quote in ['"', '\''] {
            if let Some(inner) = self.rest.strip_prefix(quote) {
                let (value, rest) = inner.split_once(quote).unwrap_or((inner, ""));
                self.rest = rest;
                return Some(value);
            }
        }
        self.take(|c| is_space(c) || c == '>', false)
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        self.rest = self.rest.trim_start_matches(|c: char| is_space(c) || c == '/');
        if self.rest.is_empty() || self.rest.starts_with('>') {
            return None;
        }
        let name = self.take(|c| is_space(c) || matches!(c, '/' | '>' | '='), true);
        let read = name.and_then(|name| Some(Attribute::Named { name, value: self.value()? }));
        if read.is_none() {
            self.rest = "";
        }
        Some(read.unwrap_or(Attribute::TooLong))
    }
}

/// `onclick`, a directive such as `t-out`, a whole page in `srcdoc`.
fn is_handler(name: &str) -> bool {
    let is_event = name.strip_prefix("on").is_some_and(|event| !event.is_empty() && event.bytes().all(|byte| byte.is_ascii_lowercase()));
    is_event || name.starts_with("t-") || name == "srcdoc"
}

/// A text with the characters that stand there as entities.
fn decoded(text: &str) -> String {
    let mut parts = text.split('&');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut whole, part| {
        let (entity, rest) = part.split_at(part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).unwrap_or(part.len()));
        match character(entity) {
            Some(character) => {
                whole.push(character);
                whole.push_str(rest.strip_prefix(';').unwrap_or(rest));
            }
            None => {
                whole.push('&');
                whole.push_str(part);
            }
        }
        whole
    })
}

fn character(entity: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match entity {
        "colon" => Some(':'),
        "tab" => Some('\t'),
        "newline" => Some('\n'),
        _ => match entity.strip_prefix('#')? {
            hex if hex.starts_with('x') => number(hex.get(1..)?, 16),
            decimal => number(decimal, 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_runs_is_known_and_what_people_write_is_not() {
        for html in [
            "<script>alert(1)</script>",
            "<SCRIPT src=x>",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<a href='javascript:alert(1)'>x</a>",
            "<a href=\"java&#115;cript&colon;alert(1)\">x</a>",
            "<a href=\"jav\tascript:alert(1)\">x</a>",
            "<a href=\"&#x6a;avascript:1\">x</a>",
            "<iframe srcdoc='x'>",
            "<object data=x>",
            "<p t-out=\"request.env\"/>",
            "<t-call x>",
            "<p class='a'onclick = 'x'>",
            "<img alt=\">\" onerror=alert(1)>",
            "<img a=x\" b=\">\" onerror=alert(1)>",
            "<!-- <img alt=\"--> <img src=x onerror=alert(1)>",
            "<a title='>' href='javascript:alert(1)'>",
            "<a x=\u{a0}\" onclick=alert(1) y=\">",
            &format!("<p {}>", "x".repeat(3_000)),
        ] {
            assert!(is_active(html), "{html}");
        }
        for html in [
            "<p>Monday: on=off, javascript: is a language</p>",
            "<p style=\"color: red\" class=\"online\">1 < 2</p>",
            "<a href=\"https://example.com/a?online=1\">x</a>",
            "<img src=\"/web/image/7\" alt=\"on\"/>",
            "<table><thead><tr><th colspan=\"2\">one</th></tr></thead></table>",
            "R&D &amp; more",
            "<p title=\"1 > 2, onclick=x\">only=3, onset=4</p>",
            "I <3 onions=good",
            "<img =\"> onerror=alert(1)>",
            &format!("<img src=\"data:image/png;base64,{}\"/>", "A".repeat(50_000)),
        ] {
            assert!(!is_active(html), "{html}");
        }
    }
}
