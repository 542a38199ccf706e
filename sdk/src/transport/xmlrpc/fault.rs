//! From a fault to our outcome: by its code, and for code 1 by the exception's class on the last line of the traceback.

use serde_json::Value;

use crate::call::{Call, Effect};
use crate::error::text::clean;
use crate::error::{Error, ErrorKind, Raised, no_object};

const TRACEBACK: &str = "Traceback (most recent call last):";

/// What a fault means for the call. Only one is not a failure: a method that returned None.
pub(super) fn outcome(code: i64, text: &str, call: Option<&Call>) -> Result<Value, Error> {
    let (name, message) = match code {
        2 if call.is_some_and(|call| text == no_object(&call.model)) => ("odoo.exceptions.UserError", text),
        // A user error or one of its subclasses: they cannot be told apart, so that no class is named.
        2 => return Err(Error::new(ErrorKind::User, clean(text)).status(200)),
        3 => ("odoo.exceptions.AccessDenied", text),
        4 => ("odoo.exceptions.AccessError", text),
        _ => exception(text).unwrap_or(("", text)),
    };
    if name == "TypeError" && message.starts_with("cannot marshal ") {
        return none(call);
    }
    if name.is_empty() {
        return Err(Error::new(ErrorKind::Server, "Odoo failed without saying how").status(200));
    }
    let qualified = if name.contains('.') { name.to_owned() } else { format!("builtins.{name}") };
    Err(Raised { name: &qualified, message, status: 200 }.into_error(call))
}

/// The method ran and returned None, a record, or data with such a value inside: XML-RPC has no form for it.
fn none(call: Option<&Call>) -> Result<Value, Error> {
    match call {
        Some(Call { effect: Effect::Read, model, method, .. }) => {
            let message = format!("the answer of `{method}` on `{model}` holds a value that XML-RPC cannot carry: use another API");
            Err(Error::new(ErrorKind::Protocol, message))
        }
        _ => Ok(Value::Null),
    }
}

/// The class and the text of the exception that the last traceback ends with. Frames are indented, the exception is not.
fn exception(text: &str) -> Option<(&str, &str)> {
    let (_, last) = text.rsplit_once(TRACEBACK)?;
    let mut offset = 0;
    for line in last.split_inclusive('\n') {
        if !line.starts_with([' ', '\n', '\r']) {
            let found = last.get(offset..)?.trim_end();
            let (name, message) = found.split_once(':').unwrap_or((found, ""));
            return is_class(name).then_some((name, message.trim_start()));
        }
        offset += line.len();
    }
    None
}

fn is_class(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traceback(end: &str) -> String {
        format!("{TRACEBACK}\n  File \"/opt/odoo/x.py\", line 1, in f\n    f()\n{end}\n")
    }

    fn check(text: &str, call: &Call, expected: Result<Value, (ErrorKind, &str)>) {
        let found = outcome(1, text, Some(call));
        let found = found.map_err(|error| (error.kind(), error.odoo_name().unwrap_or_default().to_owned()));
        assert_eq!(found, expected.map_err(|(kind, name)| (kind, name.to_owned())), "{text}");
    }

    #[test]
    fn finds_the_class_of_the_last_exception() {
        let call = Call::new("m", "f");
        check(&traceback("ValueError: a: b"), &call, Err((ErrorKind::Server, "builtins.ValueError")));
        check(&traceback("psycopg2.errors.X: one\ntwo: three"), &call, Err((ErrorKind::Server, "psycopg2.errors.X")));
        let chained = format!("{}\nDuring handling of the above exception:\n\n{}", traceback("KeyError: 'a'"), traceback("ValueError: b"));
        check(&chained, &call, Err((ErrorKind::Server, "builtins.ValueError")));
        check(&traceback("odoo.exceptions.MissingError: gone"), &call, Err((ErrorKind::Missing, "odoo.exceptions.MissingError")));
        check(&traceback("KeyboardInterrupt"), &call, Err((ErrorKind::Server, "builtins.KeyboardInterrupt")));
        check("no traceback: at all", &call, Err((ErrorKind::Server, "")));
    }

    #[test]
    fn no_traceback_reaches_a_message() {
        let error = outcome(1, &traceback("ValueError: b"), None).unwrap_err();
        assert_eq!(error.message(), "Odoo failed with `builtins.ValueError`");
        assert_eq!(error.odoo_message(), Some("b"));
        let error = outcome(2, &format!("no\n{}", traceback("ValueError: b")), None).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::User, "no"));
    }

    #[test]
    fn none_is_an_answer_to_a_write_and_a_loss_to_a_read() {
        let text = traceback("TypeError: cannot marshal None unless allow_none is enabled");
        check(&text, &Call::new("m", "action_confirm"), Ok(Value::Null));
        check(&text, &Call::new("m", "fields_get").read(), Err((ErrorKind::Protocol, "")));
        check(&traceback("TypeError: f() got an argument"), &Call::new("m", "f"), Err((ErrorKind::Server, "builtins.TypeError")));
    }
}
