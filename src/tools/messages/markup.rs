//! The text of a message as the HTML that Odoo keeps: plain text with its lines, Markdown, or HTML as it came, which Odoo cleans.

use pulldown_cmark::{Event, Options, Parser, html};
use schemars::JsonSchema;
use serde::Deserialize;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Format {
    #[default]
    Text,
    Markdown,
    Html,
}

/// The HTML of a text.
pub(super) fn html_of(text: &str, format: Format) -> String {
    match format {
        Format::Html => text.to_owned(),
        Format::Markdown => of_markdown(text),
        Format::Text => format!("<p>{}</p>", escaped(text.trim()).replace("\r\n", "\n").replace('\n', "<br/>")),
    }
}

/// Markup inside Markdown is text: whoever means HTML says so.
fn of_markdown(text: &str) -> String {
    let plain = |event| match event {
        Event::Html(markup) | Event::InlineHtml(markup) => Event::Text(markup),
        Event::SoftBreak => Event::HardBreak,
        other => other,
    };
    let mut written = String::new();
    html::push_html(&mut written, Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).map(plain));
    written.trim_end().to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Whether a text that is said to be plain looks like markup: it would show its tags.
pub(super) fn looks_like_html(text: &str) -> bool {
    ["</p>", "</b>", "</a>", "</ul>", "</div>", "</strong>", "<br"].iter().any(|tag| text.to_ascii_lowercase().contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_becomes_html_that_shows_what_was_meant() {
        let check = |text: &str, format, expected: &str| assert_eq!(html_of(text, format), expected);
        check("a < b\nnext", Format::Text, "<p>a &lt; b<br/>next</p>");
        check("**now**\n\n- one\n- two", Format::Markdown, "<p><strong>now</strong></p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>");
        check("x <b onclick=y>z</b>", Format::Markdown, "<p>x &lt;b onclick=y&gt;z&lt;/b&gt;</p>");
        check("<p>as it is</p>", Format::Html, "<p>as it is</p>");
        assert!(looks_like_html("<P>a</P>") && !looks_like_html("a < b > c"));
    }
}
