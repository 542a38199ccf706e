//! The Odoo servers that keys and logins may name: those that are configured, and those that the operator allows. Nothing else is connected to,
//! whatever its address.

use crate::odoo::{Address, InstanceName};
use crate::session::Instance;

/// The servers, by the origin of their address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Odoos(Vec<(String, InstanceName)>);

impl Odoos {
    /// The configured ones and others; what is not an address allows nothing.
    pub(crate) fn new(configured: &[(InstanceName, String)], others: &[String]) -> Self {
        let configured = configured.iter().filter_map(|(name, url)| Some((origin_of(url)?, name.clone())));
        let others = others.iter().filter_map(|url| origin_of(url)).map(|origin| (origin.clone(), InstanceName::from(origin.as_str())));
        Self(configured.chain(others).collect())
    }

    /// Their origins, the configured one first.
    pub(crate) fn urls(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(origin, _)| origin.as_str())
    }

    /// The others, to be served.
    pub(crate) fn instances(others: &[String]) -> Vec<Instance> {
        let instance = |url: &String| {
            let name = InstanceName::from(origin_of(url)?.as_str());
            Some(Instance { name, ..Instance::only(Some(Address { url: url.clone(), database: None, known_series_only: false })) })
        };
        others.iter().filter_map(instance).collect()
    }

    /// The name of the server of an address, where it may be connected to.
    pub(crate) fn name_of(&self, url: &str) -> Option<&InstanceName> {
        let origin = origin_of(url)?;
        self.0.iter().find(|(known, _)| *known == origin).map(|(_, name)| name)
    }
}

fn origin_of(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    is_plain.then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configured_odoo_and_those_that_are_named_are_known_and_nothing_else() {
        let odoos = Odoos::new(
            &[(InstanceName::default(), "http://127.0.0.1:8069/".to_owned())],
            &["https://acme.example.com".to_owned(), "nonsense".to_owned()],
        );
        let check = |url: &str, expected: Option<&str>| assert_eq!(odoos.name_of(url).map(InstanceName::as_str), expected, "{url}");
        check("http://127.0.0.1:8069", Some("default"));
        check("http://127.0.0.1:8069/web/login", Some("default"));
        check("https://ACME.example.com:443", Some("https://acme.example.com"));
        for url in [
            "http://127.0.0.1:8070",
            "http://acme.example.com",
            "http://u@127.0.0.1:8069",
            "http://169.254.169.254",
            "nonsense",
            "file:///",
        ] {
            check(url, None);
        }
        assert_eq!(Odoos::instances(&["https://acme.example.com".to_owned(), "nonsense".to_owned()]).len(), 1);
    }
}
