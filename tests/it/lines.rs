//! Lines that are not what a client should send: each is answered, and the server goes on.

use serde_json::json;

use super::client::Gateway;

#[test]
fn a_line_that_is_not_a_message_is_answered_and_the_next_call_runs() {
    let mut gateway = Gateway::start_with(&["serve", "--demo"], &[]);
    let of = |params: &str| format!(r#"{{"jsonrpc":"2.0","id":700,"method":"tools/call","params":{params}}}"#).into_bytes();
    let raw = [br#"{"jsonrpc":"2.0","id":700,"method":""#.as_slice(), b"\xff\"}"].concat();
    for (line, code, id) in [
        (of(r#"{"name":"\ud800"}"#), -32700, json!(700)),
        (raw, -32700, json!(700)),
        (b"hello".to_vec(), -32700, json!(null)),
        (b"[]".to_vec(), -32600, json!(null)),
        (br#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#.to_vec(), -32600, json!(null)),
        (of("[]"), -32602, json!(700)),
        (of(r#"{"name":"whoami","arguments":[]}"#), -32602, json!(700)),
        (of(r#"{"name":"whoami","arguments":"{}"}"#), -32602, json!(700)),
        (of("{}"), -32602, json!(700)),
        (br#"{"jsonrpc":"2.0","id":700,"method":"no/such"}"#.to_vec(), -32601, json!(700)),
    ] {
        gateway.send_line(&line);
        let answer = gateway.receive();
        let shown = String::from_utf8_lossy(&line);
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(code), &id), "{shown}: {answer}");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty(), "{shown}");
    }
    gateway.good("whoami", json!({}));
    gateway.stop();
}
