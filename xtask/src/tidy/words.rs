//! Words that make a native reader stumble, in the messages of the product. `CONTRIBUTING.md` has the whole list; the worst are refused.

/// What is refused in a string of `src` or `sdk/src`, and what to write.
const REFUSED: [(&str, &str); 11] = [
    ("surely", "leave it out, or say what is known"),
    ("` is no ", "is not a"),
    (" is none of", "is not one of"),
    ("hardly meant", "unlikely to be intended"),
    ("are told", "are reported"),
    ("is told", "is reported"),
    ("let through", "allowed"),
    ("mended", "fixed"),
    ("most of them", "at most"),
    ("by place", "positional"),
    ("does not go with", "cannot be used with"),
];

/// What is wrong with the strings of a source file.
pub(super) fn faults(file: &str, text: &str) -> Vec<String> {
    if !(file.starts_with("src/") || file.starts_with("sdk/src/")) || file.ends_with("agreement.rs") {
        return Vec::new();
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let found = lines.flat_map(|(number, line)| {
        let strings: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        let refused = REFUSED.iter().filter(move |(word, _)| strings.iter().any(|string| string.contains(word)));
        refused.map(move |(word, better)| format!("{file}:{}: `{}` in a message: {better}", number + 1, word.trim()))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_refused_in_a_message_only() {
        let source = "//! x\n// surely a comment\nlet x = \"`y` is no time zone\";\nfn surely() {}\n";
        assert_eq!(faults("src/x.rs", source), ["src/x.rs:3: `` is no` in a message: is not a"]);
        assert!(faults("sim/src/x.rs", source).is_empty());
    }
}
