//! What is markup and what is text: whether a text has tags, what plain text would lose of it, and text as paragraphs.

/// Kinds of structure that plain text does not have, with the elements that make it.
const KINDS: [(&str, &[&str]); 6] = [
    ("links", &["a"]),
    ("lists", &["ul", "ol"]),
    ("headings", &["h1", "h2", "h3", "h4", "h5", "h6"]),
    ("tables", &["table"]),
    ("images", &["img"]),
    ("emphasis", &["b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote", "font"]),
];

/// Elements that make no structure of their own.
const PLAIN: [&str; 9] = ["p", "br", "div", "span", "li", "td", "tr", "hr", "section"];

/// Whether a text has a tag of HTML. Other things in angle brackets are text: `<none>`, `a < b`, `<jo@a.example>`.
pub(crate) fn is_markup(text: &str) -> bool {
    tags(text).any(|(name, _)| PLAIN.contains(&name.as_str()) || kind(&name).is_some())
}

/// What plain text would lose of a piece of HTML, each kind once.
pub(crate) fn structure(html: &str) -> Vec<&'static str> {
    let found: Vec<&str> = tags(html).filter_map(|(name, _)| kind(&name)).collect();
    KINDS.iter().map(|(kind, _)| *kind).filter(|kind| found.contains(kind)).collect()
}

/// Plain text as HTML: each line a paragraph.
pub(crate) fn paragraphs(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| format!("<p>{}</p>", escape(line))).collect()
}

/// The value of an attribute of a tag.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}="))?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = rest.get(1..)?.split(quote).next()?;
    Some(unescape(value))
}

/// The name of a tag in lower case, and whether it closes.
pub(super) fn name_of(tag: &str) -> (String, bool) {
    let (closes, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    (name.get(..end).unwrap_or_default().to_ascii_lowercase(), closes)
}

pub(super) fn unescape(text: &str) -> String {
    let plain = text.replace(['\n', '\r', '\t'], " ");
    let plain = plain.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">");
    plain.replace("&quot;", "\"").replace("&#39;", "'").replace("&apos;", "'").replace("&amp;", "&")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn kind(name: &str) -> Option<&'static str> {
    KINDS.iter().find(|(_, names)| names.contains(&name)).map(|(kind, _)| *kind)
}

/// The tags of a text: a name right behind the bracket that ends, or goes on with a space.
fn tags(text: &str) -> impl Iterator<Item = (String, bool)> + '_ {
    text.split('<').skip(1).filter_map(|piece| {
        let (tag, _) = piece.split_once('>')?;
        let (name, closes) = name_of(tag);
        let behind = tag.get(usize::from(closes) + name.len()..)?;
        let is_tag = !name.is_empty() && (behind.is_empty() || behind.starts_with([' ', '/', '\n', '\t']));
        is_tag.then_some((name, closes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_markup_and_other_brackets_are_text() {
        for markup in ["<p>a</p>", "a<br>b", "a<BR/>b", "see <a href='x'>it</a>", "</div>", "<b>x</b>"] {
            assert!(is_markup(markup), "{markup}");
        }
        for text in ["", "a < b > c", "<none>", "Jo <jo@a.example>", "<https://a.example>", "x <b", "1<p"] {
            assert!(!is_markup(text), "{text}");
        }
    }

    #[test]
    fn what_plain_text_loses_is_named_once() {
        assert_eq!(structure("<h1>a</h1><ul><li><a href='x'>b</a></li></ul><ul></ul>"), ["links", "lists", "headings"]);
        assert_eq!(structure("<div><p>a<br/>b</p></div>"), [""; 0]);
    }

    #[test]
    fn text_becomes_paragraphs() {
        assert_eq!(paragraphs("a < b\n\nc & d"), "<p>a &lt; b</p><p>c &amp; d</p>");
    }
}
