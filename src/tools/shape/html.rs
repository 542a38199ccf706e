//! HTML as the text a person would read: paragraphs and lists keep their lines, everything else loses its tags.

/// Elements that begin a line.
const BLOCKS: [&str; 16] =
    ["p", "div", "br", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section"];

/// Elements whose content nobody reads.
const UNSEEN: [&str; 3] = ["script", "style", "head"];

/// The text of a piece of HTML. It never fails: what is no tag stays as it is.
pub(crate) fn text_of(html: &str) -> String {
    let (mut text, mut rest, mut unseen) = (String::new(), html, None::<String>);
    while let Some((before, after)) = rest.split_once('<') {
        if unseen.is_none() {
            text.push_str(&unescape(before));
        }
        let Some((tag, behind)) = after.split_once('>') else {
            text.push('<');
            rest = after;
            break;
        };
        let (name, closes) = name_of(tag);
        match (&unseen, closes) {
            (Some(open), true) if *open == name => unseen = None,
            (None, false) if UNSEEN.contains(&name.as_str()) && !tag.ends_with('/') => unseen = Some(name),
            (None, _) => push_break(&mut text, &name, closes),
            (Some(_), _) => {}
        }
        rest = behind;
    }
    if unseen.is_none() {
        text.push_str(&unescape(rest));
    }
    tidy(&text)
}

fn name_of(tag: &str) -> (String, bool) {
    let (closes, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    (name.get(..end).unwrap_or_default().to_ascii_lowercase(), closes)
}

fn push_break(text: &mut String, name: &str, closes: bool) {
    if name == "li" && !closes {
        text.push_str("\n- ");
    } else if (name == "td" || name == "th") && closes {
        text.push(' ');
    } else if BLOCKS.contains(&name) {
        text.push('\n');
    }
}

fn unescape(text: &str) -> String {
    let plain = text.replace(['\n', '\r', '\t'], " ");
    let plain = plain.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">");
    plain.replace("&quot;", "\"").replace("&#39;", "'").replace("&apos;", "'").replace("&amp;", "&")
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
        check("a<br/>b<script>alert('x')</script>c", "a\nbc");
        check("1 < 2", "1 < 2");
        check("<p data-x=\"1\">broken", "broken");
        check("&amp;lt;", "&lt;");
        check("", "");
    }
}
