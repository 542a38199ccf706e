//! The rows of an import, as objects or as CSV.

use odoo_sdk::validate::IssueCode;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::failure::{Failure, Problem};

/// Most rows of one call.
const MOST_ROWS: usize = 10_000;

/// A row with its number, from 1.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) values: Map<String, Value>,
}

/// The rows. What is null or, in CSV, empty is not given.
pub(super) fn read(rows: Option<Vec<Map<String, Value>>>, csv: Option<String>, matching: &[String]) -> Result<Vec<Row>, Failure> {
    let rows = match (rows, csv) {
        (Some(rows), None) => rows,
        (None, Some(text)) => of_csv(&text)?,
        _ => return Err(wrong(IssueCode::MissingArgument.into(), "rows", "expected `rows` or `csv`, and not both")),
    };
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(wrong(ErrorCode::WrongValue, "rows", &format!("there are {} rows, expected 1 to {MOST_ROWS}", rows.len())));
    }
    if matching.is_empty() {
        return Err(wrong(ErrorCode::WrongValue, "match", "`match` is empty, expected the fields that name one record"));
    }
    let given = |values: Map<String, Value>| values.into_iter().filter(|(_, value)| !value.is_null()).collect();
    Ok(rows.into_iter().enumerate().map(|(at, values)| Row { number: at + 1, values: given(values) }).collect())
}

fn of_csv(text: &str) -> Result<Vec<Map<String, Value>>, Failure> {
    let mut lines =
        parse(text).map_err(|line| wrong(ErrorCode::WrongValue, "csv", &format!("line {line}: a quote is not closed")))?.into_iter();
    let names: Vec<String> = lines.next().unwrap_or_default().into_iter().map(|name| name.trim().to_owned()).collect();
    let is_blank = |cells: &Vec<String>| cells.iter().all(|cell| cell.is_empty());
    let lines: Vec<Vec<String>> = lines.filter(|cells| !is_blank(cells)).collect();
    if let Some((at, cells)) = lines.iter().enumerate().find(|(_, cells)| cells.len() != names.len()) {
        let message = format!("row {} has {} columns, the first line names {}", at + 1, cells.len(), names.len());
        return Err(wrong(ErrorCode::WrongValue, "csv", &message));
    }
    let row = |cells: Vec<String>| {
        let cells = names.iter().cloned().zip(cells).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(name, cell)| (name, json!(cell))).collect()
    };
    Ok(lines.into_iter().map(row).collect())
}

/// CSV as RFC 4180 has it, with commas or, where the first line has more of them, semicolons. Fails with the line of an open quote.
fn parse(text: &str) -> Result<Vec<Vec<String>>, usize> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.matches(';').count() > first.matches(',').count() { ';' } else { ',' };
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut line, mut opened) = (false, 1, 1);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        line += usize::from(character == '\n');
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => (quoted, opened) = (true, line),
            '\r' if !quoted && characters.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other if other == separator && !quoted => row.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    if quoted {
        return Err(opened);
    }
    if !(cell.is_empty() && row.is_empty()) {
        row.push(cell);
        rows.push(row);
    }
    Ok(rows)
}

fn wrong(code: ErrorCode, path: &str, message: &str) -> Failure {
    Failure::invalid(vec![Problem::new(code, path, message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_read_as_spreadsheets_write_it() {
        let check = |text: &str, expected: &[&[&str]]| assert_eq!(parse(text).unwrap(), expected, "{text}");
        check("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]);
        check("\u{feff}a;b\r\n1;2,5", &[&["a", "b"], &["1", "2,5"]]);
        check("a,b\n\"x, \"\"y\"\"\nz\",", &[&["a", "b"], &["x, \"y\"\nz", ""]]);
        assert_eq!(parse("a\n\"x"), Err(2));
    }
}
