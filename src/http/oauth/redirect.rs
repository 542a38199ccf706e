//! Where a browser may be sent back to: `https`, this machine, and the one custom scheme that a known editor needs. Compared to the
//! letter, but for the port of this machine, which clients choose at every start.

use url::{Host, Url};

use super::super::public_url::is_loopback;

/// The editor Cursor, which registers nothing else.
const CURSOR: &str = "cursor://anysphere.cursor-mcp/oauth/callback";

/// Longest address.
const LONGEST: usize = 512;

/// Whether an address may be registered.
pub(super) fn may_be_registered(text: &str) -> bool {
    if text == CURSOR {
        return true;
    }
    let Some(url) = plain(text) else { return false };
    let is_own = url.host().is_some_and(|host| is_loopback(&host));
    url.scheme() == "https" || (url.scheme() == "http" && is_own)
}

/// Whether an address is the registered one.
pub(super) fn is_same(registered: &str, given: &str) -> bool {
    registered == given || without_port(registered).is_some_and(|registered| without_port(given).as_deref() == Some(registered.as_str()))
}

/// Whether an address is of this machine.
pub(super) fn is_local(text: &str) -> bool {
    without_port(text).is_some()
}

/// What a person is shown of an address.
pub(super) fn shown_host(text: &str) -> String {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.host_str().unwrap_or_default().to_owned(),
        Ok(url) => format!("the app `{}`", url.scheme()),
        Err(_) => String::new(),
    }
}

/// Of this machine, without its port.
fn without_port(text: &str) -> Option<String> {
    let mut url = plain(text).filter(|url| url.scheme() == "http")?;
    let is_own = match url.host()? {
        Host::Domain(name) => name == "localhost",
        host => is_loopback(&host),
    };
    url.set_port(None).ok().filter(|()| is_own)?;
    Some(url.into())
}

/// An address without user and fragment.
fn plain(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST && text.is_ascii())?;
    let is_plain = url.has_host() && url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (is_plain && !text.contains(['\\', '\n', '\r', '\t', ' '])).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_good_addresses_are_registered_and_tricks_are_not() {
        for good in [
            "https://claude.ai/api/mcp/auth_callback",
            "http://127.0.0.1:33418/",
            "http://localhost/callback",
            "http://[::1]:1/callback",
            CURSOR,
        ] {
            assert!(may_be_registered(good), "{good}");
        }
        for bad in [
            "http://example.com/callback",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "https://user@example.com/",
            "https://example.com/#fragment",
            "javascript:alert(1)",
            "data:text/html,x",
            "cursor://elsewhere/oauth/callback",
            "myapp://callback",
            "https:/\\evil.example/",
            "https://exa mple.com/",
            "//example.com/",
            "",
        ] {
            assert!(!may_be_registered(bad), "{bad}");
        }
    }

    #[test]
    fn addresses_are_compared_to_the_letter_but_for_the_port_of_this_machine() {
        let check = |registered: &str, given: &str, expected: bool| assert_eq!(is_same(registered, given), expected, "{given}");
        check("http://127.0.0.1/callback", "http://127.0.0.1:4711/callback", true);
        check("http://localhost:1/callback", "http://localhost:2/callback", true);
        check("http://localhost:1/callback", "http://localhost:1/other", false);
        check("http://localhost:1/callback", "http://127.0.0.1:1/callback", false);
        check("http://127.0.0.1/callback", "http://127.0.0.1.evil.example/callback", false);
        check("http://127.0.0.1/callback", "http://evil@127.0.0.1:1/callback", false);
        check("https://claude.ai/cb", "https://claude.ai/cb", true);
        check("https://claude.ai/cb", "https://claude.ai:444/cb", false);
        check("https://claude.ai/cb", "https://claude.ai/cb/", false);
        check("https://claude.ai/cb", "https://claude.ai/cb?x=1", false);
        check("https://claude.ai/cb", "https://claude.ai/cb/../x", false);
    }
}
