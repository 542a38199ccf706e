//! Makes text from a server fit to be shown: no traceback, no control characters, bounded.

/// The longest text taken from a server, in bytes.
const MAX_BYTES: usize = 2_000;

const TRACEBACK: &str = "Traceback (most recent call last)";

/// `text` up to the first traceback, trimmed, without control characters other than line ends and tabs, and bounded.
pub(crate) fn clean(text: &str) -> String {
    let shown = text.split(TRACEBACK).next().unwrap_or_default();
    let shown: String = shown.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    bounded(shown.trim()).to_owned()
}

/// One line of at most `MAX_BYTES`: line ends and runs of spaces become one space.
pub(crate) fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    clean(&line)
}

fn bounded(text: &str) -> &str {
    let mut end = MAX_BYTES.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_tracebacks_and_control_characters() {
        assert_eq!(clean(" no\u{7} access\n\nTraceback (most recent call last):\n  File \"/opt/x.py\""), "no access");
        assert_eq!(clean("line\n\t- group\n"), "line\n\t- group");
        assert_eq!(one_line("a\r\n  b"), "a b");
    }

    #[test]
    fn bounds_at_a_character() {
        let long = "é".repeat(MAX_BYTES);
        assert_eq!(clean(&long).len(), MAX_BYTES);
        let odd = format!("x{long}");
        assert_eq!(clean(&odd).len(), MAX_BYTES - 1);
    }
}
