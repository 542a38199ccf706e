//! The form of a dialog as its view describes it: fields, buttons and words, each with the conditions under which it is hidden.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Longest text of a dialog that is shown, in characters.
const LONGEST_WORDS: usize = 600;

/// What a form shows.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Arch {
    pub(super) fields: Vec<FieldNode>,
    pub(super) buttons: Vec<ButtonNode>,
    pub(super) words: Vec<Words>,
}

/// A field of the form.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FieldNode {
    pub(super) name: String,
    pub(super) label: Option<String>,
    /// It is hidden where one of these holds.
    pub(super) hidden: Vec<String>,
    pub(super) readonly: Option<String>,
    pub(super) required: Option<String>,
    /// The columns of its list, where it has one.
    pub(super) columns: Vec<String>,
}

/// A button that calls a method.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ButtonNode {
    pub(super) method: String,
    pub(super) label: String,
    pub(super) hidden: Vec<String>,
}

/// A piece of text.
#[derive(Debug, PartialEq)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) hidden: Vec<String>,
}

/// The form cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the view of the dialog cannot be read")]
pub(super) struct Unreadable;

/// An element that is open.
struct Open {
    name: String,
    hides: Option<String>,
}

/// Reads the form.
pub(super) fn read(arch: &str) -> Result<Arch, Unreadable> {
    let (mut form, mut open, mut reader) = (Arch::default(), Vec::<Open>::new(), Reader::from_str(arch));
    loop {
        match reader.read_event().map_err(|_| Unreadable)? {
            Event::Start(tag) => {
                element(&mut form, &open, &tag);
                open.push(Open { name: tag.local_name().as_ref().to_owned(), hides: attribute(&tag, "invisible") });
            }
            Event::Empty(tag) => element(&mut form, &open, &tag),
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => words(&mut form, &open, &text.xml10_content()),
            Event::Eof => return Ok(form),
            _ => {}
        }
    }
}

fn element(form: &mut Arch, open: &[Open], tag: &BytesStart<'_>) {
    match tag.local_name().as_ref() {
        "field" if is_inside(open, "field") => column(form, tag),
        "field" => field(form, open, tag),
        "button" if !is_inside(open, "field") => button(form, open, tag),
        _ => {}
    }
}

fn is_inside(open: &[Open], name: &str) -> bool {
    open.iter().any(|element| element.name == name)
}

fn field(form: &mut Arch, open: &[Open], tag: &BytesStart<'_>) {
    let Some(name) = attribute(tag, "name") else { return };
    form.fields.push(FieldNode {
        name,
        label: attribute(tag, "string").filter(|label| !label.is_empty()),
        hidden: hidden(open, tag),
        readonly: attribute(tag, "readonly"),
        required: attribute(tag, "required"),
        columns: Vec::new(),
    });
}

fn column(form: &mut Arch, tag: &BytesStart<'_>) {
    let (Some(name), Some(list)) = (attribute(tag, "name"), form.fields.last_mut()) else { return };
    if !list.columns.contains(&name) {
        list.columns.push(name);
    }
}

fn button(form: &mut Arch, open: &[Open], tag: &BytesStart<'_>) {
    let is_method = attribute(tag, "type").as_deref() == Some("object") && attribute(tag, "special").is_none();
    let Some(method) = attribute(tag, "name").filter(|_| is_method) else { return };
    let label = attribute(tag, "string").unwrap_or_else(|| method.clone());
    form.buttons.push(ButtonNode { method, label, hidden: hidden(open, tag) });
}

/// Text that stands in no field, button or link.
fn words(form: &mut Arch, open: &[Open], text: &str) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length: usize = form.words.iter().map(|words| words.text.chars().count()).sum();
    let is_elsewhere = ["field", "button", "a", "option", "script", "style"].iter().any(|name| is_inside(open, name));
    if text.chars().any(char::is_alphabetic) && !is_elsewhere && length + text.chars().count() <= LONGEST_WORDS {
        form.words.push(Words { text, hidden: conditions(open) });
    }
}

fn hidden(open: &[Open], tag: &BytesStart<'_>) -> Vec<String> {
    conditions(open).into_iter().chain(attribute(tag, "invisible")).collect()
}

fn conditions(open: &[Open]) -> Vec<String> {
    open.iter().filter_map(|element| element.hides.clone()).collect()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_buttons_and_words_with_what_hides_them() {
        let arch = r#"<form><p>You processed <b>less</b> than ordered.</p>
            <group invisible="not show"><field name="lines" string="Lines"><list><field name="qty"/><button name="x" type="object"/></list></field></group>
            <field name="amount" required="mode == 'fixed' &amp;&amp; x" readonly="1"/>
            <footer><button name="process" string="Go" type="object" invisible="done"/><button string="Close" special="cancel"/><button name="7" type="action"/></footer></form>"#;
        let form = read(arch).unwrap();
        let text: Vec<&str> = form.words.iter().map(|words| words.text.as_str()).collect();
        assert_eq!(text, ["You processed", "less", "than ordered."]);
        let lines = &form.fields[0];
        assert_eq!((lines.name.as_str(), &lines.hidden, &lines.columns), ("lines", &vec!["not show".to_owned()], &vec!["qty".to_owned()]));
        assert_eq!(form.fields[1].required.as_deref(), Some("mode == 'fixed' && x"));
        let go = ButtonNode { method: "process".to_owned(), label: "Go".to_owned(), hidden: vec!["done".to_owned()] };
        assert_eq!(form.buttons, [go]);
        assert!(read("<form><field").is_err());
    }
}
