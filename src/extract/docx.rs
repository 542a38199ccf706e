//! The text of a DOCX: paragraphs as lines, cells of a table apart by tabs.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::{LONGEST_TEXT, Unreadable};

/// Where the text stands.
const DOCUMENT: &str = "word/document.xml";

/// Largest document, in bytes.
const LARGEST: u64 = 64 << 20;

/// The text.
pub(super) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Unreadable::because)?;
    let file = archive.by_name(DOCUMENT).map_err(Unreadable::because)?;
    read(BufReader::new(file.take(LARGEST)))
}

fn read(source: impl std::io::BufRead) -> Result<String, Unreadable> {
    let (mut reader, mut buffer) = (Reader::from_reader(source), Vec::new());
    let (mut text, mut is_text) = (String::new(), false);
    while text.len() < LONGEST_TEXT {
        match reader.read_event_into(&mut buffer).map_err(Unreadable::because)? {
            Event::Start(tag) => is_text = tag.name().as_ref() == "w:t",
            Event::Empty(tag) => match tag.name().as_ref() {
                "w:br" | "w:cr" | "w:p" => text.push('\n'),
                "w:tab" => text.push('\t'),
                _ => {}
            },
            Event::End(tag) => {
                is_text = false;
                match tag.name().as_ref() {
                    "w:p" => text.push('\n'),
                    // A cell ends with a paragraph of its own.
                    "w:tc" => close(&mut text, '\t'),
                    "w:tr" => close(&mut text, '\n'),
                    _ => {}
                }
            }
            Event::Text(words) if is_text => text.push_str(&words.xml10_content()),
            Event::GeneralRef(name) if is_text => text.push_str(character(&name).map_err(Unreadable::because)?.as_str()),
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    Ok(text.trim().to_owned())
}

/// One of the five entities of XML, or a character by its number; any other is nothing.
fn character(name: &quick_xml::events::BytesRef<'_>) -> Result<String, quick_xml::Error> {
    if let Some(character) = name.resolve_char_ref()? {
        return Ok(character.to_string());
    }
    let known = match &**name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    };
    Ok(known.to_owned())
}

/// Puts a mark in the place of the line's end.
fn close(text: &mut String, mark: char) {
    let end = text.trim_end_matches(['\n', '\t']).len();
    text.truncate(end);
    text.push(mark);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_lines_and_cells_are_apart() {
        let xml = "<w:document><w:body><w:p><w:r><w:t>Dear</w:t><w:t xml:space=\"preserve\"> A &amp; B&#33;</w:t></w:r></w:p><w:p/>\
                   <w:tbl><w:tr><w:tc><w:p><w:t>Desk</w:t></w:p></w:tc><w:tc><w:p><w:t>2</w:t></w:p></w:tc></w:tr></w:tbl>\
                   <w:p><w:t>Bye</w:t></w:p></w:body></w:document>";
        assert_eq!(read(xml.as_bytes()).unwrap(), "Dear A & B!\n\nDesk\t2\nBye");
        assert!(text(b"PK\x03\x04 nothing").is_err());
    }
}
