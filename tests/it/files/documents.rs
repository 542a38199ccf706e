//! Documents made here: as small as a reader takes them, and some that are made to do harm.

use std::io::{Cursor, Write};

use lopdf::{Document, Stream, dictionary};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A PDF of one page with this content.
pub(super) fn pdf(content: &str) -> Vec<u8> {
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

fn archive(files: &[(&str, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A DOCX with these paragraphs.
pub(super) fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let body: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    archive(&[("word/document.xml", format!("<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>"))])
}

/// An XLSX with one sheet, `Prices`.
pub(super) fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |row: usize, column: usize, text: &str| {
        format!("<c r=\"{}{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", char::from(b'A' + column as u8), row + 1)
    };
    let row = |(at, cells): (usize, &&[&str])| {
        let cells: String = cells.iter().enumerate().map(|(column, text)| cell(at, column, text)).collect();
        format!("<row r=\"{}\">{cells}</row>", at + 1)
    };
    workbook(&rows.iter().enumerate().map(row).collect::<String>())
}

/// Two cells in opposite corners of the largest sheet there is.
pub(super) fn sparse_xlsx() -> Vec<u8> {
    workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>")
}

fn workbook(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    archive(&[
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Prices\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"s\" Type=\"{office}/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

/// A black PNG.
pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}

/// A PNG whose head says that it is large.
pub(super) fn png_that_says(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(1, 1);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    bytes
}
