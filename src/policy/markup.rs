//! HTML that a browser runs, in whatever field it is written. Odoo cleans most fields, but not for whoever may write HTML as it is, and
//! administrators may.

/// Elements that run something or bring another page in.
const ELEMENTS: &[&str] = &["base", "embed", "frame", "iframe", "object", "script"];

/// What an address begins with that a browser runs.
const RUN: &[&str] = &["data:text/html", "javascript:", "vbscript:"];

/// Whether a browser would run a part of an HTML text, or the server a directive of its templates.
pub(super) fn is_active(html: &str) -> bool {
    html.split('<').skip(1).any(|rest| is_active_tag(&rest.split('>').next().unwrap_or_default().to_ascii_lowercase()))
}

/// What stands between `<` and `>`.
fn is_active_tag(tag: &str) -> bool {
    let name: &str = tag.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or_default();
    let plain: String = decoded(tag).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    ELEMENTS.contains(&name) || name.starts_with("t-") || RUN.iter().any(|start| plain.contains(start)) || attributes(tag).any(is_handler)
}

/// The names before an equals sign.
fn attributes(tag: &str) -> impl Iterator<Item = &str> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | '=');
    tag.match_indices('=').filter_map(move |(at, _)| tag.get(..at)?.trim_end().rsplit(is_end).next())
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
        ] {
            assert!(!is_active(html), "{html}");
        }
    }
}
