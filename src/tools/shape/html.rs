//! HTML as the text a person would read: paragraphs and lists keep their lines, links their addresses, everything else loses its tags.

use super::markup::{attribute, name_of, unescape};

/// Elements that begin a line.
const BLOCKS: [&str; 16] =
    ["p", "div", "br", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section"];

/// Elements whose content nobody reads.
const UNSEEN: [&str; 3] = ["script", "style", "head"];

/// The text as far as it is written.
#[derive(Default)]
struct Text {
    written: String,
    /// The element whose content is passed over.
    unseen: Option<String>,
    /// The lists that are open: the number of the last item, or none where they have no numbers.
    lists: Vec<Option<u32>>,
    /// The link that is open: where its text begins, and its address.
    link: Option<(usize, String)>,
}

/// The text of a piece of HTML. It never fails: what is not a tag stays as it is.
pub(crate) fn text_of(html: &str) -> String {
    let (mut text, mut rest) = (Text::default(), html);
    while let Some((before, after)) = rest.split_once('<') {
        text.push(&unescape(before));
        let Some((tag, behind)) = after.split_once('>') else {
            text.push("<");
            rest = after;
            break;
        };
        text.tag(tag);
        rest = behind;
    }
    text.push(&unescape(rest));
    tidy(&text.written)
}

impl Text {
    fn push(&mut self, text: &str) {
        if self.unseen.is_none() {
            self.written.push_str(text);
        }
    }

    fn tag(&mut self, tag: &str) {
        let (name, closes) = name_of(tag);
        match (&self.unseen, closes) {
            (Some(open), true) if *open == name => self.unseen = None,
            (None, false) if UNSEEN.contains(&name.as_str()) && !tag.ends_with('/') => self.unseen = Some(name),
            (None, true) => self.close(&name),
            (None, false) => self.open(&name, tag),
            (Some(_), _) => {}
        }
    }

    fn open(&mut self, name: &str, tag: &str) {
        match name {
            "a" => self.link = attribute(tag, "href").map(|address| (self.written.len(), address)),
            "ul" => self.lists.push(None),
            "ol" => self.lists.push(Some(0)),
            _ => {}
        }
        if name == "li" {
            let mark = self.item();
            self.push(&mark);
        } else if BLOCKS.contains(&name) {
            self.push("\n");
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => self.close_link(),
            "ul" | "ol" => drop(self.lists.pop()),
            "td" | "th" => self.push(" "),
            _ => {}
        }
        if BLOCKS.contains(&name) {
            self.push("\n");
        }
    }

    /// A new line with a dash, or with the next number.
    fn item(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("\n{number}. ")
            }
            _ => "\n- ".to_owned(),
        }
    }

    /// The address of a link, where its text does not say it.
    fn close_link(&mut self) {
        let Some((start, address)) = self.link.take() else { return };
        let is_said = self.written.get(start..).is_some_and(|text| text.contains(address.trim_start_matches("mailto:")));
        if !is_said && !address.is_empty() && !address.starts_with(['#', '\n']) {
            self.push(&format!(" ({address})"));
        }
    }
}

/// One space between words, no empty lines.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_a_person_would() {
        let check = |html: &str, expected: &str| assert_eq!(text_of(html), expected);
        check("<p>Hello <b>world</b></p><p>Fish &amp; chips</p>", "Hello world\nFish & chips");
        check("<ul><li>one</li><li>two</li></ul>", "- one\n- two");
        check("<ol><li>one</li><li><ul><li>in</li></ul></li><li>three</li></ol>", "1. one\n2.\n- in\n3. three");
        check("a<br/>b<script>alert('x')</script>c", "a\nbc");
        check("1 < 2", "1 < 2");
        check("<p data-x=\"1\">broken", "broken");
        check("&amp;lt;", "&lt;");
        check("", "");
    }

    #[test]
    fn links_keep_their_addresses() {
        let check = |html: &str, expected: &str| assert_eq!(text_of(html), expected);
        check(
            "see <a class='x' href=\"https://a.example/?b=1&amp;c=2\">the <b>offer</b></a>.",
            "see the offer (https://a.example/?b=1&c=2).",
        );
        check("<a href='https://a.example'>https://a.example</a>", "https://a.example");
        check("<a href='mailto:jo@a.example'>jo@a.example</a>", "jo@a.example");
        check("<a href='mailto:jo@a.example'>Jo</a>", "Jo (mailto:jo@a.example)");
        check("<a name='top'>here</a> <a href='#top'>up</a>", "here up");
        check("<a href='/odoo/action-1'>open", "open");
    }
}
