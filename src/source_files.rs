//! The project's own Rust files, for tests that hold the text to a rule.

use std::path::{Path, PathBuf};

/// Every Rust file below some folders of the project: its path there, and its text.
pub(crate) fn below(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match path.extension().is_some_and(|extension| extension == "rs") {
                true => found.push((path.strip_prefix(root).unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())),
                false if path.is_dir() => folders.push(path),
                false => {}
            }
        }
    }
    found
}

/// Every file of `src`, without the tests in it.
pub(crate) fn without_tests() -> Vec<(PathBuf, String)> {
    let code = |text: String| text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
    below(&["src"]).into_iter().map(|(path, text)| (path, code(text))).collect()
}
