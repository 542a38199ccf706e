//! What a file is by its first bytes, whatever it is called, and how it is shown: a text as text, an image as an image, anything else
//! as its bytes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error_code::ErrorCode;
use crate::tools::failure::{Failure, Origin};
use crate::tools::output::Attached;
use crate::tools::shape;

/// Largest file, in bytes.
pub(crate) const LARGEST: usize = 8 << 20;

/// First bytes and the type that they are of.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-msdownload"),
    (b"#!", "text/x-script"),
];

/// Kinds of zip by the ending of their name.
const OF_ZIP: &[(&str, &str)] = &[
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
];

/// Types that run when they are opened: never taken.
const RUNNING: &[&str] = &["application/x-executable", "application/x-msdownload", "text/x-script"];

/// How a file is shown.
#[derive(Debug)]
pub(super) enum Shown {
    /// As text.
    Text(String),
    /// Beside the answer.
    Attached(Attached),
}

/// The bytes of a file in base64, which Odoo may break into lines.
pub(crate) fn decoded(base64: &str) -> Option<Vec<u8>> {
    let packed: String = base64.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    STANDARD.decode(packed).ok()
}

/// Bytes in base64.
pub(super) fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The type of a file by its content; by its name where the content does not say.
pub(crate) fn type_of(bytes: &[u8], name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let by_content = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind);
    match by_content {
        Some("application/zip") => OF_ZIP.iter().find(|(known, _)| *known == ending).map_or("application/zip", |(_, kind)| kind),
        Some(kind) => kind,
        None if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => "image/webp",
        None if std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0')) => match ending.as_str() {
            "html" | "htm" => "text/html",
            "csv" => "text/csv",
            "json" => "application/json",
            "xml" | "svg" => "application/xml",
            _ => "text/plain",
        },
        None => "application/octet-stream",
    }
}

/// Whether a type runs when it is opened.
pub(super) fn runs(kind: &str) -> bool {
    RUNNING.contains(&kind)
}

/// How a file is shown.
pub(super) fn shown(bytes: &[u8], name: &str) -> Shown {
    let kind = type_of(bytes, name);
    let is_text = kind.starts_with("text/") || matches!(kind, "application/json" | "application/xml");
    match std::str::from_utf8(bytes) {
        Ok(text) if kind == "text/html" => Shown::Text(shape::text_of(text)),
        Ok(text) if is_text => Shown::Text(text.to_owned()),
        _ => Shown::Attached(Attached { name: name.to_owned(), mime_type: kind.to_owned(), base64: encoded(bytes) }),
    }
}

/// A file that is too large.
pub(super) fn too_large(bytes: usize) -> Failure {
    let message = format!("the file has {bytes} bytes, more than {LARGEST}");
    Failure::new(ErrorCode::WrongValue, Origin::Caller, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_and_not_the_name() {
        let check = |bytes: &[u8], name: &str, expected: &str| assert_eq!(type_of(bytes, name), expected, "{name}");
        check(b"%PDF-1.4 ...", "photo.png", "application/pdf");
        check(b"MZ\x90\0", "invoice.pdf", "application/x-msdownload");
        check(b"PK\x03\x04\0", "list.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        check(b"PK\x03\x04\0", "list.pdf", "application/zip");
        check(b"a,b\n1,2\n", "list.csv", "text/csv");
        check("Größe".as_bytes(), "note", "text/plain");
        check(b"\0\x01\x02", "note.txt", "application/octet-stream");
    }

    #[test]
    fn a_page_is_shown_as_its_text() {
        assert!(matches!(shown(b"<p>a</p><p>b</p>", "x.html"), Shown::Text(text) if text == "a\nb"));
        assert!(matches!(shown(b"\x89PNG\r\n\x1a\n", "x"), Shown::Attached(image) if image.mime_type == "image/png"));
        assert_eq!(decoded("aGVs\nbG8="), Some(b"hello".to_vec()));
    }
}
