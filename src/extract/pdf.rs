//! The text of a PDF, line by line as it stands on the page.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Encoding, Object, ObjectId};

use super::{LONGEST_TEXT, Unreadable};

/// Pages that are read.
const MOST_PAGES: usize = 500;

/// Largest content of a page, in bytes.
const LARGEST_PAGE: usize = 16 << 20;

/// Between pieces of a line, in thousandths of the size of the font: from here on it is a space.
const SPACE: f32 = -200.0;

/// How far a line may be off and still be the same.
const SAME_LINE: f32 = 1.0;

/// The text of all pages.
pub(super) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let document = Document::load_mem(bytes).map_err(Unreadable::because)?;
    let mut text = String::new();
    for id in document.get_pages().into_values().take(MOST_PAGES) {
        if text.len() > LONGEST_TEXT {
            break;
        }
        // A page that cannot be read does not take the others down.
        text.push_str(page(&document, id).unwrap_or_default().trim());
        text.push('\n');
    }
    match text.trim() {
        "" => Err(Unreadable("the document has no text, it may be a scan".to_owned())),
        text => Ok(text.to_owned()),
    }
}

fn page(document: &Document, id: ObjectId) -> Result<String, lopdf::Error> {
    let fonts = document.get_page_fonts(id)?;
    let encodings: BTreeMap<Vec<u8>, Encoding<'_>> =
        fonts.into_iter().filter_map(|(name, font)| Some((name, font_encoding(document, font)?))).collect();
    let content = Content::decode(&document.get_page_content_with_limit(id, LARGEST_PAGE)?)?;
    let mut writer = Writer::default();
    let mut font = None;
    for Operation { operator, operands } in &content.operations {
        match operator.as_str() {
            "Tf" => font = operands.first().and_then(|name| encodings.get(name.as_name().ok()?)),
            "Tj" | "TJ" => writer.show(font, operands),
            "'" | "\"" => {
                writer.next_line();
                writer.show(font, operands.last().map(std::slice::from_ref).unwrap_or_default());
            }
            operator => writer.moves(operator, operands),
        }
    }
    Ok(writer.text)
}

fn font_encoding<'a>(document: &'a Document, font: &'a lopdf::Dictionary) -> Option<Encoding<'a>> {
    font.get_font_encoding_with_limit(document, LARGEST_PAGE).ok()
}

/// Text as it is shown, with where the pen stands.
#[derive(Debug, Default)]
struct Writer {
    text: String,
    /// The line of the pen, and of what was shown last.
    line: f32,
    shown_at: f32,
    has_moved: bool,
}

impl Writer {
    fn moves(&mut self, operator: &str, operands: &[Object]) {
        let number = |at: usize| operands.get(at).and_then(|operand| operand.as_float().ok()).unwrap_or_default();
        match operator {
            "BT" => self.line = 0.0,
            "Td" | "TD" => self.line += number(1),
            "Tm" => self.line = number(5),
            "T*" => return self.next_line(),
            _ => return,
        }
        self.has_moved = true;
    }

    fn next_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn show(&mut self, font: Option<&Encoding<'_>>, operands: &[Object]) {
        let Some(font) = font else { return };
        if (self.line - self.shown_at).abs() > SAME_LINE {
            self.next_line();
        } else if self.has_moved {
            self.space();
        }
        (self.shown_at, self.has_moved) = (self.line, false);
        self.pieces(font, operands);
    }

    fn pieces(&mut self, font: &Encoding<'_>, operands: &[Object]) {
        for operand in operands {
            match operand {
                Object::String(bytes, _) => self.text.push_str(&Document::decode_text(font, bytes).unwrap_or_default()),
                // A list is one level deep; what a hostile file nests below is not text.
                Object::Array(list) if list.iter().all(|piece| !matches!(piece, Object::Array(_))) => self.pieces(font, list),
                Object::Integer(_) | Object::Real(_) if operand.as_float().is_ok_and(|gap| gap < SPACE) => self.space(),
                _ => {}
            }
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF of one page with this content.
    fn document(content: &str) -> Vec<u8> {
        use lopdf::{Stream, dictionary};
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let font = document.add_object(dictionary! {"Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica"});
        let resources = document.add_object(dictionary! {"Font" => dictionary! {"F1" => font}});
        let content = document.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        document.objects.insert(pages, dictionary! {"Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1}.into());
        let catalog = document.add_object(dictionary! {"Type" => "Catalog", "Pages" => pages});
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn lines_and_spaces_are_those_of_the_page() {
        let content = "BT /F1 12 Tf 50 700 Td (Invoice) Tj 100 0 Td (INV/7) Tj -100 -20 Td [(To) -300 (tal) 20 (s)] TJ ET";
        assert_eq!(text(&document(content)).unwrap(), "Invoice INV/7\nTo tals");
        let content = "BT /F1 12 Tf 1 0 0 1 50 700 Tm (a) Tj T* (b) Tj (c) ' ET BT /F1 9 Tf 1 0 0 1 50 600 Tm (d) Tj ET";
        assert_eq!(text(&document(content)).unwrap(), "a\nb\nc\nd");
    }

    #[test]
    fn what_is_broken_or_a_scan_is_said() {
        assert!(text(b"%PDF-1.4 nothing").is_err());
        assert_eq!(text(&document("0 0 m 10 10 l S")).unwrap_err().to_string(), "the document has no text, it may be a scan");
        let whole = document("BT /F1 12 Tf (x) Tj ET");
        for end in (0..whole.len()).step_by(7) {
            // Cut anywhere it is read or refused, and never a panic.
            let _ = text(&whole[..end]);
        }
    }
}
