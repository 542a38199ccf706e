//! The id of a request in a line that is not JSON, as far as it can be read: whoever waits for an answer knows it by that.

use serde_json::Value;

/// Longest id that is looked at, in bytes.
const LONGEST: usize = 256;

/// The value of the member `id` of the outermost object; null where none can be read.
pub(super) fn id(line: &[u8]) -> Value {
    let (mut depth, mut at) = (0_usize, 0_usize);
    while let Some(byte) = line.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = end_of_text(line, at);
                let is_id = depth == 1 && line.get(at..end) == Some(br#""id""#.as_slice());
                match line.get(end..).map(<[u8]>::trim_ascii_start).and_then(|rest| rest.strip_prefix(b":")) {
                    Some(value) if is_id => return value_of(value.trim_ascii_start()),
                    _ => at = end.saturating_sub(1),
                }
            }
            _ => {}
        }
        at += 1;
    }
    Value::Null
}

/// The place behind the closing quote of a text that begins here.
fn end_of_text(line: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = line.get(at) {
        match byte {
            b'\\' => at += 1,
            b'"' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    line.len()
}

fn value_of(rest: &[u8]) -> Value {
    let end = match rest.first() {
        Some(b'"') => end_of_text(rest, 0),
        _ => rest.iter().position(|byte| matches!(byte, b',' | b'}') || byte.is_ascii_whitespace()).unwrap_or(rest.len()),
    };
    let value = rest.get(..end.min(LONGEST)).and_then(|text| serde_json::from_slice::<Value>(text).ok());
    value.filter(|id| id.is_i64() || id.is_u64() || id.is_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_id_of_the_request_is_read_and_no_other() {
        let check = |line: &[u8], expected: Value| assert_eq!(id(line), expected, "{}", String::from_utf8_lossy(line));
        check(br#"{"jsonrpc":"2.0","id":7,"params":"#, json!(7));
        check(br#"{"id" : "a\"b" , "x": NaN}"#, json!("a\"b"));
        check(b"{\"params\":{\"id\":3,\"x\":\"}\\\"\xff\"},\"id\":-4,", json!(-4));
        check(br#"{"params":{"id":3},"method":"id","#, Value::Null);
        check(br#"{"id":1.5,"#, Value::Null);
        check(br#"{"id":{"a":1},"#, Value::Null);
        check(b"hello \"id\": 3", Value::Null);
        check(br#"{"id"#, Value::Null);
        check(b"", Value::Null);
    }
}
