//! XML-RPC from outside: every type and spelling is read, everything hostile or mistaken is refused, and values come back whole.

use odoo_sdk::transport::xmlrpc::{MethodResponse, ReadError, read_call, read_response, write_call, write_fault, write_response};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn response(value: &str) -> String {
    format!("<?xml version='1.0'?><methodResponse><params><param>{value}</param></params></methodResponse>")
}

fn read(value: &str) -> Result<Value, ReadError> {
    match read_response(response(value).as_bytes())? {
        MethodResponse::Value(value) => Ok(value),
        fault @ MethodResponse::Fault { .. } => panic!("{fault:?}"),
    }
}

fn check(value: &str, expected: &Value) {
    assert_eq!(&read(value).unwrap(), expected, "{value}");
}

/// The error's own name.
fn refusal(document: &str) -> String {
    let error = read_response(document.as_bytes()).unwrap_err();
    format!("{error:?}").split(['(', ' ', '{']).next().unwrap().to_owned()
}

fn check_refused(value: &str, expected: &str) {
    assert_eq!(refusal(&response(value)), expected, "{value}");
}

#[test]
fn reads_numbers_exactly() {
    for tag in ["int", "i4", "i8", "biginteger"] {
        check(&format!("<value><{tag}>-42</{tag}></value>"), &json!(-42));
    }
    check("<value><int> 7 </int></value>", &json!(7));
    check("<value><i8>9223372036854775807</i8></value>", &json!(i64::MAX));
    check("<value><i8>-9223372036854775808</i8></value>", &json!(i64::MIN));
    check("<value><biginteger>18446744073709551615</biginteger></value>", &json!(u64::MAX));
    check("<value><double>8188.79</double></value>", &json!(8188.79));
    check("<value><double>-0.30000000000000004</double></value>", &json!(-0.300_000_000_000_000_04));
    check("<value><double>1e-7</double></value>", &json!(1e-7));
    check("<value><double>5</double></value>", &json!(5.0));
}

#[test]
fn refuses_numbers_that_json_cannot_hold() {
    for text in ["18446744073709551616", "99999999999999999999999999999999", "1.5", "0x10", "1e3", "", "one", "١"] {
        check_refused(&format!("<value><int>{text}</int></value>"), "Scalar");
    }
    for text in ["nan", "inf", "-Infinity", "1e400", "", "1,5", "0x1p3"] {
        check_refused(&format!("<value><double>{text}</double></value>"), "Scalar");
    }
    for text in ["", "2", "True", "yes", "-1"] {
        check_refused(&format!("<value><boolean>{text}</boolean></value>"), "Scalar");
    }
}

#[test]
fn reads_the_other_scalars() {
    check("<value><boolean>1</boolean></value>", &json!(true));
    check("<value><boolean>0</boolean></value>", &json!(false));
    check("<value><nil/></value>", &Value::Null);
    check("<value><nil></nil></value>", &Value::Null);
    check("<value><ex:nil xmlns:ex='x'/></value>", &Value::Null);
    check("<value><dateTime.iso8601>20260102T03:04:05</dateTime.iso8601></value>", &json!("2026-01-02 03:04:05"));
    check("<value><dateTime.iso8601>2026-01-02T03:04:05</dateTime.iso8601></value>", &json!("2026-01-02 03:04:05"));
    check("<value><base64>\naGVs\n bG8=\n</base64></value>", &json!("aGVsbG8="));
    check("<value><base64></base64></value>", &json!(""));
}

#[test]
fn refuses_scalars_that_are_none() {
    for text in ["20261301T00:00:00", "20260102", "2026-01-02 03:04:05", "20260102T25:00:00", "", "20260102T03:04:05Z"] {
        check_refused(&format!("<value><dateTime.iso8601>{text}</dateTime.iso8601></value>"), "Scalar");
    }
    for text in ["a", "a===", "aGVsbG8", "aGV%bG8=", "=", "é"] {
        check_refused(&format!("<value><base64>{text}</base64></value>"), "Scalar");
    }
    check_refused("<value><nil>x</nil></value>", "Unexpected");
}

