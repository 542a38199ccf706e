//! A file of the user's that is replaced whole: the new one is written beside it and takes its place at once, with the rights that the old
//! one had; a copy of the old one is kept under a name that no other copy has.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;
use thiserror::Error;

/// A file as it is now.
#[derive(Debug)]
pub(super) struct UserFile {
    /// Where it is: a link is followed.
    path: PathBuf,
    /// Its text; `None` where it is not there.
    pub(super) text: Option<String>,
}

/// What happened to a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// It was so already.
    Unchanged,
    /// It was not there.
    New,
    /// It is another one now; the old one is here.
    Replaced(PathBuf),
}

/// Why a file cannot be used. The file is as it was.
#[derive(Debug, Error)]
pub(super) enum FileError {
    #[error("cannot read `{}`", .0.display())]
    Read(PathBuf, #[source] std::io::Error),
    #[error("cannot write `{}`", .0.display())]
    Write(PathBuf, #[source] std::io::Error),
}

impl UserFile {
    pub(super) fn read(path: &Path) -> Result<Self, FileError> {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self { path, text: Some(text) }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self { path, text: None }),
            Err(error) => Err(FileError::Read(path, error)),
        }
    }

    /// Gives it this text; `copies` says whether a copy of the old one is kept.
    pub(super) fn write(&self, text: &str, copies: bool) -> Result<Written, FileError> {
        match &self.text {
            Some(old) if old == text => Ok(Written::Unchanged),
            Some(old) => {
                let copy = if copies { self.copy(old) } else { Ok(PathBuf::new()) };
                copy.and_then(|copy| self.replace(text).map(|()| Written::Replaced(copy))).map_err(|error| self.unwritable(error))
            }
            None => self.replace(text).map(|()| Written::New).map_err(|error| self.unwritable(error)),
        }
    }

    /// The texts of the copies beside it, the newest first.
    pub(super) fn copies(&self) -> Vec<String> {
        let there = (0..).map(|number| fs::read_to_string(self.copy_path(number)));
        let mut texts: Vec<String> = there.map_while(Result::ok).collect();
        texts.reverse();
        texts
    }

    /// Puts a copy of the old text beside it, under the first name that is free.
    fn copy(&self, old: &str) -> std::io::Result<PathBuf> {
        let mut number = 0;
        loop {
            let path = self.copy_path(number);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(mut copy) => return self.fill(&mut copy, old).map(|()| path),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// `.bak`, `.bak.1` and so on.
    fn copy_path(&self, number: u32) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(if number == 0 { ".bak".to_owned() } else { format!(".bak.{number}") });
        name.into()
    }

    fn replace(&self, text: &str) -> std::io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        // Nobody but the user reads a new one.
        let mut new = Builder::new().prefix(".odoo-gateway-").tempfile_in(folder)?;
        self.fill(new.as_file_mut(), text)?;
        new.persist(&self.path).map(drop).map_err(|error| error.error)
    }

    fn fill(&self, file: &mut File, text: &str) -> std::io::Result<()> {
        if let Ok(old) = fs::metadata(&self.path) {
            file.set_permissions(old.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    fn unwritable(&self, error: std::io::Error) -> FileError {
        FileError::Write(self.path.clone(), error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) -> Written {
        UserFile::read(path).unwrap().write(text, true).unwrap()
    }

    #[test]
    fn every_old_text_is_kept_under_a_name_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub").join("a.json");
        assert_eq!(write(&path, "1"), Written::New);
        assert_eq!(write(&path, "1"), Written::Unchanged);
        let copies = [path.with_file_name("a.json.bak"), path.with_file_name("a.json.bak.1")];
        assert_eq!(write(&path, "2"), Written::Replaced(copies[0].clone()));
        assert_eq!(write(&path, "3"), Written::Replaced(copies[1].clone()));
        let texts = copies.iter().chain([&path]).map(|path| fs::read_to_string(path).unwrap()).collect::<String>();
        assert_eq!(texts, "123");
        assert_eq!(UserFile::read(&path).unwrap().copies(), ["2", "1"]);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 3, "nothing else is left");
    }

    #[cfg(unix)]
    #[test]
    fn rights_are_kept_links_are_followed_and_a_new_file_is_the_users_alone() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = tempfile::tempdir().unwrap();
        let (new, old, link) = (folder.path().join("new"), folder.path().join("old"), folder.path().join("link"));
        write(&new, "x");
        assert_eq!(mode(&new), 0o600);
        fs::write(&old, "x").unwrap();
        fs::set_permissions(&old, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&old, &link).unwrap();
        write(&link, "y");
        assert_eq!((mode(&old), mode(&folder.path().join("old.bak")), fs::read_to_string(&old).unwrap().as_str()), (0o640, 0o640, "y"));
        assert!(link.is_symlink());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        let error = UserFile { path: file.join("below"), text: None }.write("y", true).unwrap_err();
        assert!(error.to_string().starts_with("cannot write `") && error.to_string().contains("below"), "{error}");
    }
}
