//! XML as the tokens of XML-RPC: known tags, and text in one piece however entities and CDATA sections cut it.
//!
//! No DOCTYPE, hence no entities beyond XML's five; no encoding but UTF-8. Comments and instructions are skipped.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesRef, Event};

use super::super::part::TREE_BYTES;
use super::read::ReadError;

/// A piece of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A known element begins.
    Open(Tag),
    /// The innermost element ends; the parser has checked its name.
    Close,
    /// Text, never empty.
    Text(String),
    /// The document is over.
    End,
}

/// The elements of XML-RPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    MethodCall,
    MethodName,
    MethodResponse,
    Params,
    Param,
    Fault,
    Value,
    Struct,
    Member,
    Name,
    Array,
    Data,
    Integer,
    Boolean,
    String,
    Double,
    DateTime,
    Base64,
    Nil,
}

/// What one event of the parser comes to.
enum Piece<'i> {
    Text(Cow<'i, str>),
    Character(char),
    Nothing,
    Token(Token),
}

/// Reads tokens, one ahead.
pub(super) struct Scanner<'i> {
    reader: Reader<&'i [u8]>,
    ahead: Option<Token>,
    open: usize,
    /// What the values may still take, in bytes.
    free: usize,
}

impl<'i> Scanner<'i> {
    pub(super) fn new(document: &'i str) -> Self {
        let mut reader = Reader::from_str(document);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Self { reader, ahead: None, open: 0, free: TREE_BYTES }
    }

    /// Takes so much of the memory that values may have beside their texts.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.free = self.free.checked_sub(bytes).ok_or(ReadError::TooLarge)?;
        Ok(())
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token, ReadError> {
        if let Some(token) = self.ahead.take() {
            return Ok(token);
        }
        let mut text = String::new();
        loop {
            match self.piece()? {
                Piece::Text(found) => text.push_str(&found),
                Piece::Character(found) => text.push(found),
                Piece::Nothing => {}
                Piece::Token(token) if text.is_empty() => return Ok(token),
                Piece::Token(token) => {
                    self.ahead = Some(token);
                    return Ok(Token::Text(text));
                }
            }
        }
    }

    fn piece(&mut self) -> Result<Piece<'i>, ReadError> {
        Ok(match self.reader.read_event()? {
            Event::Text(found) => Piece::Text(found.xml10_content()),
            Event::CData(found) => Piece::Text(found.xml10_content()),
            Event::GeneralRef(found) => Piece::Character(character(&found)?),
            Event::Comment(_) | Event::PI(_) => Piece::Nothing,
            Event::Decl(found) => check_encoding(&found).map(|()| Piece::Nothing)?,
            Event::DocType(_) => return Err(ReadError::DocType),
            Event::Start(found) | Event::Empty(found) => {
                self.open += 1;
                Piece::Token(Token::Open(tag(found.local_name().as_ref())?))
            }
            Event::End(_) => {
                self.open = self.open.saturating_sub(1);
                Piece::Token(Token::Close)
            }
            Event::Eof if self.open > 0 => return Err(ReadError::Truncated),
            Event::Eof => Piece::Token(Token::End),
        })
    }

    /// The next token other than blank text.
    pub(super) fn next_solid(&mut self) -> Result<Token, ReadError> {
        match self.next()? {
            Token::Text(text) if is_blank(&text) => self.next(),
            token => Ok(token),
        }
    }

    /// Takes the beginning of `wanted`.
    pub(super) fn open(&mut self, wanted: Tag) -> Result<(), ReadError> {
        match self.next_solid()? {
            Token::Open(found) if found == wanted => Ok(()),
            found => Err(found.unexpected()),
        }
    }

    /// Takes the end of the innermost element.
    pub(super) fn close(&mut self) -> Result<(), ReadError> {
        match self.next_solid()? {
            Token::Close => Ok(()),
            found => Err(found.unexpected()),
        }
    }

    /// Takes the text of an element that holds nothing else, and its end.
    pub(super) fn leaf(&mut self) -> Result<String, ReadError> {
        match self.next()? {
            Token::Close => Ok(String::new()),
            Token::Text(text) => match self.next()? {
                Token::Close => Ok(text),
                found => Err(found.unexpected()),
            },
            found => Err(found.unexpected()),
        }
    }
}

impl Token {
    /// The error for a token that cannot be here.
    pub(super) fn unexpected(&self) -> ReadError {
        ReadError::Unexpected(match self {
            Self::Open(tag) => format!("an element {tag:?}"),
            Self::Close => "the end of an element".to_owned(),
            Self::Text(_) => "text".to_owned(),
            Self::End => "the end of the document".to_owned(),
        })
    }
}

/// XML's own white space, which is less than Unicode's.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

fn tag(name: &str) -> Result<Tag, ReadError> {
    Ok(match name {
        "value" => Tag::Value,
        "string" => Tag::String,
        "int" | "i4" | "i8" | "biginteger" => Tag::Integer,
        "member" => Tag::Member,
        "name" => Tag::Name,
        "struct" => Tag::Struct,
        "array" => Tag::Array,
        "data" => Tag::Data,
        "boolean" => Tag::Boolean,
        "double" => Tag::Double,
        "nil" => Tag::Nil,
        "dateTime.iso8601" => Tag::DateTime,
        "base64" => Tag::Base64,
        "param" => Tag::Param,
        "params" => Tag::Params,
        "fault" => Tag::Fault,
        "methodResponse" => Tag::MethodResponse,
        "methodCall" => Tag::MethodCall,
        "methodName" => Tag::MethodName,
        _ => return Err(ReadError::Unexpected("an unknown element".to_owned())),
    })
}

/// The character of `&lt;` or `&#38;`; any other entity would have to be declared, and declarations are refused.
fn character(found: &BytesRef<'_>) -> Result<char, ReadError> {
    if let Some(character) = found.resolve_char_ref()? {
        return if is_xml_character(character) { Ok(character) } else { Err(ReadError::Entity) };
    }
    match found.xml10_content().as_ref() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(ReadError::Entity),
    }
}

fn is_xml_character(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn check_encoding(declaration: &BytesDecl<'_>) -> Result<(), ReadError> {
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if matches!(name.to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "us-ascii") => Ok(()),
        Some(_) => Err(ReadError::Encoding),
    }
}