#[test]
fn reads_text_in_every_spelling() {
    check("<value>plain</value>", &json!("plain"));
    check("<value> a b </value>", &json!(" a b "));
    check("<value></value>", &json!(""));
    check("<value/>", &json!(""));
    check("<value><string/></value>", &json!(""));
    check("<value>\n  <string>x</string>\n</value>", &json!("x"));
    check("<value><string>a &lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;</string></value>", &json!("a <b> & \"c\" 'd'"));
    check("<value><string>&#38;&#x26;&#233;&#x1F600;&#13;</string></value>", &json!("&&é\u{1F600}\r"));
    check(
        "<value><string>one<![CDATA[ <two> & ]]>three &amp; <![CDATA[]]]]><![CDATA[>]]></string></value>",
        &json!("one <two> & three & ]]>"),
    );
    check("<value><string>a<!-- no -->b<?no ?>c</string></value>", &json!("abc"));
    check("<value><string>a\r\nb\rc</string></value>", &json!("a\nb\nc"));
    check("<value>untyped &amp; <![CDATA[<cdata>]]></value>", &json!("untyped & <cdata>"));
    check("<value><string>  </string></value>", &json!("  "));
}

#[test]
fn reads_structs_and_arrays_with_any_layout() {
    let nested = "<value><struct>\n<member>\n<name>a &amp; b</name>\n<value><array>\n<data>\n<value><int>1</int></value>\n<value/>\n</data>\n</array></value>\n</member>\n</struct></value>";
    check(nested, &json!({"a & b": [1, ""]}));
    check("<value><array><data/></array></value>", &json!([]));
    check("<value><struct/></value>", &json!({}));
    let twice =
        "<value><struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct></value>";
    check(twice, &json!({"a": "2"}));
    check("<value><struct><member><name/><value>1</value></member></struct></value>", &json!({"": "1"}));
}

#[test]
fn refuses_what_has_no_place() {
    for value in [
        "<value>text<int>1</int></value>",
        "<value><int>1</int>text</value>",
        "<value><int>1</int><int>2</int></value>",
        "<value><int><string>1</string></int></value>",
        "<value><param/></value>",
        "<value><float>1</float></value>",
        "<value><array><value>1</value></array></value>",
        "<value><array><data><int>1</int></data></array></value>",
        "<value><array><data>text</data></array></value>",
        "<value><struct><member><value>1</value></member></struct></value>",
        "<value><struct><member><name>a</name></member></struct></value>",
        "<value><struct><name>a</name></struct></value>",
        "<value><struct><member><name><int>1</int></name><value>1</value></member></struct></value>",
        "",
        "<int>1</int>",
        "<value>1</value><value>2</value>",
    ] {
        check_refused(value, "Unexpected");
    }
}

#[test]
fn refuses_what_is_no_document() {
    let whole = response("<value>1</value>");
    let check = |document: &str, expected: &str| assert_eq!(refusal(document), expected, "{document}");
    check("", "Unexpected");
    check("{\"jsonrpc\": \"2.0\"}", "Unexpected");
    check("<html><body>login</body></html>", "Unexpected");
    check(&format!("{whole}<methodResponse/>"), "Unexpected");
    check(&format!("{whole}tail"), "Unexpected");
    check(&whole.replace("</param>", "</params>"), "Malformed");
    check("<methodResponse><params/></methodResponse>", "Unexpected");
    check("<methodResponse/>", "Unexpected");
    check("<methodCall><methodName>x</methodName></methodCall>", "Unexpected");
    check("<?xml version='1.0' encoding='ISO-8859-1'?><methodResponse/>", "Encoding");
    assert!(matches!(read_response(b"<methodResponse>\xff</methodResponse>"), Err(ReadError::Encoding)));
    assert!(read_response(format!("\u{feff}{whole}\n\n").as_bytes()).is_ok());
}

