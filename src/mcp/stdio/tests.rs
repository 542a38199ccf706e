//! Every line gets its answer, whole and in order, in however many parts it comes.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::*;

/// What the other end gets for what it sends, and how many messages came through.
async fn exchange(sent: &[u8], part: usize) -> (Vec<Value>, usize) {
    let (mut client, input) = tokio::io::duplex(1 << 20);
    let (output, mut answers) = tokio::io::duplex(1 << 20);
    let mut lines: Lines<DuplexStream, DuplexStream> = Lines::new((input, output));
    let sending = async {
        for part in sent.chunks(part) {
            client.write_all(part).await.unwrap();
            tokio::task::yield_now().await;
        }
        drop(client);
    };
    let receiving = async {
        let mut count = 0;
        while lines.receive().await.is_some() {
            count += 1;
        }
        lines.close().await.unwrap();
        count
    };
    let ((), count) = tokio::join!(sending, receiving);
    drop(lines);
    let mut text = String::new();
    answers.read_to_string(&mut text).await.unwrap();
    (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), count)
}

async fn answer(line: &[u8]) -> (i64, Value) {
    let (answers, count) = exchange(&[line, b"\n"].concat(), 7).await;
    assert_eq!((answers.len(), count), (1, 0), "{} {answers:?}", String::from_utf8_lossy(line));
    assert!(answers[0].get("id").is_some() && answers[0]["error"]["message"].is_string(), "{answers:?}");
    (answers[0]["error"]["code"].as_i64().unwrap(), answers[0]["id"].clone())
}

#[tokio::test]
async fn what_is_not_json_is_answered_with_its_id_where_it_can_be_read() {
    let of = |params: &str| format!(r#"{{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{{"x":{params}}}}}"#).into_bytes();
    for line in [of(r#""\ud800""#), of("NaN"), of(&"9".repeat(400)), of(&"[".repeat(200)), of("\"\u{1}\"")] {
        assert_eq!(answer(&line).await, (-32700, json!(7)), "{}", String::from_utf8_lossy(&line));
    }
    assert_eq!(answer(b"{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"\xff\xfe\"}").await, (-32700, json!("a")));
    for line in ["hello", "{", "\"", r#"{"jsonrpc":"2.0","method":"ping""#] {
        assert_eq!(answer(line.as_bytes()).await, (-32700, Value::Null), "{line}");
    }
}

#[tokio::test]
async fn what_is_not_a_message_is_answered() {
    let check = async |line: &str, code, id: Value| assert_eq!(answer(line.as_bytes()).await, (code, id), "{line}");
    check("[]", -32600, Value::Null).await;
    check(r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600, Value::Null).await;
    check("null", -32600, Value::Null).await;
    check("{}", -32600, Value::Null).await;
    check(r#"{"jsonrpc":"1.0","id":3,"method":"ping"}"#, -32600, json!(3)).await;
    check(r#"{"id":3,"method":"ping"}"#, -32600, json!(3)).await;
    check(r#"{"jsonrpc":"2.0","id":3}"#, -32600, json!(3)).await;
    check(r#"{"jsonrpc":"2.0","id":3,"method":5}"#, -32600, json!(3)).await;
    for id in ["null", "true", "1.5", "{}", "[1]", "99999999999999999999999"] {
        check(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#), -32600, Value::Null).await;
    }
    check(r#"{"jsonrpc":"2.0","id":"x","method":"tools/call","params":[1]}"#, -32602, json!("x")).await;
    check(r#"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":"x"}"#, -32602, json!(4)).await;
    check(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":5}"#, -32602, Value::Null).await;
}

#[tokio::test]
async fn a_line_that_is_too_long_is_answered_and_the_next_one_is_read() {
    let long = format!(r#"{{"jsonrpc":"2.0","id":9,"method":"ping","params":{{"x":"{}"}}}}"#, "a".repeat(LONGEST_LINE));
    let sent = format!("{long}\n{}\n", r#"{"jsonrpc":"2.0","id":10,"method":"ping"}"#);
    let (answers, count) = exchange(sent.as_bytes(), 1 << 16).await;
    assert_eq!((answers.len(), count), (1, 1));
    assert_eq!((&answers[0]["id"], &answers[0]["error"]["code"]), (&json!(9), &json!(-32600)));
}

#[tokio::test]
async fn messages_pass_and_what_needs_no_answer_gets_none() {
    let ping = "\u{feff}{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r\n";
    let sent = format!("{ping}\n\r\n{}\n{}\n{ping}", r#"{"jsonrpc":"2.0","id":5,"error":5}"#, r#"{"jsonrpc":"2.0","method":"x/y"}"#);
    for part in [1, 5, 4096] {
        assert_eq!(exchange(sent.as_bytes(), part).await, (Vec::new(), 3));
    }
}
