//! Texts from servers, made fit for an answer: no address, path, statement or traceback gets through.

/// What a traceback and what follows it begin with.
const TRACEBACK: &str = "Traceback (most recent call last)";

/// How lines begin that only a database would say.
const STATEMENTS: [&str; 8] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "LINE 1:", "psycopg2.", "DETAIL:", "CONTEXT:"];

/// The text without what is not the caller's to see.
pub(super) fn clean(text: &str) -> String {
    let shown = text.split(TRACEBACK).next().unwrap_or_default();
    let lines = shown.lines().filter(|line| !is_statement(line)).map(clean_line);
    crate::policy::clean(lines.collect::<Vec<_>>().join("\n").trim())
}

fn is_statement(line: &str) -> bool {
    let line = line.trim_start();
    STATEMENTS.iter().any(|start| line.starts_with(start))
}

fn clean_line(line: &str) -> String {
    line.split(' ').map(clean_word).collect::<Vec<_>>().join(" ")
}

fn clean_word(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| "\"'`()[]<>,;:.".contains(c));
    let is_path = bare.starts_with('/') && bare.matches('/').count() > 1 || bare.contains(":\\");
    if bare.contains("://") {
        "(address)"
    } else if is_path {
        "(path)"
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_what_is_not_the_callers() {
        let check = |text: &str, expected: &str| assert_eq!(clean(text), expected);
        check("You cannot delete a posted entry.", "You cannot delete a posted entry.");
        check("see http://odoo:8069/web?x=1, please", "see (address) please");
        check("cannot read \"/opt/odoo/addons/sale.py\"", "cannot read (path)");
        check("it failed\nSELECT password FROM res_users", "it failed");
        check("Oops\nTraceback (most recent call last):\n  File", "Oops");
        check("and/or 1/2 of 5 km/h", "and/or 1/2 of 5 km/h");
    }
}
