//! From XML-RPC to JSON values, strictly: what is not XML-RPC is an error, never a guess.
//!
//! Dates become Odoo's own text form, base64 stays text as in Odoo's JSON APIs, `<nil/>` becomes null.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::DateTime;
use serde_json::{Map, Number, Value};
use thiserror::Error as ThisError;

use super::super::part::{NODE, VALUE};
use super::limits::MAX_DEPTH;
use super::scan::{Scanner, Tag, Token, is_blank};

/// Why a document is not XML-RPC.
#[derive(Debug, ThisError)]
pub enum ReadError {
    /// It is not well-formed XML.
    #[error("the XML is not well-formed")]
    Malformed(#[from] quick_xml::Error),
    /// It ends too early.
    #[error("the document ends too early")]
    Truncated,
    /// It is not UTF-8.
    #[error("the document is not UTF-8")]
    Encoding,
    /// It declares a document type, which can declare entities.
    #[error("a document type is not allowed")]
    DocType,
    /// It refers to an entity other than XML's five, or to a character XML does not have.
    #[error("an entity is not one of the five of XML")]
    Entity,
    /// An element or text in a place where XML-RPC has none.
    #[error("{0} is not expected here")]
    Unexpected(String),
    /// Values nest too deep.
    #[error("values nest deeper than {MAX_DEPTH}")]
    Depth,
    /// More values than are taken at once.
    #[error("its values take too much memory; ask for fewer records or fields")]
    TooLarge,
    /// A text that is not a value of its type, or a number that JSON cannot hold.
    #[error("a text is not a value of the type {0}")]
    Scalar(&'static str),
}

/// A method call.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodCall {
    /// The method's name.
    pub method: String,
    /// Its parameters.
    pub params: Vec<Value>,
}

/// The answer to a method call.
#[derive(Debug, Clone, PartialEq)]
pub enum MethodResponse {
    /// The result.
    Value(Value),
    /// The failure.
    Fault {
        /// Odoo's code: 1 any exception, 2 a user error, 3 access denied, 4 an access error.
        code: i64,
        /// The message, or for code 1 a traceback.
        message: String,
    },
}

/// Reads a `methodCall`.
///
/// # Errors
/// Why the document is not one.
pub fn read_call(document: &[u8]) -> Result<MethodCall, ReadError> {
    document_of(document, |scanner| {
        scanner.open(Tag::MethodCall)?;
        scanner.open(Tag::MethodName)?;
        let method = scanner.leaf()?;
        match scanner.next_solid()? {
            Token::Close => Ok(MethodCall { method, params: Vec::new() }),
            Token::Open(Tag::Params) => {
                let params = params(scanner)?;
                scanner.close()?;
                Ok(MethodCall { method, params })
            }
            found => Err(found.unexpected()),
        }
    })
}

/// Reads a `methodResponse`.
///
/// # Errors
/// Why the document is not one.
pub fn read_response(document: &[u8]) -> Result<MethodResponse, ReadError> {
    document_of(document, |scanner| {
        scanner.open(Tag::MethodResponse)?;
        let response = match scanner.next_solid()? {
            Token::Open(Tag::Params) => MethodResponse::Value(only(params(scanner)?)?),
            Token::Open(Tag::Fault) => fault(scanner)?,
            found => return Err(found.unexpected()),
        };
        scanner.close()?;
        Ok(response)
    })
}

fn document_of<T>(document: &[u8], root: impl FnOnce(&mut Scanner<'_>) -> Result<T, ReadError>) -> Result<T, ReadError> {
    let text = std::str::from_utf8(document).map_err(|_| ReadError::Encoding)?;
    let mut scanner = Scanner::new(text);
    let found = root(&mut scanner)?;
    match scanner.next_solid()? {
        Token::End => Ok(found),
        rest => Err(rest.unexpected()),
    }
}

/// The values of `params`, which is open, and its end.
fn params(scanner: &mut Scanner<'_>) -> Result<Vec<Value>, ReadError> {
    let mut params = Vec::new();
    loop {
        match scanner.next_solid()? {
            Token::Open(Tag::Param) => {
                scanner.open(Tag::Value)?;
                params.push(value(scanner, 0)?);
                scanner.close()?;
            }
            Token::Close => return Ok(params),
            found => return Err(found.unexpected()),
        }
    }
}

/// The one result of a response.
fn only(params: Vec<Value>) -> Result<Value, ReadError> {
    let count = params.len();
    let mut params = params.into_iter();
    match (params.next(), count) {
        (Some(value), 1) => Ok(value),
        _ => Err(ReadError::Unexpected(format!("a number of {count} results"))),
    }
}

/// The fault of `fault`, which is open, and its end.
fn fault(scanner: &mut Scanner<'_>) -> Result<MethodResponse, ReadError> {
    scanner.open(Tag::Value)?;
    let found = value(scanner, 0)?;
    scanner.close()?;
    let code = found.get("faultCode").and_then(Value::as_i64).ok_or(ReadError::Scalar("faultCode"))?;
    let message = found.get("faultString").and_then(Value::as_str).ok_or(ReadError::Scalar("faultString"))?;
    Ok(MethodResponse::Fault { code, message: message.to_owned() })
}

/// The value of `value`, which is open, and its end. Text without a type is a string.
fn value(scanner: &mut Scanner<'_>, depth: usize) -> Result<Value, ReadError> {
    if depth >= MAX_DEPTH {
        return Err(ReadError::Depth);
    }
    scanner.spend(VALUE)?;
    let tag = match scanner.next()? {
        Token::Close => return Ok(Value::String(String::new())),
        Token::Open(tag) => tag,
        Token::Text(text) => match scanner.next()? {
            Token::Close => return Ok(Value::String(text)),
            Token::Open(tag) if is_blank(&text) => tag,
            found => return Err(found.unexpected()),
        },
        found @ Token::End => return Err(found.unexpected()),
    };
    let found = typed(scanner, tag, depth)?;
    scanner.close()?;
    Ok(found)
}

/// The value of a typed element, which is open, and its end.
fn typed(scanner: &mut Scanner<'_>, tag: Tag, depth: usize) -> Result<Value, ReadError> {
    match tag {
        Tag::String => scanner.leaf().map(Value::String),
        Tag::Integer => integer(&scanner.leaf()?),
        Tag::Boolean => boolean(&scanner.leaf()?),
        Tag::Double => double(&scanner.leaf()?),
        Tag::DateTime => date_time(&scanner.leaf()?),
        Tag::Base64 => base64(&scanner.leaf()?),
        Tag::Nil => scanner.close().map(|()| Value::Null),
        Tag::Array => array(scanner, depth),
        Tag::Struct => structure(scanner, depth),
        other => Err(Token::Open(other).unexpected()),
    }
}

fn array(scanner: &mut Scanner<'_>, depth: usize) -> Result<Value, ReadError> {
    scanner.open(Tag::Data)?;
    let mut items = Vec::new();
    loop {
        match scanner.next_solid()? {
            Token::Open(Tag::Value) => items.push(value(scanner, depth + 1)?),
            Token::Close => break,
            found => return Err(found.unexpected()),
        }
    }
    scanner.close()?;
    Ok(Value::Array(items))
}

fn structure(scanner: &mut Scanner<'_>, depth: usize) -> Result<Value, ReadError> {
    let mut members = Map::new();
    loop {
        match scanner.next_solid()? {
            Token::Open(Tag::Member) => {
                scanner.open(Tag::Name)?;
                let name = scanner.leaf()?;
                scanner.open(Tag::Value)?;
                if members.len().is_multiple_of(NODE.0) {
                    scanner.spend(NODE.1)?;
                }
                members.insert(name, value(scanner, depth + 1)?);
                scanner.close()?;
            }
            Token::Close => return Ok(Value::Object(members)),
            found => return Err(found.unexpected()),
        }
    }
}

fn integer(text: &str) -> Result<Value, ReadError> {
    let text = text.trim();
    let small = text.parse::<i64>().map(Value::from);
    small.or_else(|_| text.parse::<u64>().map(Value::from)).map_err(|_| ReadError::Scalar("int"))
}

fn boolean(text: &str) -> Result<Value, ReadError> {
    match text.trim() {
        "1" | "true" => Ok(Value::Bool(true)),
        "0" | "false" => Ok(Value::Bool(false)),
        _ => Err(ReadError::Scalar("boolean")),
    }
}

fn double(text: &str) -> Result<Value, ReadError> {
    let parsed = text.trim().parse().ok().and_then(Number::from_f64);
    parsed.map(Value::Number).ok_or(ReadError::Scalar("double"))
}

fn date_time(text: &str) -> Result<Value, ReadError> {
    let text = text.trim();
    let compact = DateTime::strptime("%Y%m%dT%H:%M:%S", text);
    let found = compact.or_else(|_| DateTime::strptime("%Y-%m-%dT%H:%M:%S", text)).map_err(|_| ReadError::Scalar("dateTime.iso8601"))?;
    Ok(Value::String(found.strftime("%Y-%m-%d %H:%M:%S").to_string()))
}

fn base64(text: &str) -> Result<Value, ReadError> {
    let compact: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(&compact).map_err(|_| ReadError::Scalar("base64"))?;
    Ok(Value::String(compact))
}
