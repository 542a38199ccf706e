//! What the folders of a crate import of each other, read from the text: `crate::folder`, and names that the root re-exports.

use std::collections::{BTreeMap, BTreeSet};

/// Files that are the root of a crate, or belong to its tests alone.
const ROOTS: [&str; 2] = ["lib", "main"];

/// Where the tests of a file begin.
const TESTS: &str = "#[cfg(test)]\nmod tests {";

/// By folder: the folders it imports, each with one file that does.
pub(super) type Arrows = BTreeMap<String, BTreeMap<String, String>>;

/// Reads the arrows below `root`.
pub(super) fn arrows(root: &str, files: &BTreeMap<String, String>) -> Arrows {
    let below = |file: &str| file.strip_prefix(root)?.strip_prefix('/')?.strip_suffix(".rs").map(str::to_owned);
    let sources: Vec<(String, &String, &String)> = files.iter().filter_map(|(file, text)| Some((below(file)?, file, text))).collect();
    let tests: BTreeSet<String> = sources.iter().flat_map(|(path, _, text)| test_modules(path, text)).collect();
    let is_test = |path: &str| tests.iter().any(|test| path == test || path.strip_prefix(test).is_some_and(|rest| rest.starts_with('/')));
    let product: Vec<_> = sources.iter().filter(|(path, ..)| !is_test(path)).collect();
    let exported: BTreeMap<String, String> =
        product.iter().filter(|(path, ..)| path == "lib").flat_map(|(_, _, text)| exports(text)).collect();
    let folder = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    let mut found: Arrows =
        product.iter().map(|(path, ..)| (folder(path), BTreeMap::new())).filter(|(name, _)| !ROOTS.contains(&name.as_str())).collect();
    let folders: BTreeSet<String> = found.keys().cloned().collect();
    for (path, file, text) in product {
        let from = folder(path);
        let Some(known) = found.get_mut(&from) else { continue };
        let named = imported(text).into_iter().map(|name| exported.get(&name).cloned().unwrap_or(name));
        for to in named.filter(|to| *to != from && folders.contains(to)) {
            known.entry(to).or_insert_with(|| (*file).clone());
        }
    }
    found
}

/// The paths of modules that a file declares for tests alone.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = if ROOTS.contains(&path) { String::new() } else { format!("{path}/") };
    let after = text.split("#[cfg(test)]\n").skip(1);
    let declared = after.filter_map(|rest| rest.lines().next()?.rsplit_once("mod ")?.1.strip_suffix(';'));
    declared.map(|name| format!("{folder}{name}")).collect()
}

/// Names that the root takes from a folder: `pub use client::{Api, Client};`.
fn exports(text: &str) -> Vec<(String, String)> {
    let uses = text.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next()?.split_once("::"));
    let names = |(folder, names): (&str, &str)| words(names).map(|name| (name, folder.to_owned())).collect::<Vec<_>>();
    uses.flat_map(names).collect()
}

/// The first segments after `crate::`, without comments and tests.
fn imported(text: &str) -> BTreeSet<String> {
    let product = text.split(TESTS).next().unwrap_or_default();
    let code: String = product.lines().filter_map(|line| line.split("//").next()).flat_map(|line| [line, "\n"]).collect();
    code.split("crate::").skip(1).flat_map(first_segments).collect()
}

/// `a` of `a::b`, and `a` and `c` of `{a::{b, x}, c}`.
fn first_segments(rest: &str) -> Vec<String> {
    let Some(list) = rest.strip_prefix('{') else { return words(rest).take(1).collect() };
    let (mut depth, mut found, mut begins) = (0_usize, Vec::new(), true);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            c if begins && !c.is_whitespace() => {
                found.extend(list.get(at..).into_iter().flat_map(|rest| words(rest).take(1)));
                begins = false;
            }
            _ => {}
        }
    }
    found
}

/// The identifiers of a text.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows_of(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let found = arrows("src", &files);
        found.iter().flat_map(|(from, to)| to.keys().map(move |to| format!("{from} > {to}"))).collect()
    }

    #[test]
    fn reads_lists_and_names_that_the_root_exports() {
        let lib = ("src/lib.rs", "mod client;\npub use client::{Api, Client};\npub use call::Call;\n");
        let files = [
            lib,
            ("src/call.rs", ""),
            ("src/client.rs", ""),
            ("src/pull/a.rs", "use crate::{\n    Call, model::{call, x},\n    Client,\n};"),
        ];
        assert_eq!(arrows_of(&files), ["pull > call", "pull > client"]);
    }

    #[test]
    fn tests_comments_and_other_files_import_what_they_like() {
        let text = "// crate::b\n#[cfg(test)]\nmod suite;\n#[cfg(test)]\nmod tests {\n    use crate::b;\n}\n";
        let files = [("src/a.rs", text), ("src/a/suite.rs", "use crate::b;"), ("src/a/suite/x.rs", "use crate::b;"), ("src/b.rs", "")];
        assert_eq!(arrows_of(&files), Vec::<String>::new());
        assert_eq!(arrows_of(&[("src/a.rs", "fn x() { crate::b::y() }"), ("src/b.rs", ""), ("tests/c.rs", "use crate::a;")]), ["a > b"]);
    }
}
