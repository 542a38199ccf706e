//! The texts of all prompts: those that are compiled in, under those of the operator's folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::{Prompt, Text, prompts};

/// What is wrong with a folder of texts.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TextsError {
    /// It cannot be read.
    #[error("cannot read `{}`", .0.display())]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// A file is of no prompt.
    #[error("`{}` is not the text of a prompt, expected the name of one and `.md`", .0.display())]
    Unknown(PathBuf),
    /// A text cannot be used.
    #[error("`{}`: {fault}", .file.display())]
    Text {
        /// Its file.
        file: PathBuf,
        /// What is wrong.
        fault: String,
    },
}

/// The texts that are compiled in, read when the first is asked for. A test reads every one.
static COMPILED: LazyLock<BTreeMap<&'static str, Text>> =
    LazyLock::new(|| prompts().iter().filter_map(|prompt| Some((prompt.name, Text::parse(prompt, prompt.compiled).ok()?))).collect());

/// The texts of the operator's folder, by the names of their prompts; the others are those that are compiled in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts(BTreeMap<&'static str, Text>);

impl Texts {
    /// With those of a folder, `analyze_model.md` and so on, in place of the compiled ones; every fault is reported.
    pub(crate) fn read(folder: &Path) -> Result<Self, Vec<TextsError>> {
        let mut texts = Self::default();
        let unreadable = |error| vec![TextsError::Unreadable(folder.to_owned(), error)];
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder).map_err(unreadable)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        let mut faults = Vec::new();
        for file in files {
            match read(&file) {
                Ok((prompt, text)) => drop(texts.0.insert(prompt.name, text)),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(texts) } else { Err(faults) }
    }

    /// The text of a prompt.
    pub(crate) fn get(&self, prompt: &Prompt) -> Option<&Text> {
        self.0.get(prompt.name).or_else(|| COMPILED.get(prompt.name))
    }
}

fn read(file: &Path) -> Result<(&'static Prompt, Text), TextsError> {
    let name = file.file_name().and_then(|name| name.to_str()?.strip_suffix(".md"));
    let prompt = prompts().iter().find(|prompt| Some(prompt.name) == name).ok_or_else(|| TextsError::Unknown(file.to_owned()))?;
    let text = std::fs::read_to_string(file).map_err(|error| TextsError::Unreadable(file.to_owned(), error))?;
    let text = Text::parse(prompt, &text.replace("\r\n", "\n"));
    Ok((prompt, text.map_err(|fault| TextsError::Text { file: file.to_owned(), fault })?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_replaces_single_texts_and_every_fault_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("analyze_model.md", "# Ein Modell erklären\nWas ein Modell enthält.\n- model: Modell\n\nErkläre {{model $model}}.\n");
        let texts = Texts::read(folder.path()).unwrap();
        let of = |name: &str| texts.get(prompts().iter().find(|prompt| prompt.name == name).unwrap()).unwrap();
        assert_eq!(of("analyze_model").title, "Ein Modell erklären");
        assert_eq!(of("explore_data").title, "Explore data");
        write("explore_data.md", "nothing");
        write("no_prompt.md", "# T\nWhat.\n\nx");
        let faults = Texts::read(folder.path()).unwrap_err();
        assert!(matches!(faults.as_slice(), [TextsError::Text { .. }, TextsError::Unknown(_)]), "{faults:?}");
    }
}
