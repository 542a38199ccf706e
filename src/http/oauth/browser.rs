//! The browser of a person: its cookie, which a form is bound to, so that no other page sends one in its name.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::super::public_url::PublicUrl;

/// A cookie of the gateway.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cookie {
    /// Its name behind the prefix.
    pub(super) name: &'static str,
    /// How long it lasts, in seconds.
    pub(super) seconds: u64,
}

/// What a form is bound to.
pub(super) const FORM: Cookie = Cookie { name: "odoo-sign-in", seconds: 600 };

/// Who looks at their own grants.
pub(super) const ACCOUNT: Cookie = Cookie { name: "odoo-account", seconds: 1_800 };

impl Cookie {
    /// Its value in a request.
    pub(super) fn of(self, headers: &HeaderMap, public: &PublicUrl) -> Option<String> {
        let name = self.full_name(public);
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
        pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    }

    /// The header that sets it; an empty value takes it away.
    pub(super) fn set(self, value: &str, public: &PublicUrl) -> Option<HeaderValue> {
        let (secure, seconds) = (if public.is_https() { "; Secure" } else { "" }, if value.is_empty() { 0 } else { self.seconds });
        let text = format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", self.full_name(public));
        HeaderValue::from_str(&text).ok()
    }

    /// Over `https` the prefix lets no other host set it.
    fn full_name(self, public: &PublicUrl) -> String {
        format!("{}{}", if public.is_https() { "__Host-" } else { "" }, self.name)
    }
}

/// Whether another site sent a form, as a browser says. One that says nothing is judged by its cookie alone.
pub(super) fn is_of_another_site(headers: &HeaderMap) -> bool {
    headers.get_all("sec-fetch-site").iter().any(|site| site != "same-origin")
}

/// A value that nobody guesses.
pub(super) fn random() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// What a form holds of a cookie.
pub(super) fn digest(cookie: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(cookie))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_a_cookie_is_of_this_host_alone_and_of_several_the_own_one_is_read() {
        let (https, http) = ("https://mcp.example.com".parse().unwrap(), "http://127.0.0.1:8080".parse().unwrap());
        let text = |public| FORM.set("x", public).unwrap().to_str().unwrap().to_owned();
        assert_eq!(text(&https), "__Host-odoo-sign-in=x; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
        assert!(!text(&http).contains("Secure") && text(&http).starts_with("odoo-sign-in=x;"));
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; odoo-sign-in=evil; __Host-odoo-sign-in=good"));
        assert_eq!((FORM.of(&headers, &https).as_deref(), ACCOUNT.of(&headers, &https)), (Some("good"), None));
    }

    #[test]
    fn a_form_of_another_site_is_known_by_what_the_browser_says() {
        let said = |site: &'static str| {
            is_of_another_site(&HeaderMap::from_iter([("sec-fetch-site".parse().unwrap(), HeaderValue::from_static(site))]))
        };
        assert!(said("cross-site") && said("same-site") && said("none") && !said("same-origin"));
        assert!(!is_of_another_site(&HeaderMap::new()));
    }
}
