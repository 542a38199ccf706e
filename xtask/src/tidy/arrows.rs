//! Which folder of a crate may import which: from the top down only. The tables in `ARCHITECTURE.md` are written from these.

mod imports;

use std::collections::{BTreeMap, BTreeSet};

/// The file that shows the tables.
const SHOWN_IN: &str = "ARCHITECTURE.md";

/// The folders of a crate in layers, the top one first.
struct Crate {
    root: &'static str,
    layers: &'static [&'static [&'static str]],
    /// Imports that go up or aside today: from, to. One that is not needed any more is a fault.
    exceptions: &'static [(&'static str, &'static str)],
}

const CRATES: [Crate; 2] = [
    Crate {
        root: "src",
        layers: &[
            &["cli", "fuzzing", "measure"],
            &["demo"],
            &["config"],
            &["http"],
            &["mcp"],
            &["app"],
            &["prompts", "resources"],
            &["completions"],
            &["tools"],
            &["offline", "session"],
            &["catalog"],
            &["keys", "odoo"],
            &["policy"],
            &["audit", "idempotency"],
            &["error_code", "extract", "nearest", "replicas", "writer_thread"],
        ],
        exceptions: &[],
    },
    Crate {
        root: "sdk/src",
        layers: &[
            &["prelude"],
            &["model", "pull"],
            &["client"],
            &["transport"],
            &["error"],
            &["validate"],
            &["adapter"],
            &["call", "schema"],
            &["guide", "options", "series"],
        ],
        exceptions: &[],
    },
];

/// What is wrong with the imports, and with the tables that are shown.
pub(super) fn faults(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut faults: Vec<String> = CRATES.iter().flat_map(|checked| checked.faults(files)).collect();
    let shown = files.get(SHOWN_IN).map(String::as_str).unwrap_or_default();
    for table in CRATES.iter().map(Crate::table).filter(|table| !shown.contains(table)) {
        faults.push(format!("{SHOWN_IN}: expected this table of layers:\n{table}"));
    }
    faults
}

impl Crate {
    fn faults(&self, files: &BTreeMap<String, String>) -> Vec<String> {
        let arrows = imports::arrows(self.root, files);
        let names: BTreeSet<&String> = arrows.keys().collect();
        let unplaced = names.into_iter().filter(|name| self.layer(name).is_none());
        let mut faults: Vec<String> =
            unplaced.map(|name| format!("{}/{name}: in no layer; place it in xtask/src/tidy/arrows.rs", self.root)).collect();
        let mut unused: BTreeSet<_> = self.exceptions.iter().copied().collect();
        for (from, to, file) in arrows.iter().flat_map(|(from, to)| to.iter().map(move |(to, file)| (from, to, file))) {
            let is_excepted = unused.remove(&(from.as_str(), to.as_str())) || self.exceptions.contains(&(from.as_str(), to.as_str()));
            if !is_excepted && !self.goes_down(from, to) {
                faults.push(format!("{file}: `{from}` imports `{to}`, which is not below it"));
            }
        }
        let not_needed = |(from, to)| format!("{}: `{from}` imports `{to}` no more; remove the exception", self.root);
        faults.extend(unused.into_iter().map(not_needed));
        faults
    }

    fn layer(&self, name: &str) -> Option<usize> {
        self.layers.iter().position(|layer| layer.contains(&name))
    }

    fn goes_down(&self, from: &str, to: &str) -> bool {
        self.layer(from).zip(self.layer(to)).is_none_or(|(from, to)| from < to)
    }

    /// The layers as a table of Markdown.
    fn table(&self) -> String {
        let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let rows = self.layers.iter().enumerate().map(|(at, layer)| format!("| {} | {} |\n", at + 1, quoted(layer)));
        let exceptions = self.exceptions.iter().map(|(from, to)| format!("`{from}` imports `{to}`")).collect::<Vec<_>>().join("; ");
        let rest = if exceptions.is_empty() { String::new() } else { format!("\nTo be removed: {exceptions}.\n") };
        format!("| layer | `{}/` |\n|---|---|\n{}{rest}", self.root, rows.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Crate = Crate { root: "x/src", layers: &[&["top"], &["left", "right"], &["low"]], exceptions: &[("low", "left")] };

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let empty = ["top", "left", "right", "low"].map(|name| (format!("x/src/{name}.rs"), String::new()));
        let given = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let files = empty.into_iter().chain(given).collect();
        assert_eq!(SMALL.faults(&files), expected);
    }

    #[test]
    fn imports_go_down() {
        let low = ("x/src/low.rs", "use crate::left::Thing;");
        check(&[("x/src/top.rs", "use crate::low::a;\nuse crate::right::b;"), low], &[]);
        check(&[("x/src/left/a.rs", "use crate::top::a;"), low], &["x/src/left/a.rs: `left` imports `top`, which is not below it"]);
        check(
            &[("x/src/left.rs", "use crate::{low::b, right::a};"), low],
            &["x/src/left.rs: `left` imports `right`, which is not below it"],
        );
    }

    #[test]
    fn an_exception_that_is_not_needed_and_a_folder_without_a_layer_are_faults() {
        check(&[("x/src/top.rs", "")], &["x/src: `low` imports `left` no more; remove the exception"]);
        let low = ("x/src/low.rs", "use crate::left::Thing;");
        check(&[("x/src/new.rs", "//! New."), low], &["x/src/new: in no layer; place it in xtask/src/tidy/arrows.rs"]);
    }
}
