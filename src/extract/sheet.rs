//! The cells of a workbook: a sheet after the other, a row a line, cells apart by tabs.

use std::fmt::Write;
use std::io::Cursor;

use calamine::{Data, Reader, open_workbook_auto_from_rs};

use super::{LONGEST_TEXT, Unreadable};

/// The cells of all sheets.
pub(super) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(Unreadable::because)?;
    let mut text = String::new();
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        // Writing to a text cannot fail.
        let _ = writeln!(text, "# {name}");
        for row in range.rows() {
            let cells: Vec<String> = row.iter().map(cell).collect();
            text.push_str(cells.join("\t").trim_end());
            text.push('\n');
            if text.len() > LONGEST_TEXT {
                return Ok(text);
            }
        }
    }
    Ok(text.trim_end().to_owned())
}

/// A cell as it is read; a day as Odoo writes it.
fn cell(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        other => other.to_string().replace(['\t', '\n', '\r'], " "),
    }
}
