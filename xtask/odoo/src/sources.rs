//! The system's package sources, read to learn where its Debian mirror is and how it is signed, in both formats that apt knows.
//! No address of a mirror is written down in this project. Pure: text in, entries out.

/// One entry that binary packages come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Source {
    pub(crate) uri: String,
    pub(crate) suites: Vec<String>,
    pub(crate) components: Vec<String>,
    /// A keyring's path, or a key block with its line breaks. None: apt's trusted keys.
    pub(crate) signed_by: Option<String>,
}

impl Source {
    /// The same mirror as a deb822 stanza for another suite.
    pub(crate) fn stanza_for(&self, suite: &str) -> String {
        let mut text = format!("Types: deb\nURIs: {}\nSuites: {suite}\nComponents: main\n", self.uri);
        if let Some(key) = &self.signed_by {
            text.push_str(&format!("Signed-By: {key}\n"));
        }
        text
    }

    /// How sure it is that this is Debian's own archive and not a third party that names its suites alike.
    fn likeness(&self) -> u8 {
        let key = self.signed_by.as_deref();
        let by_key = if key.is_some_and(|key| key.contains("debian-archive")) { 2 } else { u8::from(key.is_none()) };
        by_key * 2 + u8::from(self.uri.trim_end_matches('/').ends_with("/debian"))
    }
}

/// The entry of Debian's own archive: main, of one of the suites, and the likest.
pub(crate) fn debian_archive<'a>(sources: &'a [Source], suites: &[&str]) -> Option<&'a Source> {
    let fits = |source: &&Source| {
        source.components.iter().any(|component| component == "main") && source.suites.iter().any(|suite| suites.contains(&suite.as_str()))
    };
    // The first of equals, as apt itself prefers.
    sources.iter().rev().filter(fits).max_by_key(|source| source.likeness())
}

/// Reads a `.sources` file.
pub(crate) fn parse_deb822(text: &str) -> Vec<Source> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    lines.split(|line| line.trim().is_empty()).filter_map(parse_stanza).collect()
}

/// Reads a `.list` file.
pub(crate) fn parse_list(text: &str) -> Vec<Source> {
    text.lines().filter_map(parse_list_line).collect()
}

fn parse_stanza(lines: &[&str]) -> Option<Source> {
    let words =
        |key| stanza_value(lines, key).map(|value| value.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default();
    let disabled = stanza_value(lines, "Enabled").is_some_and(|value| value.eq_ignore_ascii_case("no"));
    if disabled || !words("Types").iter().any(|kind| kind == "deb") {
        return None;
    }
    Some(Source {
        uri: words("URIs").into_iter().next()?,
        suites: words("Suites"),
        components: words("Components"),
        signed_by: stanza_value(lines, "Signed-By"),
    })
}

/// A field of a stanza, with the indented lines that go on with it.
fn stanza_value(lines: &[&str], key: &str) -> Option<String> {
    let is_field = |line: &&str| line.split_once(':').is_some_and(|(name, _)| name.eq_ignore_ascii_case(key));
    let start = lines.iter().position(is_field)?;
    let mut rest = lines.iter().skip(start);
    let (_, first) = rest.next()?.split_once(':')?;
    let mut value = first.trim().to_owned();
    for line in rest.take_while(|line| line.starts_with([' ', '\t'])) {
        value.push('\n');
        value.push_str(line);
    }
    Some(value)
}

/// `deb [option=value ...] uri suite component ...`
fn parse_list_line(line: &str) -> Option<Source> {
    let line = line.split('#').next()?.trim();
    let rest = line.strip_prefix("deb")?;
    if !rest.starts_with([' ', '\t', '[']) {
        return None;
    }
    let rest = rest.trim_start();
    let (options, rest) = match rest.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?,
        None => ("", rest),
    };
    let mut words = rest.split_whitespace().map(str::to_owned);
    Some(Source {
        uri: words.next()?,
        suites: vec![words.next()?],
        components: words.collect(),
        signed_by: options.split_whitespace().find_map(|option| option.strip_prefix("signed-by=")).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEB822: &str = "Types: deb\n# a comment\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n\
        Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n\nTypes: deb\nURIs: http://mirror.example/debian-security\n\
        Suites: bookworm-security\nComponents: main\n\nTypes: deb-src\nURIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\n\n\
        Enabled: no\nTypes: deb\nURIs: http://off.example/debian\nSuites: bookworm\nComponents: main\n";

    fn source(uri: &str, suite: &str, component: &str, signed_by: Option<&str>) -> Source {
        Source { uri: uri.into(), suites: vec![suite.into()], components: vec![component.into()], signed_by: signed_by.map(str::to_owned) }
    }

    #[test]
    fn deb822_keeps_enabled_binary_entries() {
        let sources = parse_deb822(DEB822);
        let uris: Vec<&str> = sources.iter().map(|source| source.uri.as_str()).collect();
        assert_eq!(uris, ["http://mirror.example/debian", "http://mirror.example/debian-security"]);
        assert_eq!(sources[0].suites, ["bookworm", "bookworm-updates"]);
        assert_eq!(sources[1].signed_by, None);
    }

    #[test]
    fn deb822_keeps_a_key_block() {
        let sources =
            parse_deb822("types: deb\nuris: http://m.example\nsuites: sid\ncomponents: main\nsigned-by:\n -----BEGIN\n .\n AbC\n");
        assert_eq!(sources[0].signed_by.as_deref(), Some("\n -----BEGIN\n .\n AbC"));
        assert!(sources[0].stanza_for("sid").ends_with("Signed-By: \n -----BEGIN\n .\n AbC\n"));
    }

    #[test]
    fn list_lines_with_and_without_options() {
        let text = "# deb http://old.example x main\ndeb http://m.example/debian bookworm main contrib # why\n\
            deb [ arch=amd64 signed-by=/k.gpg ] http://n.example bookworm main\ndeb-src http://m.example/debian bookworm main\n\ndeb\n";
        let mut first = source("http://m.example/debian", "bookworm", "main", None);
        first.components.push("contrib".into());
        assert_eq!(parse_list(text), [first, source("http://n.example", "bookworm", "main", Some("/k.gpg"))]);
    }

    #[test]
    fn the_archive_is_reported_from_third_parties() {
        let sources = [
            source("http://tools.example/apt", "bookworm", "main", Some("/k.gpg")),
            source("http://m.example/debian-security", "bookworm-security", "main", None),
            source("http://m.example/debian", "bookworm", "contrib", None),
            source("http://m.example/debian/", "bookworm", "main", None),
        ];
        assert_eq!(debian_archive(&sources, &["bookworm"]), Some(&sources[3]));
        assert_eq!(debian_archive(&sources[..3], &["trixie"]), None);
        let signed = source("http://n.example/", "bookworm", "main", Some("/usr/share/keyrings/debian-archive-keyring.gpg"));
        assert_eq!(debian_archive(&[sources[3].clone(), signed.clone()], &["bookworm"]), Some(&signed));
    }

    #[test]
    fn a_stanza_for_another_suite() {
        let expected = "Types: deb\nURIs: http://m.example/debian\nSuites: sid\nComponents: main\nSigned-By: /k.gpg\n";
        assert_eq!(source("http://m.example/debian", "bookworm", "main", Some("/k.gpg")).stanza_for("sid"), expected);
    }
}
