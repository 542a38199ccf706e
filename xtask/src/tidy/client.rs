//! The SDK's client stays in `src/odoo`: what other folders hold is a `Discovery`, which sends permitted calls and fixed reads.

use std::collections::BTreeMap;

const ROOT: &str = "src/";
const HOME: &str = "src/odoo";

/// The files that name the client elsewhere.
pub(super) fn faults(files: &BTreeMap<String, String>) -> Vec<String> {
    let elsewhere = files.iter().filter(|(file, _)| file.starts_with(ROOT) && !file.starts_with(HOME) && file.ends_with(".rs"));
    let found = elsewhere.filter(|(_, text)| text.split("odoo_sdk::").skip(1).any(names_client));
    found.map(|(file, _)| format!("{file}: names the client of the SDK, which is for `{HOME}`: use `Discovery`")).collect()
}

/// Whether what follows `odoo_sdk::`, up to the end of its path or list, names the client.
fn names_client(rest: &str) -> bool {
    let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let end = if rest.trim_start_matches(is_path).starts_with('{') { rest.find(';') } else { rest.find(|c: char| !is_path(c)) };
    let path = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    path.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "Client")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_folder_names_the_client() {
        let check = |file: &str, text: &str, expected: usize| {
            let files = [(file.to_owned(), text.to_owned())].into();
            assert_eq!(faults(&files).len(), expected, "{file}: {text}");
        };
        for text in [
            "use odoo_sdk::client::{Api, Client};",
            "use odoo_sdk::{Call, Client};",
            "odoo_sdk::Client::connect(url)",
            "use odoo_sdk::client::Client as C;",
        ] {
            check("src/tools/x.rs", text, 1);
            check("src/odoo/discovery.rs", text, 0);
            check("sdk/src/x.rs", text, 0);
        }
        check("src/demo.rs", "use odoo_sdk::Series;\nuse client::Client;", 0);
        check("src/tools/x.rs", "use odoo_sdk::client::{Api, User};\nlet x = Client::connect();", 0);
    }
}
