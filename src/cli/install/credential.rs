//! The credential file: an environment file that the client's configuration names. Lines of the user's own stay in it.

use super::entry::IN_FILE;

/// The file with these variables, and without those of the same connection that they replace.
pub(super) fn merged(old: &str, values: &[(&'static str, String)]) -> String {
    let is_ours = |line: &&str| variable(line).is_some_and(|name| IN_FILE.contains(&name));
    let kept: Vec<&str> = old.lines().filter(|line| !is_ours(line)).collect();
    let ours = values.iter().map(|(name, value)| format!("{name}={}\n", quoted(value)));
    ours.chain(kept.iter().map(|line| format!("{line}\n"))).collect()
}

/// The variable that a line sets.
fn variable(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let (name, _) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
    Some(name.trim())
}

/// A value as it is read back: bare, in quotes that nothing means anything in, or with what means something escaped.
fn quoted(value: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@%+,".contains(letter);
    if value.chars().all(is_bare) {
        return value.to_owned();
    }
    if !value.contains(['\'', '\\']) {
        return format!("'{value}'");
    }
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        dotenvy::Iter::new(text.as_bytes()).map(Result::unwrap).collect()
    }

    #[test]
    fn every_value_is_read_back_as_it_is() {
        for value in ["k3y", "a b", "p#a$s", "it's", r#"it's "$HOME" \n"#, "${X}", "ü'", "=", "\\", "a'\\"] {
            let text = merged("", &[("ODOO_API_KEY", value.to_owned())]);
            assert_eq!(read(&text), [("ODOO_API_KEY".to_owned(), value.to_owned())], "{text}");
        }
    }

    #[test]
    fn lines_of_the_user_stay_and_the_other_secret_goes() {
        let old = "# mine\nMCP_MODE=readonly\nODOO_PASSWORD=old\nexport ODOO_URL = x\n";
        let text = merged(old, &[("ODOO_URL", "http://x".to_owned()), ("ODOO_API_KEY", "k".to_owned())]);
        assert_eq!(text, "ODOO_URL=http://x\nODOO_API_KEY=k\n# mine\nMCP_MODE=readonly\n");
        assert_eq!(merged(&text, &[("ODOO_URL", "http://x".to_owned()), ("ODOO_API_KEY", "k".to_owned())]), text);
    }
}
