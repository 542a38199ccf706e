//! What a file says: the text of a PDF, of a DOCX or of a sheet, and an image in the size that is looked at.
//!
//! Files are strangers' and their readers are long: they are read in a process of its own, with an end to its time and its memory. One
//! that is too much for it is given as the file that it is.

mod child;
mod docx;
mod image;
mod pdf;
mod sheet;

use serde::{Deserialize, Serialize};

pub(crate) use child::{answer, read_in, read_with};

/// Longest text of a file, in bytes.
const LONGEST_TEXT: usize = 1 << 20;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// The text of a PDF.
    Pdf,
    /// The text of a DOCX.
    Docx,
    /// The cells of an XLSX, XLS or ODS.
    Sheet,
    /// A PNG, JPEG or WebP in the size that is looked at.
    Image,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Extracted {
    /// Its text.
    Text(String),
    /// A smaller image, in base64.
    Image { mime_type: String, base64: String, width: u32, height: u32 },
    /// An image that is small enough as it is.
    SmallEnough { width: u32, height: u32 },
    /// It cannot be read so.
    Unreadable(String),
}

/// A file that cannot be read so.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unreadable(String);

impl Kind {
    /// What a type is read as; `None` for one that is not read.
    pub(crate) fn of(mime_type: &str) -> Option<Self> {
        match mime_type {
            "application/pdf" => Some(Self::Pdf),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Some(Self::Docx),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" | "application/vnd.oasis.opendocument.spreadsheet" => {
                Some(Self::Sheet)
            }
            "image/png" | "image/jpeg" | "image/webp" => Some(Self::Image),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Sheet => "sheet",
            Self::Image => "image",
        }
    }
}

/// Reads a file in this process.
fn extract(kind: Kind, bytes: &[u8]) -> Extracted {
    let text = |read: Result<String, Unreadable>| read.map(|text| Extracted::Text(shortened(text)));
    let read = match kind {
        Kind::Pdf => text(pdf::text(bytes)),
        Kind::Docx => text(docx::text(bytes)),
        Kind::Sheet => text(sheet::text(bytes)),
        Kind::Image => image::smaller(bytes),
    };
    read.unwrap_or_else(|error| Extracted::Unreadable(error.to_string()))
}

fn shortened(mut text: String) -> String {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

impl Unreadable {
    fn because(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}