#[test]
fn a_document_cut_anywhere_is_an_error_and_never_a_panic() {
    let whole =
        response("<value><struct><member><name>a</name><value><string>b &amp; <![CDATA[c]]></string></value></member></struct></value>");
    for end in 0..whole.len() {
        assert!(read_response(&whole.as_bytes()[..end]).is_err(), "{end}");
    }
    assert!(read_response(whole.as_bytes()).is_ok());
}

#[test]
fn refuses_document_types_and_their_entities() {
    let bomb = "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY lol 'lol'><!ENTITY lol2 '&lol;&lol;&lol;&lol;'>]><methodResponse><params><param><value>&lol2;</value></param></params></methodResponse>";
    let external =
        "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><methodResponse><params><param><value>1</value></param></params></methodResponse>";
    assert_eq!([refusal(bomb), refusal(external)], ["DocType", "DocType"]);
    for entity in ["&lol;", "&nbsp;", "&xxe;", "&#0;", "&#1;", "&#xFFFE;", "&#xD800;", "&#x110000;", "&#99999999999;", "&;"] {
        assert!(read(&format!("<value>{entity}</value>")).is_err(), "{entity}");
    }
    assert!(read("<value>a & b</value>").is_err());
}

#[test]
fn bounds_depth_and_not_length() {
    let nest =
        |depth: usize| format!("{}<value>1</value>{}", "<value><array><data>".repeat(depth), "</data></array></value>".repeat(depth));
    assert!(read(&nest(127)).is_ok());
    check_refused(&nest(128), "Depth");
    check_refused(&nest(100_000), "Depth");
    let wide = format!("<value><array><data>{}</data></array></value>", "<value/>".repeat(100_000));
    assert_eq!(read(&wide).unwrap().as_array().map(Vec::len), Some(100_000));
    let pieces = format!("<value><string>{}</string></value>", "&amp;<![CDATA[<]]>".repeat(100_000));
    assert_eq!(read(&pieces).unwrap().as_str().map(str::len), Some(200_000));
}

#[test]
fn reads_faults() {
    let fault = |code: &str, text: &str| {
        format!(
            "<methodResponse><fault><value><struct><member><name>faultCode</name><value>{code}</value></member>\
             <member><name>faultString</name><value>{text}</value></member></struct></value></fault></methodResponse>"
        )
    };
    let found = read_response(fault("<int>2</int>", "<string>no &lt;way&gt;</string>").as_bytes()).unwrap();
    assert_eq!(found, MethodResponse::Fault { code: 2, message: "no <way>".to_owned() });
    assert_eq!(refusal(&fault("two", "x")), "Scalar");
    assert_eq!(refusal(&fault("<int>2</int>", "<int>1</int>")), "Scalar");
    let written = write_fault(4, "a & b").unwrap();
    assert_eq!(read_response(written.as_bytes()).unwrap(), MethodResponse::Fault { code: 4, message: "a & b".to_owned() });
}

/// Any value that XML can hold: no control characters other than tab and line end.
fn any_value() -> impl Strategy<Value = Value> {
    let text = "[\\PC\t\r\n<>&'\"\\]]{0,12}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("JSON has no such number", |number| serde_json::Number::from_f64(number).map(Value::Number)),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(text, inner, 0..6).prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn a_response_comes_back_whole(value in any_value()) {
        let written = write_response(&value).unwrap();
        prop_assert_eq!(read_response(written.as_bytes()).unwrap(), MethodResponse::Value(value));
    }

    #[test]
    fn a_call_comes_back_whole(method in "[a-z_.]{1,12}", params in prop::collection::vec(any_value(), 0..4)) {
        let read = read_call(write_call(&method, &params).unwrap().as_bytes()).unwrap();
        prop_assert_eq!((read.method, read.params), (method, params));
    }

    #[test]
    fn nothing_makes_the_reader_panic(document in "(<[/a-z!?\\[]{0,9}>?|[\\PC]|&[#a-z0-9]{0,4};|<value>|</value>|<methodResponse>){0,40}") {
        let _ = read_response(document.as_bytes());
        let _ = read_call(document.as_bytes());
    }
}
