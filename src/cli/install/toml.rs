//! Edits of TOML files: comments, order and spaces stay.

use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value, value};

use super::entry::{EditError, Entry, IN_FILE, is_gateway};

/// The file with the entry: added, or brought up to date where it is there.
pub(super) fn with_entry(text: &str, section: &str, entry: &Entry) -> Result<String, EditError> {
    let mut document = parse(text)?;
    let servers = document.entry(section).or_insert_with(|| Item::Table(implicit()));
    let servers = servers.as_table_like_mut().ok_or_else(|| EditError::shape(section, "a table"))?;
    match servers.get_mut(&entry.name) {
        Some(item) => renew(item, entry)?,
        None => drop(servers.insert(&entry.name, Item::Table(table(entry)))),
    }
    Ok(as_before(text, &document))
}

/// The file without the entry.
pub(super) fn without_entry(text: &str, section: &str, name: &str) -> Result<String, EditError> {
    let mut document = parse(text)?;
    let Some(servers) = document.get_mut(section).and_then(Item::as_table_like_mut) else { return Ok(text.to_owned()) };
    match servers.get(name).map(|item| item.as_table_like().is_some_and(starts_gateway)) {
        None => return Ok(text.to_owned()),
        Some(false) => return Err(EditError::Taken { name: name.to_owned() }),
        Some(true) => drop(servers.remove(name)),
    }
    if servers.is_empty() {
        document.remove(section);
    }
    Ok(as_before(text, &document))
}

/// The entry alone, for people to put where they like.
pub(super) fn snippet(section: &str, entry: &Entry) -> String {
    let mut document = DocumentMut::new();
    let mut servers = implicit();
    servers.insert(&entry.name, Item::Table(table(entry)));
    document.insert(section, Item::Table(servers));
    document.to_string()
}

fn parse(text: &str) -> Result<DocumentMut, EditError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let last = before.rsplit('\n').next().unwrap_or_default();
        let reason = error.message().replace('\n', ", ");
        EditError::Syntax { line: before.matches('\n').count() + 1, column: last.chars().count() + 1, reason }
    })
}

/// The text of a document with the line ends that the file had.
fn as_before(text: &str, document: &DocumentMut) -> String {
    let written = document.to_string().replace("\r\n", "\n");
    if text.contains("\r\n") { written.replace('\n', "\r\n") } else { written }
}

/// A table without a line of its own.
fn implicit() -> Table {
    let mut table = Table::new();
    table.set_implicit(true);
    table
}

fn table(entry: &Entry) -> Table {
    let mut table = Table::new();
    table.insert("command", value(&entry.command));
    table.insert("args", value(array(entry)));
    table
}

fn array(entry: &Entry) -> Array {
    entry.arguments.iter().map(String::as_str).collect()
}

fn renew(item: &mut Item, entry: &Entry) -> Result<(), EditError> {
    let table = item.as_table_like_mut().ok_or_else(|| EditError::shape(&entry.name, "a table"))?;
    if !starts_gateway(table) {
        return Err(EditError::Taken { name: entry.name.clone() });
    }
    if text_of(table, "command") != Some(entry.command.as_str()) {
        table.insert("command", value(&entry.command));
    }
    if !arguments_of(table).eq(entry.arguments.iter().map(String::as_str)) {
        table.insert("args", value(array(entry)));
    }
    if let Some(variables) = table.get_mut("env").and_then(Item::as_table_like_mut) {
        IN_FILE.iter().for_each(|name| drop(variables.remove(name)));
    }
    Ok(())
}

fn starts_gateway(table: &dyn TableLike) -> bool {
    is_gateway(text_of(table, "command"), arguments_of(table))
}

fn text_of<'t>(table: &'t dyn TableLike, key: &str) -> Option<&'t str> {
    table.get(key).and_then(Item::as_str)
}

fn arguments_of(table: &dyn TableLike) -> impl Iterator<Item = &str> {
    table.get("args").and_then(Item::as_array).into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let arguments = ["--env-file", "/c/odoo.env", "serve"].map(str::to_owned).to_vec();
        Entry { name: "odoo".to_owned(), kind: None, command: "/bin/odoo-gateway".to_owned(), arguments }
    }

    const TABLE: &str = "[mcp_servers.odoo]\ncommand = \"/bin/odoo-gateway\"\nargs = [\"--env-file\", \"/c/odoo.env\", \"serve\"]\n";

    fn added(text: &str) -> String {
        with_entry(text, "mcp_servers", &entry()).unwrap()
    }

    #[test]
    fn the_entry_joins_other_servers_and_every_other_byte_stays() {
        let before = "# mine\nmodel   =  \"x\" # fast\n\n[mcp_servers.git]\ncommand = 'git-mcp' # keep\n\n[tui]\nx = 1_000\n# end\n";
        let after = added(before);
        for part in
            ["# mine\nmodel   =  \"x\" # fast\n\n[mcp_servers.git]\ncommand = 'git-mcp' # keep\n", "[tui]\nx = 1_000\n# end\n", TABLE]
        {
            assert!(after.contains(part), "{after}");
        }
        assert_eq!(added(&after), after, "a second time changes nothing");
        assert_eq!(without_entry(&after, "mcp_servers", "odoo").unwrap(), before);
    }

    #[test]
    fn a_missing_section_is_made_and_line_ends_are_kept() {
        assert_eq!(added(""), TABLE);
        assert_eq!(snippet("mcp_servers", &entry()), TABLE);
        let after = added("a = 1\r\n");
        assert!(after.starts_with("a = 1\r\n") && !after.replace("\r\n", "").contains('\n'), "{after:?}");
        assert_eq!(without_entry(&after, "mcp_servers", "odoo").unwrap(), "a = 1\r\n");
    }

    #[test]
    fn an_entry_that_is_there_keeps_what_the_user_set() {
        let before = "[mcp_servers.odoo]\ncommand = \"odoo-gateway\"\nargs = [\"serve\"]\nenabled = false # for now\n\n[mcp_servers.odoo.env]\nODOO_API_KEY = \"old\"\nMCP_MODE = \"readonly\"\n";
        let after = added(before);
        assert!(after.contains("enabled = false # for now\n") && after.contains("MCP_MODE") && !after.contains("old"), "{after}");
        assert!(after.contains("/bin/odoo-gateway") && after.contains("--env-file"), "{after}");
    }

    #[test]
    fn what_cannot_be_edited_is_refused() {
        let fault = |text: &str| with_entry(text, "mcp_servers", &entry()).unwrap_err();
        assert!(fault("a = 1\nb = \n").to_string().starts_with("line 2, column 5: "), "{}", fault("a = 1\nb = \n"));
        assert_eq!(fault("mcp_servers = 1\n").to_string(), "`mcp_servers` is not a table");
        let other = "[mcp_servers.odoo]\ncommand = \"uvx\"\nargs = [\"mcp-server-odoo\"]\n";
        assert_eq!(fault(other), EditError::Taken { name: "odoo".to_owned() });
        assert_eq!(without_entry(other, "mcp_servers", "odoo").unwrap_err(), EditError::Taken { name: "odoo".to_owned() });
    }
}
