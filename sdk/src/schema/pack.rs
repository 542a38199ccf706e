//! A snapshot packed for the inside of a binary: each file deflated on its own behind a sorted index, so that one model is
//! decoded in well under a millisecond and nothing else is touched.
//!
//! Layout, little endian: `ODOOPAK1`, number of entries (u32), then per entry name length (u16), name, offset (u32) and length (u32)
//! of its deflated block in what follows the index. Entries are sorted by name.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use thiserror::Error;

use super::snapshot::{self, COMMON_METHODS_FILE, GROUPS_FILE, MANIFEST_FILE, Manifest, Methods, SnapshotError};
use super::{Groups, ModelSchema, snapshot::MODELS_FOLDER};

const MAGIC: &[u8; 8] = b"ODOOPAK1";

/// The largest file a pack gives out, in bytes: more is a broken pack.
const LARGEST_FILE: u64 = 16 << 20;

/// Why a pack could not be opened.
#[derive(Debug, Error)]
pub enum PackError {
    /// The bytes are no pack, or cut short.
    #[error("the packed snapshot is damaged")]
    Damaged,
    /// A block could not be inflated.
    #[error("the packed snapshot is damaged")]
    Inflate(#[source] io::Error),
    /// A file inside is not what the format says.
    #[error(transparent)]
    Content(#[from] SnapshotError),
}

/// Packs a snapshot's files.
///
/// # Errors
/// When the files are too many or too large for the layout.
pub fn pack(files: &BTreeMap<String, String>) -> io::Result<Vec<u8>> {
    let too_large = |_| io::Error::other("too large for a pack");
    let (mut index, mut blocks) = (MAGIC.to_vec(), Vec::new());
    index.extend(u32::try_from(files.len()).map_err(too_large)?.to_le_bytes());
    for (name, text) in files {
        let offset = u32::try_from(blocks.len()).map_err(too_large)?;
        let mut encoder = DeflateEncoder::new(&mut blocks, Compression::best());
        encoder.write_all(text.as_bytes())?;
        encoder.finish()?;
        let length = u32::try_from(blocks.len()).map_err(too_large)? - offset;
        index.extend(u16::try_from(name.len()).map_err(too_large)?.to_le_bytes());
        index.extend(name.as_bytes());
        index.extend(offset.to_le_bytes());
        index.extend(length.to_le_bytes());
    }
    index.append(&mut blocks);
    Ok(index)
}

/// A packed snapshot.
#[derive(Debug, Clone)]
pub struct Pack<'a> {
    entries: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Pack<'a> {
    /// Reads the index; no block is touched.
    ///
    /// # Errors
    /// [`PackError::Damaged`] where the bytes are no pack.
    pub fn open(bytes: &'a [u8]) -> Result<Self, PackError> {
        let mut index = Cursor(bytes);
        if index.take(MAGIC.len())? != MAGIC {
            return Err(PackError::Damaged);
        }
        let count = index.number::<4>()?;
        let spans = (0..count).map(|_| index.span()).collect::<Result<Vec<_>, _>>()?;
        let blocks = index.0;
        let entry = |(name, offset, length): (&'a str, usize, usize)| {
            let end = offset.checked_add(length).ok_or(PackError::Damaged)?;
            Ok((name, blocks.get(offset..end).ok_or(PackError::Damaged)?))
        };
        let entries = spans.into_iter().map(entry).collect::<Result<_, PackError>>()?;
        Ok(Self { entries })
    }

    /// The names of the models, sorted.
    pub fn model_names(&self) -> impl Iterator<Item = &'a str> + '_ {
        let name = |file: &'a str| file.strip_prefix(MODELS_FOLDER)?.strip_prefix('/')?.strip_suffix(".json");
        self.entries.iter().filter_map(move |(file, _)| name(file))
    }

    /// One model; `None` where the snapshot has none of that name.
    ///
    /// # Errors
    /// [`PackError`] where the pack is damaged.
    pub fn model(&self, name: &str) -> Result<Option<ModelSchema>, PackError> {
        let file = snapshot::model_file(name);
        let Some(text) = self.file(&file)? else { return Ok(None) };
        Ok(Some(snapshot::parse_model(&file, &text)?))
    }

    /// The methods that every model has.
    ///
    /// # Errors
    /// [`PackError`] where the pack is damaged.
    pub fn common_methods(&self) -> Result<Methods, PackError> {
        self.parse(COMMON_METHODS_FILE)
    }

    /// The groups and what each implies; none where the snapshot does not know them.
    ///
    /// # Errors
    /// [`PackError`] where the pack is damaged.
    pub fn groups(&self) -> Result<Groups, PackError> {
        match self.file(GROUPS_FILE)? {
            Some(_) => self.parse(GROUPS_FILE),
            None => Ok(Groups::default()),
        }
    }

    /// What the snapshot says of itself.
    ///
    /// # Errors
    /// [`PackError`] where the pack is damaged.
    pub fn manifest(&self) -> Result<Manifest, PackError> {
        self.parse(MANIFEST_FILE)
    }

    fn parse<T: serde::de::DeserializeOwned>(&self, file: &'static str) -> Result<T, PackError> {
        let text = self.file(file)?.ok_or(SnapshotError::Missing { file })?;
        let parse_error = |source| SnapshotError::Parse { file: file.to_owned(), source };
        Ok(serde_json::from_slice(&text).map_err(parse_error)?)
    }

    fn file(&self, file: &str) -> Result<Option<Vec<u8>>, PackError> {
        let Ok(position) = self.entries.binary_search_by(|(name, _)| (*name).cmp(file)) else { return Ok(None) };
        let Some((_, block)) = self.entries.get(position) else { return Ok(None) };
        let mut text = Vec::new();
        DeflateDecoder::new(*block).take(LARGEST_FILE).read_to_end(&mut text).map_err(PackError::Inflate)?;
        Ok(Some(text))
    }
}

/// The part of the index that is not read yet.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], PackError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(PackError::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number<const BYTES: usize>(&mut self) -> Result<usize, PackError> {
        Ok(self.take(BYTES)?.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// Name, offset and length of one entry.
    fn span(&mut self) -> Result<(&'a str, usize, usize), PackError> {
        let length = self.number::<2>()?;
        let name = std::str::from_utf8(self.take(length)?).map_err(|_| PackError::Damaged)?;
        Ok((name, self.number::<4>()?, self.number::<4>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> BTreeMap<String, String> {
        let model = |name: &str| (snapshot::model_file(name), format!("{{\"model\":\"{name}\",\"fields\":{{}}}}"));
        BTreeMap::from([model("res.partner"), model("res.users"), (COMMON_METHODS_FILE.to_owned(), "{}".to_owned())])
    }

    #[test]
    fn gives_back_each_model_and_knows_what_it_has_not() {
        let bytes = pack(&files()).unwrap();
        let pack = Pack::open(&bytes).unwrap();
        assert_eq!(pack.model_names().collect::<Vec<_>>(), ["res.partner", "res.users"]);
        assert_eq!(pack.model("res.users").unwrap().unwrap().model, "res.users");
        assert!(pack.model("res.user").unwrap().is_none());
        assert!(pack.common_methods().unwrap().is_empty() && pack.groups().unwrap().is_empty());
    }

    #[test]
    fn a_pack_cut_anywhere_is_an_error_never_a_panic() {
        let bytes = pack(&files()).unwrap();
        for end in 0..bytes.len() {
            let result = Pack::open(&bytes[..end]).and_then(|pack| pack.model("res.users"));
            assert!(result.is_err(), "cut at {end}");
        }
    }
}
